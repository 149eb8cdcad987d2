"""An outside e-signature: the service is a real server on this machine, and calls back over HTTP."""

import time

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from foundation.audit.models import AuditEvent
from foundation.common.errors import NotAllowed
from foundation.notifications.models import Message
from secondments import esign
from secondments.actions import agreements, esigning, placements, sending
from secondments.models import Placement, Signature, SigningRequest
from tests.secondments.doors import visitor
from tests.secondments.esign_server import SECRET, running, sign_pdf
from tests.secondments.pdf_signer import sign

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service(settings):
    with running() as found:
        settings.ESIGN_PROVIDER = "secondments.esign.json_http.JsonOverHttp"
        settings.ESIGN_URL, settings.ESIGN_SECRET, settings.ESIGN_NAME = found.url, SECRET, "Inkwell"
        yield found


@pytest.fixture
def issued(cast):
    row = cast.placement("agreement")
    return row, cast.issue(row)


def asked_for(cast, row, text, by=None):
    return esigning.begin(placement=row, text_hash=text.text_hash, by=by or cast.person)


def handed_over(cast, row, text, by=None):
    asked = asked_for(cast, row, text, by)
    assert sending.work() == 1
    asked.refresh_from_db()
    return asked


def told(kind):
    return set(Message.objects.filter(kind=kind).values_list("recipient", flat=True))


@pytest.fixture
def door(live_server):
    return live_server.url + reverse("secondments:esign")


def test_a_party_is_sent_to_the_service_and_comes_back_signed(cast, service, issued, door):
    row, text = issued
    where = row.get_absolute_url()
    client = visitor(cast.person)
    page = client.get(f"{where}sign-outside/").content.decode()
    assert text.text_hash in page and "Secondment agreement" in page
    assert (
        client.post(f"{where}sign-outside/", {"text_hash": text.text_hash, "read": "on"}).status_code == 302
    )
    assert service.papers == {} and "is being sent to Inkwell" in client.get(where).content.decode()
    assert sending.work() == 1 and sending.work() == 0
    ((key, paper),) = service.papers.items()
    assert (paper["party"], paper["content_hash"]) == ("secondee", text.text_hash)
    assert paper["pdf"].startswith(b"%PDF") and paper["tell"].endswith("/secondments/e-signatures/")
    page = client.get(where).content.decode()
    assert "Go on signing at Inkwell" in page and f"/sign/{key}" in page
    others = visitor(cast.lead).get(where).content.decode()
    assert "Inkwell" not in others and "Secondee: Sent for signing" in others
    assert told("secondment_to_sign") == {cast.person.pk}
    assert not Signature.objects.exists()
    assert AuditEvent.objects.filter(verb="agreement.given_to_service", target_ref=row.ref).exists()

    assert service.tell(door, service.told(key)).status_code == 200
    signature = Signature.objects.get()
    assert (signature.party, signature.proof, signature.user) == ("secondee", "external", cast.person)
    assert signature.external_ref.startswith(f"{key} sha256:") and signature.text_hash == text.text_hash
    assert "Go on signing" not in client.get(where).content.decode()
    assert "signed elsewhere" in client.get(f"{where}agreement/1/").content.decode()


def test_all_three_may_sign_outside_or_some_here(cast, service, issued, door):
    row, text = issued
    for by in cast.signers(row)[:2]:
        asked = handed_over(cast, row, text, cast.fresh(by))
        assert service.tell(door, service.told(asked.external_ref)).status_code == 200
    cast.sign_all(row, text, cast.signers(row)[2:])
    row = Placement.objects.get()
    assert row.state == "agreement_signed"
    assert sorted(row.agreement.signatures.values_list("proof", flat=True)) == ["external", "external", "mfa"]


def test_heard_twice_it_is_signed_once(cast, service, issued, door):
    asked = handed_over(cast, *issued)
    answers = [service.tell(door, service.told(asked.external_ref)).status_code for _again in range(2)]
    assert answers == [200, 200] and Signature.objects.count() == 1


FORGED = {
    "another content": ({"content_hash": "0" * 64}, {}, 409),
    "another file": ({"pdf": b"%PDF-1.7 something else /ByteRange"}, {}, 400),
    "no signature in the file": ({"pdf": "given"}, {}, 400),
    "one byte changed": ({"pdf": "flipped"}, {}, 400),
    "the marks of a signature and none": ({"pdf": "marked"}, {}, 400),
    "an unknown paper": ({"id": "env-999"}, {}, 400),
    "another secret": ({}, {"secret": "x" * 40}, 403),
    "an old message": ({}, {"at": -301}, 403),
    "a message from the future": ({}, {"at": 900}, 403),
}


