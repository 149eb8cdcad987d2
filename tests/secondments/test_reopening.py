"""Places that stay free are advertised again or closed; nothing past is promised, and nobody is reminded in vain."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from foundation.common.errors import Invalid
from foundation.notifications.models import Message
from secondments.actions import clock, nominations, placements, reopening, rounds
from secondments.models import Nomination, Opportunity, Placement, Round
from tests.factories.secondments import TODAY, on
from tests.secondments.doors import visitor

LATE = date(2027, 1, 25)
AGAIN = {"closes_on": "2027-02-19", "starts_on": "2027-03-01", "ends_on": "2027-08-31"}
RESULTS = "Results by"


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def page(row, verb):
    return reverse("secondments:opportunity-verb", args=[row.ref, verb])


def words(row, user=None):
    return visitor(user).get(row.get_absolute_url()).content.decode()


def announced(cast, post):
    """A round of this post alone, announced."""
    gathered = rounds.open_round(by=cast.officer, department=cast.dcms, name="R", opportunities=[post])
    Round.objects.filter(pk=gathered.pk).update(state="queued")
    rounds.run(round=gathered)
    return rounds.announce(round=gathered, by=cast.officer)


@pytest.fixture
def half_full(cast):
    """Two places, one person matched in a round that was announced."""
    with on(TODAY):
        post = cast.post(places=2)
        cast.nomination(post)
        announced(cast, post)
    return fresh(post)


def test_with_a_place_left_the_host_is_told_and_nothing_is_promised_nor_chased(cast, half_full):
    told = Message.objects.filter(kind="secondment_places_left").values_list("recipient", flat=True)
    assert cast.host_manager.pk in told
    assert half_full.state == "matching"
    with on(TODAY):
        assert RESULTS not in words(half_full)
        assert RESULTS not in visitor(cast.host_manager).get("/secondments/mine/").content.decode()
    Message.objects.all().delete()
    with on(half_full.result_due_on + timedelta(1)):
        assert RESULTS not in words(half_full)
        clock.remind()
    assert not Message.objects.filter(kind="secondment_due", about=half_full.ref).exists()


def test_while_somebody_waits_the_day_is_said_until_it_is_past_and_the_host_is_reminded(cast):
    with on(TODAY):
        post = cast.post()
        cast.nomination(post)
    with on(post.closes_on + timedelta(1)):
        clock.sweep()
    post = fresh(post)
    for day, said in ((post.result_due_on, True), (post.result_due_on + timedelta(1), False)):
        with on(day):
            assert (RESULTS in words(post)) is said
            assert (RESULTS in visitor(cast.host_manager).get("/secondments/mine/").content.decode()) is said
            clock.remind()
    assert Message.objects.filter(kind="secondment_due", about=post.ref, recipient=cast.officer).count() == 2


def test_it_is_advertised_again_with_a_new_closing_day_and_can_be_filled(cast, half_full):
    host = visitor(cast.host_manager)
    with on(LATE):
        assert page(half_full, "advertise-again") in words(half_full, cast.host_manager)
        assert "closes_on" in host.get(page(half_full, "advertise-again")).content.decode()
        host.post(page(half_full, "advertise-again"), AGAIN | {"closes_on": "2027-01-24"})
        assert fresh(half_full).state == "matching"  # a closing day that has passed
        host.post(page(half_full, "advertise-again"), AGAIN | {"closes_on": "2027-03-01"})
        assert fresh(half_full).state == "matching"  # nobody applies on the first day
        assert host.post(page(half_full, "advertise-again"), AGAIN).status_code == 302
        post = fresh(half_full)
        assert (post.state, post.closes_on, post.starts_on) == (
            "advertised",
            date(2027, 2, 19),
            date(2027, 3, 1),
        )
        assert post.ref in visitor().get("/secondments/").content.decode()
        other = cast.candidate(person=cast.colleague)
        nominations.shortlist(
            nomination=nominations.nominate(candidate=other, opportunity=post, by=cast.colleague),
            by=cast.host_manager,
            rank=1,
        )
        announced(cast, post)
    assert fresh(post).state == "filled"


def test_or_it_is_closed_with_the_place_left(cast, half_full):
    with on(LATE):
        host = visitor(cast.host_manager)
        assert host.post(page(half_full, "close-rest"), {}).status_code == 302
        assert fresh(half_full).state == "filled"
        assert host.get(page(half_full, "advertise-again")).status_code == 200


def test_a_placement_that_was_given_up_frees_its_place_and_the_person(cast):
    row = cast.placement("approvals")
    post = row.nomination.opportunity
    Opportunity.objects.filter(pk=post.pk).update(state="filled", filled_at=row.created_at)
    with on(TODAY):
        placements.cancel(placement=row, reason="Family.", by=cast.person)
        post = fresh(post)
        assert (post.state, post.places_left()) == ("matching", 1)
        assert fresh(row.nomination).state == "withdrawn"
        reopening.advertise_again(opportunity=post, closes_on=date(2026, 12, 20), by=cast.host_manager)
        row.nomination.candidate.refresh_from_db()
        again = nominations.nominate(
            candidate=row.nomination.candidate, opportunity=fresh(post), by=cast.person
        )
    assert again.state == "nominated"
    assert Placement.objects.get(pk=row.pk).state == "cancelled"


def test_what_was_filled_for_good_is_not_advertised_again(cast):
    row = cast.placement("approvals")
    post = row.nomination.opportunity
    Opportunity.objects.filter(pk=post.pk).update(state="filled", filled_at=row.created_at)
    with on(TODAY):
        assert visitor(cast.officer).get(page(post, "advertise-again")).status_code == 409
        with pytest.raises(Invalid):
            reopening.advertise_again(opportunity=post, closes_on=date(2026, 12, 20), by=cast.officer)


def test_neither_while_a_round_is_not_announced_nor_closed_while_somebody_waits(cast):
    with on(TODAY):
        post = cast.post(places=2)
        waiting = cast.nomination(post)
        rounds.open_round(by=cast.officer, department=cast.dcms, name="R", opportunities=[post])
        with pytest.raises(Invalid) as refused:
            reopening.advertise_again(opportunity=fresh(post), closes_on=date(2026, 12, 20), by=cast.officer)
        assert "Announce the round first" in str(refused.value)
        with pytest.raises(Invalid):
            reopening.close_rest(opportunity=fresh(post), by=cast.officer)
    assert Nomination.objects.get(pk=waiting.pk).state == "shortlisted"


def test_with_nobody_placed_it_is_withdrawn_instead_of_closed(cast):
    with on(TODAY):
        post = cast.post("matching")
        with pytest.raises(Invalid) as refused:
            reopening.close_rest(opportunity=post, by=cast.officer)
        assert "Withdraw it instead" in str(refused.value)
        assert visitor(cast.officer).get(page(post, "withdraw")).status_code == 200


def test_the_halves_of_a_swap_are_advertised_again_together(cast):
    mine, theirs = cast.swap()
    Opportunity.objects.filter(pk__in=(mine.pk, theirs.pk)).update(state="matching")
    with on(TODAY):
        reopening.advertise_again(opportunity=fresh(mine), closes_on=date(2026, 12, 20), by=cast.host_manager)
    assert {fresh(mine).state, fresh(theirs).state} == {"advertised"}
    assert fresh(theirs).closes_on == date(2026, 12, 20)
