"""Departments' systems publish without a second check and write what came of it, within their scope and once."""

import pytest
from django.test import Client

from engagement.consultations import actions
from engagement.consultations.models import Consultation, OutcomeTheme
from foundation.audit.models import AuditEvent
from foundation.notifications.models import Fact, Message
from tests.consultations.doors import as_person
from tests.factories.consultations import move, sent
from tests.requests.api_doors import system_of

LIST = "/api/v1/consultations/"
SCOPES = ("consultations:read", "consultations:write")
THEMES = {
    "themes": [
        {"title": "Money", "we_asked": "How much?", "you_said": "More.", "we_did": "More."},
        {"title": "Time", "we_asked": "When?", "you_said": "Soon.", "reason_not_done": "The law sets it."},
    ]
}
REPORT = {"kind": "final_outcome", "detail": "Done.", "detail_cy": "Wedi gwneud."}


@pytest.fixture
def dcms(cast):
    return system_of(cast.dcms, *SCOPES)


@pytest.fixture
def mhclg(cast):
    return system_of(cast.mhclg, *SCOPES)


def row(consultation):
    return f"{LIST}{consultation.slug}/"


def test_a_system_publishes_without_a_second_check_only_with_a_reason_and_on_record(cast, dcms):
    draft = cast.draft()
    assert dcms.send(f"{row(draft)}publish/").status_code == 403
    assert dcms.send(f"{row(draft)}force-publish/").status_code == 400
    assert dcms.send(f"{row(draft)}force-publish/", {"reason": " "}).status_code == 400
    answer = dcms.send(f"{row(draft)}force-publish/", {"reason": "A court set the date."})
    assert answer.status_code == 200 and answer.json()["workflow"] == "published"
    kept = Consultation.objects.get(pk=draft.pk)
    assert (kept.force_reason, kept.approved_by) == ("A court set the date.", None) and kept.forced_at
    step = kept.steps.get(to_workflow="published")
    assert (step.client_id, step.reason) == (dcms.client_id, "A court set the date.")
    assert AuditEvent.objects.filter(verb="consultation.forced", target_ref=kept.ref).count() == 1
    assert Message.objects.filter(kind="consultation_forced").count() >= 2
    assert ">1<" in as_person(cast.officer).get("/consultations/desk/").content.decode().replace("\n", "")


def test_what_the_gates_stop_no_reason_publishes(cast, dcms):
    draft = actions.save_details(consultation=cast.draft(), by=cast.officer, summary="")
    answer = dcms.send(f"{row(draft)}force-publish/", {"reason": "Now."})
    assert answer.status_code == 400
    assert Consultation.objects.get(pk=draft.pk).workflow == "draft"


def test_nobody_else_forces_or_writes_an_outcome(cast, mhclg):
    reader = system_of(cast.dcms, "consultations:read")
    draft, closed = cast.draft(), cast.closed()
    said = {"force-publish": {"reason": "x"}, "write-report": REPORT, "write-themes": THEMES}
    for who, hidden in ((mhclg, 404), (reader, 403)):
        assert who.send(f"{row(draft)}force-publish/", said["force-publish"]).status_code == hidden
        for verb in ("write-report", "write-themes"):
            assert who.send(f"{row(closed)}{verb}/", said[verb]).status_code == 403
        for verb in ("publish-feedback", "publish-outcome"):
            assert who.send(f"{row(closed)}{verb}/").status_code == 403
    for verb, body in said.items():
        assert (
            Client().post(f"{row(closed)}{verb}/", body, content_type="application/json").status_code == 401
        )
    assert not OutcomeTheme.objects.exists()


def test_a_system_writes_and_publishes_an_outcome_and_twice_is_once(cast, dcms):
    closed = cast.closed()
    for _time in range(2):
        assert dcms.send(f"{row(closed)}write-themes/", THEMES).status_code == 200
        assert dcms.send(f"{row(closed)}write-report/", REPORT).status_code == 200
    assert [theme.title for theme in closed.outcome_themes.all()] == ["Money", "Time"]
    assert closed.reports.count() == 1
    kept = {theme.title: theme.public_id for theme in closed.outcome_themes.all()}
    assert dcms.send(f"{row(closed)}publish-outcome/").status_code == 200
    assert dcms.send(f"{row(closed)}publish-outcome/").status_code == 200
    assert Fact.objects.filter(verb="consultation.outcome_published").count() == 1
    found = Client().get(f"{row(closed)}themes/").json()["results"]
    assert [one["id"] for one in found] == [str(kept["Money"]), str(kept["Time"])]
    [report] = Client().get(f"{row(closed)}reports/").json()["results"]
    assert (report["detail"], report["kind"]) == ("Done.", "final_outcome") and report["published_at"]