@pytest.mark.parametrize("what", sorted(FORGED))
def test_what_is_forged_signs_nothing(cast, service, issued, door, what):
    said, sealed, status = FORGED[what]
    asked = handed_over(cast, *issued)
    if "at" in sealed:
        sealed = {"at": int(time.time()) + sealed["at"]}
    given = service.papers[asked.external_ref]["pdf"]
    if said.get("pdf") == "given":
        said = {"pdf": given}
    if said.get("pdf") == "marked":
        said = {"pdf": sign_pdf(given)}
    if said.get("pdf") == "flipped":
        said = {"pdf": sign_pdf(given[:500] + bytes([given[500] ^ 1]) + given[501:])}
    assert service.tell(door, service.told(asked.external_ref, **said), **sealed).status_code == status
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"id": 1, "name": "x", "content_hash": "y", "pdf": "\xff"}', b"1"]
)
def test_what_is_sealed_and_makes_no_sense_is_refused(service, door, db, body):
    assert service.tell(door, body).status_code == 400


@pytest.mark.parametrize(
    "seal", ["", "t=,v1=", "t=1", "v1=x", f"t={'9' * 30},v1=x", "t=\u0661,v1=x".encode().decode("latin-1")]
)
def test_a_broken_seal_is_refused(service, door, db, seal):
    import requests

    answer = requests.post(door, data=b"{}", headers={"Front-Door-Signature": seal}, timeout=10)
    assert answer.status_code == 403


def test_without_a_service_the_door_is_shut_and_nobody_is_sent_anywhere(cast, issued):
    row, _text = issued
    assert (
        visitor().post(reverse("secondments:esign"), b"{}", content_type="application/json").status_code
        == 404
    )
    assert visitor().get(reverse("secondments:esign")).status_code == 405
    page = visitor(cast.person).get(row.get_absolute_url()).content.decode()
    assert "Sign with an e-signature service" not in page and "Read and sign the agreement" in page
    assert visitor(cast.person).get(f"{row.get_absolute_url()}sign-outside/").status_code == 409


def next_try():
    SigningRequest.objects.update(try_after=timezone.now())
    return sending.work()


def test_a_service_that_is_down_is_asked_again_and_the_coordinator_is_told_in_the_end(cast, service, issued):
    row, text = issued
    service.failing = 503
    page = visitor(cast.person)
    said = {"text_hash": text.text_hash, "read": "on"}
    for _twice in range(2):
        assert page.post(f"{row.get_absolute_url()}sign-outside/", said).status_code == 302
    assert sending.work() == 1 and sending.work() == 0
    assert next_try() == 1
    assert "Inkwell did not answer" in page.get(row.get_absolute_url()).content.decode()
    assert not told("secondment_not_sent")
    assert [next_try() for _try in range(4)] == [1, 1, 1, 0]
    assert SigningRequest.objects.get().state == "failed"
    assert told("secondment_not_sent") == {cast.person.pk, cast.officer.pk, cast.second_officer.pk}
    assert "could not be given to Inkwell" in page.get(row.get_absolute_url()).content.decode()
    officers = visitor(cast.officer).get(row.get_absolute_url()).content.decode()
    assert "Secondee: Could not be sent for signing" in officers
    service.failing = 0
    assert handed_over(cast, row, text).state == "sent"


def test_an_answer_that_was_lost_makes_no_second_paper(cast, service, issued):
    service.answer = {"id": ""}
    asked = asked_for(cast, *issued)
    assert sending.work() == 1
    service.answer = {}
    assert next_try() == 1
    asked.refresh_from_db()
    assert (asked.state, list(service.papers)) == ("sent", [asked.external_ref])


def test_what_changed_before_the_worker_came_is_not_sent(cast, service, issued):
    row, text = issued
    asked_for(cast, row, text)
    agreements.take_back(placement=row, reason="A slip.", by=cast.officer)
    assert sending.work() == 1
    assert (SigningRequest.objects.get().state, service.papers) == ("dropped", {})


def test_no_lock_is_held_while_the_service_thinks(cast, service, issued):
    row, text = issued
    asked_for(cast, row, text)
    free = []

    def meanwhile():  # in the thread of the server, on a connection of its own
        with transaction.atomic():
            Placement.objects.select_for_update(nowait=True).get(pk=row.pk)
            SigningRequest.objects.select_for_update(nowait=True).get()
        free.append(sending.work())
        connection.close()

    service.meanwhile = meanwhile
    assert sending.work() == 1
    assert free == [0] and len(service.papers) == 1


