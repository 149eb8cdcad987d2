"""An announcement works on what is true when it is made, and is made whole or not at all."""

import time
from datetime import date
from threading import Thread

import pytest
from django.db import connection, transaction

from foundation.common.errors import Invalid
from foundation.notifications.models import Message
from secondments.actions import candidates, endings, nominations, placements, rounds
from secondments.models import Candidate, Nomination, Placement, Round
from tests.factories.secondments import START, TODAY, on
from tests.secondments.doors import visitor

ENOUGH, TOO_SHORT = date(2027, 12, 31), date(2027, 3, 1)


@pytest.fixture
def decided(cast):
    """A round in which one person matches, and nobody was told yet."""
    with on(TODAY):
        post = cast.post()
        pair = cast.nomination(post)
        row = rounds.open_round(by=cast.officer, department=cast.dcms, name="Winter", opportunities=[post])
        rounds.ask_to_run(round=row, by=cast.officer)
        rounds.run_waiting()
        yield Round.objects.get(pk=row.pk), Nomination.objects.get(pk=pair.pk)


def shorten(pair, ends_on):
    candidates.change_contract_end(candidate=pair.candidate, ends_on=ends_on, by=pair.candidate.manager)


def test_whoever_holds_an_old_copy_of_the_profile_keeps_what_changed_since(cast, decided):
    _row, _pair = decided
    old = Nomination.objects.select_related("candidate", "opportunity").get()
    shorten(old, ENOUGH)
    candidates.edit_profile(
        candidate=old.candidate, by=cast.person, adjustments="A desk that moves.", share_adjustments=True
    )
    old.candidate.share_adjustments = False
    with transaction.atomic():
        nominations.release_candidate(old, by=cast.officer)
    kept = Candidate.objects.get()
    assert (kept.state, kept.contract_ends_on, kept.adjustments) == ("placed", ENOUGH, "A desk that moves.")
    assert kept.share_adjustments
    Nomination.objects.update(state="matched", announced_at=old.created_at)
    assert placements.place(nomination=old, by=cast.officer).contract_ends_on == ENOUGH


@pytest.mark.parametrize("ending", ["cancelled", "ended early"])
def test_a_placement_that_ends_gives_the_person_back_with_the_profile_as_it_is_now(cast, ending):
    row = cast.placement("active" if ending == "ended early" else "conflict_check")
    with on(START):
        old = Placement.objects.select_related("nomination__candidate").get(pk=row.pk)
        shorten(old.nomination, ENOUGH)
        old.refresh_from_db(fields=["version"])
        if ending == "cancelled":
            placements.cancel(placement=old, reason="The work stopped.", by=cast.officer)
        else:
            endings.end_early(placement=old, cause="other", note="The work stopped.", by=cast.officer)
    kept = Candidate.objects.get()
    assert (kept.state, kept.contract_ends_on) == ("agreed", ENOUGH)


def test_a_contract_that_got_too_short_names_the_pair_and_leaves_the_round_as_it_was(cast, decided):
    row, pair = decided
    shorten(pair, TOO_SHORT)
    page = visitor(cast.officer).post(f"/secondments/rounds/{row.ref}/announce/", {}, follow=True)
    words = page.content.decode()
    assert pair.ref in words and pair.opportunity.title in words
    assert "outlast the person’s own contract" in words and "nothing changed" in words
    row.refresh_from_db()
    assert (row.state, row.announced_at) == ("decided", None)
    assert Nomination.objects.get().state == "shortlisted" and Candidate.objects.get().state == "agreed"
    assert not Placement.objects.exists() and not Message.objects.filter(kind="secondment_result").exists()
    rounds.overrule(nomination=pair, decision="no_match", reason="Contract too short.", by=cast.officer)
    rounds.announce(round=row, by=cast.officer)
    assert Nomination.objects.get().state == "not_matched"


@pytest.mark.django_db(transaction=True)
def test_an_announcement_waits_for_the_manager_who_is_changing_the_contract(cast, decided):
    row, pair = decided
    refused = []

    def announce():
        try:
            rounds.announce(round=row, by=cast.fresh(cast.officer))
        except Invalid as error:
            refused.append(error)
        finally:
            connection.close()

    thread = Thread(target=announce)
    with transaction.atomic():
        shorten(pair, TOO_SHORT)
        thread.start()
        wait_until_somebody_waits()
    thread.join()
    assert len(refused) == 1 and pair.ref in str(refused[0])
    assert Candidate.objects.get().contract_ends_on == TOO_SHORT
    assert Round.objects.get().state == "decided" and not Placement.objects.exists()


def wait_until_somebody_waits():
    for _moment in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN "
                "(SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waited for the profile")