def test_one_idempotency_key_gives_one_answer_and_no_second_version(cast, dcms):
    closed = cast.closed()
    headers = {"Idempotency_Key": "3b0d8f3e-outcome"}
    first = dcms.send(f"{row(closed)}write-themes/", THEMES, **headers)
    again = dcms.send(f"{row(closed)}write-themes/", THEMES, **headers)
    assert first.status_code == again.status_code == 200 and first["ETag"] == again["ETag"]
    other = dcms.send(f"{row(closed)}write-themes/", {"themes": THEMES["themes"][:1]}, **headers)
    assert other.status_code == 422


def test_drafts_of_an_outcome_are_the_departments_alone(cast, dcms, mhclg):
    closed = cast.closed()
    dcms.send(f"{row(closed)}write-themes/", THEMES)
    dcms.send(f"{row(closed)}write-report/", REPORT)
    dcms.send(f"{row(closed)}write-report/", {"kind": "public_feedback", "detail": "People want more."})
    assert len(dcms.get(f"{row(closed)}themes/").json()["results"]) == 2
    assert {one["published_at"] for one in dcms.get(f"{row(closed)}reports/").json()["results"]} == {None}
    unscoped = system_of(cast.dcms, "requests:read")
    for who in (Client(), mhclg, unscoped):
        assert who.get(f"{row(closed)}themes/").json()["results"] == []
        assert who.get(f"{row(closed)}reports/").json()["results"] == []
    assert dcms.send(f"{row(closed)}publish-feedback/").status_code == 200
    assert [one["kind"] for one in Client().get(f"{row(closed)}reports/").json()["results"]] == [
        "public_feedback"
    ]


def test_a_theme_that_is_not_sent_goes_before_publication_and_stays_after_it(cast, dcms):
    closed = cast.closed()
    dcms.send(f"{row(closed)}write-themes/", THEMES)
    dcms.send(f"{row(closed)}write-themes/", {"themes": THEMES["themes"][:1]})
    assert closed.outcome_themes.count() == 1
    dcms.send(f"{row(closed)}write-themes/", THEMES)
    dcms.send(f"{row(closed)}write-report/", REPORT)
    dcms.send(f"{row(closed)}publish-outcome/")
    changed = {"themes": [THEMES["themes"][0] | {"we_did": "Much more."}]}
    assert dcms.send(f"{row(closed)}write-themes/", changed).status_code == 200
    assert closed.outcome_themes.count() == 2
    assert closed.outcome_themes.get(title="Money").we_did == "Much more."
    bare = {"themes": [{"title": "Money", "we_asked": "How much?", "you_said": "More."}]}
    assert dcms.send(f"{row(closed)}write-themes/", bare).status_code == 400


def test_faults_are_named_by_place_and_nothing_is_written(cast, dcms):
    programme, other = cast.programme(), cast.programme()
    closed = cast.closed(programme=programme)
    foreign = other.decisions.create(question="Which?", decided_by_role="Minister")
    own = programme.decisions.create(question="Which?", decided_by_role="Minister")
    first, second = THEMES["themes"]
    bad = {"themes": [first, first, second | {"decision": str(foreign.public_id)}]}
    answer = dcms.send(f"{row(closed)}write-themes/", bad)
    assert answer.status_code == 400 and len(answer.json()["errors"]) == 2
    assert not closed.outcome_themes.exists()
    assert dcms.send(f"{row(closed)}write-themes/", {"themes": []}).status_code == 400
    good = {"themes": [first | {"decision": str(own.public_id)}]}
    assert dcms.send(f"{row(closed)}write-themes/", good).status_code == 200
    assert closed.outcome_themes.get().decision == own
    opened = cast.published()
    assert dcms.send(f"{row(opened)}write-themes/", THEMES).status_code == 409


def test_respondents_are_told_of_an_outcome_that_a_system_published(cast, dcms):
    consultation = cast.published()
    sent(consultation, wants_outcome=True)
    move(consultation, closed_days_ago=1)
    for verb, body in (("write-themes", THEMES), ("write-report", REPORT), ("publish-outcome", {})):
        assert dcms.send(f"{row(consultation)}{verb}/", body).status_code == 200
    assert actions.tell_outcome() == 1
    assert Message.objects.filter(kind="response_outcome").count() == 1