@pytest.mark.parametrize("where", ["javascript:alert(1)", "http://elsewhere.example/sign", "//x", ""])
def test_nobody_is_sent_to_an_address_that_is_not_safe(cast, service, issued, where):
    service.answer = {"where": where}
    asked = handed_over(cast, *issued)
    assert (asked.state, asked.where) == ("waiting", "")


def test_a_service_needs_https_and_a_long_secret(settings):
    settings.ESIGN_PROVIDER = "secondments.esign.json_http.JsonOverHttp"
    for url, secret in (("http://ink.example", SECRET), ("https://ink.example", "short")):
        settings.ESIGN_URL, settings.ESIGN_SECRET = url, secret
        with pytest.raises(ImproperlyConfigured):
            esign.provider()


def test_a_text_taken_back_meanwhile_is_not_signed(cast, service, issued, door):
    row, text = issued
    asked = handed_over(cast, row, text)
    agreements.take_back(placement=row, reason="A slip.", by=cast.officer)
    agreements.issue(placement=row, by=cast.officer)
    assert service.tell(door, service.told(asked.external_ref)).status_code == 409
    assert not Signature.objects.exists()


def test_what_came_after_it_was_issued_does_not_slip_under_the_signature(cast, service, issued, door):
    row, text = issued
    asked = handed_over(cast, row, text)
    said = {"kind": "commission", "reference": "CSC/1", "until": row.ends_on, "by": cast.officer}
    placements.approve(placement=row, **said)
    assert service.tell(door, service.told(asked.external_ref)).status_code == 409


def test_whoever_no_longer_speaks_for_the_party_has_not_signed_for_it(cast, service, issued, door):
    row, text = issued
    asked = handed_over(cast, row, text, cast.lead)
    cast.lead.memberships.update(state="ended", left_at="2026-01-01T00:00Z", ending="left")
    assert service.tell(door, service.told(asked.external_ref)).status_code == 403
    assert not Signature.objects.exists()


def test_only_those_who_may_sign_are_sent(cast, service, issued):
    for by in (cast.colleague, cast.host_manager, cast.other_lead, cast.outsider, cast.auditor):
        with pytest.raises(NotAllowed):
            asked_for(cast, *issued, by)
    assert sending.work() == 0 and service.papers == {}


# A file signed elsewhere


def upload(client, row, content):
    file = SimpleUploadedFile("signed.pdf", content, "application/pdf")
    return client.post(f"{row.get_absolute_url()}sign-file/", {"file": file})


def test_a_signed_file_is_the_paper_with_a_signature_added(cast, issued):
    row, text = issued
    client = visitor(cast.person, proven=True)
    given = client.get(f"{row.get_absolute_url()}agreement/1/to-sign/").content
    for wrong in (
        given,
        b"%PDF-1.7",
        sign_pdf(given[:-1]),
        sign_pdf(given).replace(b"/ByteRange", b"/Range"),
        sign_pdf(given, over=b"other bytes"),
        sign_pdf(given, after=b"10 0 obj << /Changed true >> endobj"),
        given + b"\n<< /ByteRange [0 1 2 3] /Contents <00> >>",
        sign_pdf(given).replace(b" >>\nendobj", b" >>\nEndobj"),
        sign_pdf(given),
    ):
        assert upload(client, row, wrong).status_code == 200
    assert not Signature.objects.exists()
    signed = sign(given)
    assert upload(client, row, signed).status_code == 302
    signature = Signature.objects.get()
    assert (signature.proof, signature.party, signature.text_hash) == ("external", "secondee", text.text_hash)
    assert signature.external_ref.startswith("sha256:")
    assert upload(client, row, signed).status_code == 409


def test_the_paper_to_sign_is_the_same_bytes_whoever_signed_before(cast, issued):
    row, text = issued
    first = visitor(cast.person).get(f"{row.get_absolute_url()}agreement/1/to-sign/").content
    cast.sign_all(row, text, cast.signers(row)[1:2])
    assert visitor(cast.person).get(f"{row.get_absolute_url()}agreement/1/to-sign/").content == first


def test_uploading_asks_who_one_is_once_more(cast, issued):
    row, _text = issued
    assert upload(visitor(cast.person), row, b"%PDF")["Location"].startswith("/account/confirm/")
    assert upload(visitor(cast.outsider, proven=True), row, b"%PDF").status_code == 404
    assert upload(visitor(cast.host_manager, proven=True), row, b"%PDF").status_code == 403
