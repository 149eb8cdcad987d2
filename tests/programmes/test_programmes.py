"""Policy programmes: what is being decided, by whom, by when; the log is public and is not rewritten."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from engagement.programmes import actions
from foundation.common.errors import Invalid, NotAllowed, WrongState
from foundation.notifications.models import Fact
from tests.consultations.doors import as_person
from tests.factories.consultations import Cast

WORDS = {"title": "Volunteering", "problem": "Few apply.", "owner_role": "Deputy director"}


@pytest.fixture
def cast(db):
    return Cast()


def test_it_is_the_departments_own_until_it_is_published(cast):
    row = actions.create(by=cast.officer, department=cast.dcms, **WORDS)
    address = row.get_absolute_url()
    for who in (Client(), as_person(cast.other_officer), as_person(cast.member)):
        assert who.get(address).status_code == 404
        assert "Volunteering" not in who.get("/programmes/").content.decode()
    assert as_person(cast.auditor).get(address).status_code == 200
    actions.publish(programme=row, by=cast.officer)
    assert Client().get(address).status_code == 200
    assert Fact.objects.filter(verb="programme.published").count() == 1


def test_only_its_department_writes_it(cast):
    with pytest.raises(NotAllowed):
        actions.create(by=cast.other_officer, department=cast.dcms, **WORDS)
    row = cast.programme()
    for who in (cast.other_officer, cast.auditor, cast.member, cast.triage):
        with pytest.raises(NotAllowed):
            actions.move(programme=row, stage="deciding", note="x", by=who)


def test_a_move_needs_a_sentence_that_the_public_reads(cast):
    row = cast.programme()
    for said in ({"stage": "deciding", "note": " "}, {"stage": "nowhere", "note": "x"}):
        with pytest.raises(Invalid):
            actions.move(programme=row, by=cast.officer, **said)
    actions.move(programme=row, stage="deciding", note="The options are written.", by=cast.officer)
    page = Client().get(row.get_absolute_url()).content.decode()
    assert "The options are written." in page and "Deciding" in page


def test_a_decision_is_announced_logged_and_never_rewritten(cast):
    row, today = cast.programme(), timezone.localdate()
    made = actions.add_decision(
        programme=row, by=cast.officer, question="Who decides?", decided_by_role="Minister", due_on=today
    )
    assert "Who decides?" in Client().get(row.get_absolute_url()).content.decode()
    with pytest.raises(Invalid):
        actions.decide(decision=made, by=cast.officer, state="decided", words="")
    with pytest.raises(Invalid):
        actions.decide(
            decision=made, by=cast.officer, state="decided", words="x", decided_on=today + timedelta(days=1)
        )
    actions.decide(decision=made, by=cast.officer, state="decided", words="Local bodies decide.")
    assert "Local bodies decide." in Client().get(row.get_absolute_url()).content.decode()
    with pytest.raises(WrongState):
        actions.decide(decision=made, by=cast.officer, state="dropped", words="No")


def test_through_the_pages(cast):
    officer = as_person(cast.officer)
    said = WORDS | {"department": cast.dcms.pk}
    home = officer.post("/programmes/new/", said)["Location"]
    assert officer.post(home + "edit/", WORDS | {"problem": "Very few apply."}).status_code == 302
    officer.post(home + "publish/")
    officer.post(home + "decisions/new/", {"question": "How much?", "decided_by_role": "Minister"})
    page = Client().get(home).content.decode()
    assert "Very few apply." in page and "How much?" in page
    key = actions.Decision.objects.get().public_id
    assert as_person(cast.other_officer).get(f"{home}decisions/{key}/").status_code == 403
    day = timezone.localdate()
    decided = {"state": "decided", "words": "£10,000.", "decided_on": day.isoformat()}
    assert officer.post(f"{home}decisions/{key}/", decided).status_code == 302
    assert "£10,000." in Client().get(home).content.decode()


def test_two_with_one_name_have_two_addresses(cast):
    first = actions.create(by=cast.officer, department=cast.dcms, **WORDS)
    second = actions.create(by=cast.officer, department=cast.dcms, **WORDS)
    third = actions.create(by=cast.officer, department=cast.dcms, **(WORDS | {"title": "New"}))
    assert (first.slug, second.slug, third.slug) == ("volunteering", "volunteering-2", "new-2")
