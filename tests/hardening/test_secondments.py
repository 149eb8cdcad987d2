"""An attacker at the doors of secondments."""

import pytest

from foundation.common.errors import NotAllowed
from secondments.actions import life, opportunities, placements, rounds
from secondments.models import Nomination, Opportunity, Placement, Recusal
from tests.consultations.doors import hidden
from tests.factories import requests as make
from tests.factories.secondments import TODAY, Cast, on
from tests.secondments.doors import visitor


@pytest.fixture
def cast(db):
    return Cast()


def test_nobody_decides_otherwise_in_a_round_in_which_they_stand(cast):
    """A secondments officer who applies to a body that their own department looks after."""
    with on(TODAY):
        post = cast.post(organisation=cast.harbour, direction="outward")
        boss = make.official("secondments", cast.dcms)
        mine = cast.candidate(person=cast.second_officer, manager=boss, where={"department": cast.dcms})
        own = cast.nomination(post, mine, shortlisted=False)
        gathered = rounds.open_round(by=cast.officer, department=cast.dcms, name="R", opportunities=[post])
        rounds.ask_to_run(round=gathered, by=cast.officer)
        rounds.run_waiting()
        said = {"nomination": own, "decision": "match", "reason": "I am the best."}
        with pytest.raises(NotAllowed):
            rounds.overrule(by=cast.second_officer, **said)
        client = visitor(cast.second_officer)
        page = client.get(own.get_absolute_url()).content.decode()
        assert "overrule" not in page
        assert client.get(f"{own.get_absolute_url()}overrule/").status_code == 403
        assert Nomination.objects.get(pk=own.pk).overruled_by is None
        assert rounds.overrule(by=cast.officer, **said).overruled_by == cast.officer


def test_an_answer_goes_to_the_issue_that_was_read_and_to_no_other(cast):
    """Two officers at once: what one closes must not move the other's answer to somebody else's issue."""
    row = cast.placement("active")
    with on(row.starts_on):
        life.raise_issue(placement=row, body="My manager shouts.", by=row.person)
        life.raise_issue(placement=row, body="The secondee is late.", by=cast.host_manager)
        first, second = row.issues.order_by("pk")
        client = visitor(cast.officer)
        page = client.get(f"{row.get_absolute_url()}issue-answer/").content.decode()
        assert f'value="{first.pk}"' in page and f'value="{second.pk}"' in page
        life.answer_issue(placement=row, issue=first, answer="Seen to.", by=cast.second_officer)
        said = {"one": str(first.pk), "answer": "In confidence: we moved you to another team."}
        client.post(f"{row.get_absolute_url()}issue-answer/", said)
        second.refresh_from_db()
        assert second.answer == "" and second.closed_on is None


def test_a_mitigation_goes_to_the_interest_that_was_read(cast):
    row = cast.placement()
    with on(TODAY):
        placements.declare(placement=row, interests=["A seat on a board", "A brother"], by=row.person)
        first, second = row.conflicts.order_by("pk")
        before = Recusal.objects.filter(placement=row).count()
        said = {"conflict": first, "mitigation": "none"}
        placements.mitigate(placement=row, by=cast.second_officer, **said)
        client = visitor(cast.officer)
        said = {"one": str(first.pk), "mitigation": "recuse", "detail": "The board"}
        client.post(f"{row.get_absolute_url()}mitigate/", said)
        second.refresh_from_db()
        assert second.reviewed_on is None and Recusal.objects.filter(placement=row).count() == before


def test_the_contacts_of_alumni_are_for_those_whose_placement_began(cast):
    row = cast.placement()
    placements.cancel(placement=row, reason="No.", by=row.person)
    assert visitor(cast.fresh(row.person)).get("/secondments/alumni/").status_code == 403
    begun = Placement.objects.get(pk=row.pk)
    assert begun.activated_on is None


def test_two_hosts_at_one_opportunity_do_not_undo_each_other(cast):
    with on(TODAY):
        post = cast.post("draft")
        client, address = visitor(cast.host_manager), f"{post.get_absolute_url()}edit/"
        page = client.get(address)
        seen = hidden(page, "seen")
        opportunities.edit(opportunity=post, by=cast.officer, title="Theirs")
        said = {
            name: value.isoformat() if hasattr(value, "isoformat") else value
            for name, value in {field: getattr(post, field) for field in SAID}.items()
        }
        answer = client.post(address, said | {"title": "Mine", "seen": seen})
        assert "Somebody else changed this" in answer.content.decode()
        assert Opportunity.objects.get(pk=post.pk).title == "Theirs"
        client.post(address, said | {"title": "Mine", "seen": hidden(answer, "seen")})
        assert Opportunity.objects.get(pk=post.pk).title == "Mine"


SAID = (
    *(
        "title",
        "direction",
        "problem",
        "outcomes",
        "team",
        "level",
        "shape",
        "fte_percent",
        "starts_on",
        "ends_on",
    ),
    *(
        "closes_on",
        "places",
        "town",
        "remote",
        "clearance",
        "nationality_rule",
        "funding",
        "reimbursed_percent",
    ),
    *("access", "selection"),
)
