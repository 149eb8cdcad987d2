"""Permission is asked at every download, on pages and in the API; what leaves is an attachment that nothing runs."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.requests import actions
from engagement.requests.enums import State as RequestState
from engagement.requests.models import EngagementRequest
from foundation.audit.models import AuditEvent
from foundation.directory.models import ClientDepartment, Membership
from foundation.documents import examining
from foundation.documents.enums import State
from foundation.documents.models import Document
from tests.documents import makers
from tests.factories.accounts import machine_client, machine_token
from tests.factories.requests import draft
from tests.hardening.doors import as_

pytestmark = pytest.mark.django_db
EVERYBODY = ("member", "lead", "respondent", "stranger", "triage", "officer", "other_officer", "auditor",
             "administrator", "secondments")  # fmt: skip
READERS = {"member", "lead", "triage", "officer", "auditor"}


def with_file(
    cast, name: str = "survey.pdf", content: bytes | None = None
) -> tuple[EngagementRequest, Document]:
    """A request that a department has accepted, with one clean file."""
    row = cast.request(RequestState.DRAFT)
    chosen = makers.upload(name, content or makers.pdf())
    (file,) = actions.add_files(request=row, files=[chosen], by=cast.member)
    Document.objects.filter(pk=file.pk).update(state=State.CLEAN, scanned_at=timezone.now(), sweep_at=None)
    row = actions.submit(request=row, by=cast.member)
    row = actions.route(request=row, department=cast.dcms, by=cast.triage)
    row = actions.accept(request=row, by=cast.officer)
    return row, Document.objects.get(pk=file.pk)


def address(file: Document) -> str:
    return f"/files/{file.public_id}/"


@pytest.mark.parametrize("role", EVERYBODY)
def test_who_sees_the_request_gets_the_file_and_nobody_else_does(cast, role):
    row, file = with_file(cast)
    browser = as_(getattr(cast, role))
    answer = browser.get(address(file))
    assert answer.status_code == (200 if role in READERS else 404)
    page = browser.get(f"/requests/{row.ref}/")
    assert (page.status_code == 200 and address(file) in page.content.decode()) == (role in READERS)
    if role in READERS:
        assert b"".join(answer.streaming_content) == makers.pdf()


def test_a_visitor_is_asked_to_sign_in(cast, client):
    _row, file = with_file(cast)
    answer = client.get(address(file))
    assert answer.status_code == 302 and answer["Location"] == f"/sign-in/?next={address(file)}"


def test_what_leaves_is_an_attachment_in_a_sandbox(cast):
    _row, file = with_file(cast, "Adroddiad – y cwm.pdf")
    answer = as_(cast.triage).get(address(file))
    said = answer.headers
    assert said["Content-Disposition"] == "attachment; filename*=utf-8''Adroddiad%20%E2%80%93%20y%20cwm.pdf"
    assert said["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert said["X-Content-Type-Options"] == "nosniff" and said["Cache-Control"] == "private, no-store"
    assert said["Content-Type"] == "application/pdf" and said["Content-Length"] == str(file.size)
    assert said["X-Frame-Options"] == "DENY" and said["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Last-Modified" not in said


def test_the_tag_of_a_file_is_for_those_who_may_have_it(cast):
    """The ETag lets a cut download go on. Whoever may not have the file learns nothing by knowing or asking for it."""
    _row, file = with_file(cast)
    tag = as_(cast.triage).get(address(file))["ETag"]
    for role in ("stranger", "other_officer"):
        for asked in (
            {"If-None-Match": tag},
            {"Range": "bytes=1-", "If-Range": tag},
            {"Range": "bytes=999999999-"},
        ):
            answer = as_(getattr(cast, role)).get(address(file), headers=asked)
            assert answer.status_code == 404
            assert not {"ETag", "Content-Range", "Accept-Ranges"} & set(answer.headers)


def test_a_link_dies_with_the_permission(cast):
    """A membership that ended, a request that moved on, a person who signed out: the next click is refused."""
    row, file = with_file(cast)
    member, officer = as_(cast.member), as_(cast.officer)
    assert member.get(address(file)).status_code == officer.get(address(file)).status_code == 200
    Membership.objects.filter(user=cast.member).update(state="ended", ending="left", left_at=timezone.now())
    assert member.get(address(file)).status_code == 404, "even the one who sent it"
    EngagementRequest.objects.filter(pk=row.pk).update(department=cast.mhclg)
    assert officer.get(address(file)).status_code == 404
    assert as_(cast.other_officer).get(address(file)).status_code == 200
    triage = as_(cast.triage)
    triage.logout()
    assert triage.get(address(file)).status_code == 302


def test_no_address_is_guessed_from_another(cast):
    """Neither keys of rows nor names in the storage open anything, and two files have nothing in common."""
    row, file = with_file(cast)
    _other, second = with_file(cast)
    triage = as_(cast.triage)
    for guess in (file.pk, file.key, file.name, file.sha256, file.public_id.hex, row.public_id):
        assert triage.get(f"/files/{guess}/").status_code == 404
    assert file.public_id.version == second.public_id.version == 4
    assert file.key[14:] != second.key[14:] and len(file.key) >= 40
    assert str(file.public_id) not in file.key and file.name not in file.key


def test_only_reading_is_offered_and_what_others_took_is_on_record(cast):
    _row, file = with_file(cast)
    assert as_(cast.triage).post(address(file)).status_code == 405
    as_(cast.member).get(address(file))
    as_(cast.officer).get(address(file))
    taken = AuditEvent.objects.filter(verb="document.downloaded")
    assert [event.actor_id for event in taken] == [str(cast.officer.public_id)]
    assert "survey" not in str(list(AuditEvent.objects.values_list("facts", flat=True)))


def test_the_public_register_says_nothing_of_files(cast, client):
    row, file = with_file(cast, "Names of our members.pdf")
    for page in (
        f"/register/{row.ref}/",
        "/register/",
        "/register/feed/",
        "/register/download/",
        f"/api/v1/register/{row.ref}/",
    ):
        answer = client.get(page)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"Names of our members" not in body and str(file.public_id).encode() not in body


# The API


def system(*scopes: str, department) -> dict[str, str]:
    made = machine_client(*scopes)
    ClientDepartment.objects.create(client_id=made.client_id, department=department, valid_from="2024-01-01")
    return {"HTTP_AUTHORIZATION": f"Bearer {machine_token(*scopes, client_id=made.client_id)}"}


def test_a_departments_system_lists_and_fetches_the_files_of_its_requests(cast, client):
    row, file = with_file(cast)
    ours = system("requests:read", department=cast.dcms)
    listed = client.get(f"/api/v1/requests/{row.ref}/files/", **ours)
    (said,) = listed.json()["results"]
    assert said == {
        "id": str(file.public_id), "name": "survey.pdf", "content_type": "application/pdf", "size": file.size,
        "sha256": file.sha256, "part": "", "state": "clean", "at": said["at"],
    }  # fmt: skip
    content = f"/api/v1/requests/{row.ref}/files/{said['id']}/content/"
    answer = client.get(content, HTTP_ACCEPT="application/pdf", **ours)
    assert answer.status_code == 200 and b"".join(answer.streaming_content) == makers.pdf()
    assert (
        answer["Content-Disposition"] == 'attachment; filename="survey.pdf"'
        and answer["Cache-Control"] == "private, no-store"
    )
    assert client.get(content, HTTP_IF_NONE_MATCH=answer["ETag"], **ours).status_code == 304
    assert AuditEvent.objects.filter(verb="document.downloaded", actor_kind="client").count() == 1


def test_the_api_gives_no_file_to_another_department_another_scope_or_nobody(cast, client):
    row, file = with_file(cast)
    list_, content = (
        f"/api/v1/requests/{row.ref}/files/",
        f"/api/v1/requests/{row.ref}/files/{file.public_id}/content/",
    )
    theirs = system("requests:read", department=cast.mhclg)
    unscoped = system("requests:write", department=cast.dcms)
    for page in (list_, content):
        assert client.get(page, **theirs).status_code == 404
        assert client.get(page, **unscoped).status_code == 403
        assert client.get(page).status_code == 401
        assert client.get(page, HTTP_AUTHORIZATION="Bearer nonsense").status_code == 401
        assert as_(cast.officer).get(page).status_code == 401, "a session does not open the API"


def test_the_api_knows_nothing_of_a_file_that_is_not_clean_or_of_another_request(cast, client):
    row, file = with_file(cast)
    other, _second = with_file(cast)
    ours = system("requests:read", department=cast.dcms)
    assert (
        client.get(f"/api/v1/requests/{other.ref}/files/{file.public_id}/content/", **ours).status_code == 404
    )
    for state, finding in ((State.WAITING, ""), (State.QUARANTINED, "x")):
        scanned = None if state == State.WAITING else timezone.now()
        Document.objects.filter(pk=file.pk).update(
            state=state, finding=finding, scanned_at=scanned, sweep_at=timezone.now()
        )
        assert client.get(f"/api/v1/requests/{row.ref}/files/", **ours).json()["results"] == []
        assert (
            client.get(f"/api/v1/requests/{row.ref}/files/{file.public_id}/content/", **ours).status_code
            == 404
        )


def test_an_id_that_is_none_is_not_found(cast, client):
    row, _file = with_file(cast)
    ours = system("requests:read", department=cast.dcms)
    assert client.get(f"/api/v1/requests/{row.ref}/files/{'-' * 36}/content/", **ours).status_code == 404


def test_a_list_of_files_asks_the_same_whatever_its_length(cast, client):
    row, _file = with_file(cast)
    ours = system("requests:read", department=cast.dcms)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/api/v1/requests/{row.ref}/files/", **ours).status_code == 200
        return len(queries)

    asked()
    one = asked()
    held = Document.objects.get()
    for n in range(8):
        held.pk, held.public_id, held.key = None, uuid4(), f"2026/01/01/00/{n}"
        held.save(force_insert=True)
    assert asked() == one


def test_a_claim_that_nobody_confirmed_opens_only_what_its_maker_wrote(cast):
    _row, file = with_file(cast)
    claimant = draft(cast.stranger).submitter
    Membership.objects.create(user=claimant, organisation=cast.organisation, role="member", state="claimed")
    assert as_(claimant).get(address(file)).status_code == 404


def test_nobody_deals_with_a_file_of_their_own_organisation_from_a_desk(cast, clamd):
    """An officer of another department who belongs to the organisation reads it as the sender's side does."""
    _row, file = with_file(cast)
    Membership.objects.create(
        user=cast.other_officer, organisation=cast.organisation, role="member", state="active",
        joined_at=timezone.now(), confirmed_by="first",
    )  # fmt: skip
    assert as_(cast.other_officer).get(address(file)).status_code == 200
    examining.examine([file.pk])
    assert Document.objects.get(pk=file.pk).state == State.CLEAN
