"""Matching rounds: decided now, announced together, overruled only with a reason, explained in words."""

from threading import Thread

import pytest
from django.db import connection

from foundation.common.errors import Invalid, NotAllowed, WrongState
from foundation.notifications.models import Message
from secondments.actions import nominations, rounds
from secondments.explaining import in_words
from secondments.models import Nomination, Placement, Round
from secondments.showing import view
from tests.factories.secondments import TODAY, on


@pytest.fixture
def gathered(cast):
    """Two people from two bodies who both want the one place; the host would rather have the second."""
    with on(TODAY):
        post = cast.post()
        first = cast.nomination(post)
        other = cast.candidate(
            person=cast.other_person, manager=cast.other_lead, where={"organisation": cast.harbour}
        )
        second = cast.nomination(post, other)
        nominations.shortlist(nomination=first, by=cast.host_manager, rank=2)
        nominations.shortlist(nomination=second, by=cast.host_manager, rank=1)
        row = rounds.open_round(by=cast.officer, department=cast.dcms, name="Winter", opportunities=[post])
        yield row, first, second


def decided(row, cast):
    rounds.ask_to_run(round=row, by=cast.officer)
    assert rounds.run_waiting() == 1
    row.refresh_from_db()
    return row


def states(*rows):
    return [Nomination.objects.get(pk=row.pk).state for row in rows]


def test_the_hosts_first_choice_is_matched_and_both_read_why(cast, gathered):
    row, first, second = gathered
    row = decided(row, cast)
    assert [Nomination.objects.get(pk=one.pk).decision for one in (first, second)] == ["no_match", "match"]
    for one in (first, second):
        words = in_words(Nomination.objects.get(pk=one.pk).explanation)
        assert words and all("%(" not in sentence for sentence in words)
    assert row.summary["matched"] == 1


def test_nobody_is_told_before_the_announcement_and_all_at_once_then(cast, gathered):
    row, first, second = gathered
    decided(row, cast)
    assert states(first, second) == ["shortlisted", "shortlisted"]
    assert not Message.objects.filter(kind="secondment_result").exists()
    rounds.announce(round=row, by=cast.officer)
    assert states(first, second) == ["not_matched", "matched"]
    told = Message.objects.filter(kind="secondment_result").values_list("recipient", flat=True)
    assert set(told) == {cast.person.pk, cast.other_person.pk}
    assert Placement.objects.get().person_id == cast.other_person.pk
    row.opportunities.get().refresh_from_db()
    assert row.opportunities.get().state == "filled"


def test_the_same_round_gives_the_same_result(cast, gathered):
    row, *pairs = gathered
    results = []
    for _again in range(2):
        decided(row, cast)
        results.append([Nomination.objects.get(pk=one.pk).explanation for one in pairs])
    assert results[0] == results[1]


def test_the_coordinator_overrules_with_a_reason_within_places_and_it_stands(cast, gathered):
    row, first, second = gathered
    decided(row, cast)
    said = {"reason": "The other one took another job.", "by": cast.officer}
    with pytest.raises(Invalid):
        rounds.overrule(nomination=first, decision="match", **said)
    rounds.overrule(nomination=second, decision="no_match", **said)
    with pytest.raises(Invalid):
        rounds.overrule(nomination=first, decision="match", **said | {"reason": " "})
    rounds.overrule(nomination=first, decision="match", **said)
    decided(row, cast)
    assert [Nomination.objects.get(pk=one.pk).decision for one in (first, second)] == ["match", "no_match"]


def test_after_an_overruling_page_and_person_read_who_is_matched_now_and_why(cast, gathered):
    row, first, second = gathered
    decided(row, cast)
    rounds.overrule(nomination=second, decision="no_match", reason="Took another job.", by=cast.officer)
    counted = Round.objects.get(pk=row.pk).summary
    assert (counted["matched"], counted["small"][1] + counted["larger"][1]) == (0, 0)
    rounds.overrule(nomination=first, decision="match", reason="Next in line.", by=cast.officer)
    after = Round.objects.get(pk=row.pk).summary
    assert after["matched"] == 1 and after["people"] == counted["people"] == 2
    told = view(Nomination.objects.get(pk=first.pk), cast.officer).reasons
    assert told[0].endswith("Next in line.") and told[1].startswith("The method: ")
    rounds.announce(round=row, by=cast.officer)
    read = view(Nomination.objects.get(pk=second.pk), cast.other_person).reasons
    assert read[0].endswith("Took another job.") and not any("atched" in words for words in read)


def test_an_overruling_does_not_break_a_hard_rule(cast):
    with on(TODAY):
        post = cast.post(nationality_rule="uk")
        pair = cast.nomination(post, cast.candidate(nationality="other"))
        row = rounds.open_round(by=cast.officer, department=cast.dcms, name="R", opportunities=[post])
        decided(row, cast)
        assert Nomination.objects.get(pk=pair.pk).decision == "no_match"
        with pytest.raises(Invalid) as refused:
            rounds.overrule(nomination=pair, decision="match", reason="Please.", by=cast.officer)
        assert "reserved" in str(refused.value).lower() or refused.value.errors["decision"]


def test_only_the_departments_officer_coordinates(cast, gathered):
    row, first, _second = gathered
    for by in (cast.other_officer, cast.host_manager, cast.lead, cast.auditor):
        with pytest.raises(NotAllowed):
            rounds.ask_to_run(round=row, by=by)
        with pytest.raises(NotAllowed):
            rounds.overrule(nomination=first, decision="match", reason="I.", by=by)


def test_nothing_is_announced_twice_or_before_it_is_decided(cast, gathered):
    row, *_pairs = gathered
    with pytest.raises(WrongState):
        rounds.announce(round=row, by=cast.officer)
    decided(row, cast)
    rounds.announce(round=row, by=cast.officer)
    with pytest.raises(WrongState):
        rounds.announce(round=row, by=cast.officer)
    assert Placement.objects.count() == 1


def test_whoever_withdrew_after_the_decision_is_not_placed(cast, gathered):
    row, _first, second = gathered
    decided(row, cast)
    nominations.withdraw_nomination(nomination=second, by=cast.other_person)
    rounds.announce(round=row, by=cast.officer)
    assert not Placement.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_announcements_at_once_make_one_placement(cast, gathered):
    row, *_pairs = gathered
    decided(row, cast)
    refused = []

    def announce():
        try:
            with on(TODAY):
                rounds.announce(round=row, by=cast.fresh(cast.officer))
        except WrongState as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [Thread(target=announce) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Placement.objects.count(), len(refused)) == (1, 1)
