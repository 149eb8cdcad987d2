"""Rounds are worked out each on its own: none stops another, and none takes whom another holds."""

from threading import Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.common.errors import Invalid
from secondments.actions import nominations, rounds
from secondments.enums import RoundState
from secondments.explaining import in_words
from secondments.models import Candidate, Nomination, Opportunity, Placement, Round
from tests.factories import requests as make
from tests.factories.secondments import TODAY, on
from tests.secondments.doors import visitor


@pytest.fixture(autouse=True)
def today():
    with on(TODAY):
        yield


def gathered(cast, *pairs, name="Round"):
    posts = [pair.opportunity for pair in pairs]
    return rounds.open_round(by=cast.officer, department=cast.dcms, name=name, opportunities=posts)


def asked(cast, *rows):
    for row in rows:
        rounds.ask_to_run(round=row, by=cast.officer)


def state(row):
    return Round.objects.get(pk=row.pk).state


@pytest.fixture
def twice(cast):
    """One person, put forward and first choice in two rounds; both wait for the worker."""
    person = cast.candidate()
    pairs = [cast.nomination(cast.post(title=title), person) for title in ("One", "Two")]
    rows = [gathered(cast, pair, name=pair.opportunity.title) for pair in pairs]
    return pairs, rows


def test_whom_one_round_holds_another_leaves_alone_and_both_are_decided(cast, twice):
    (first, second), rows = twice
    asked(cast, *rows)
    assert rounds.run_waiting() == 2
    assert [state(row) for row in rows] == ["decided", "decided"]
    found = Nomination.objects.in_bulk([first.pk, second.pk])
    assert [found[pair.pk].decision for pair in (first, second)] == ["match", "no_match"]
    (why,) = in_words(found[second.pk].explanation)
    assert why == "This person does not take part in this round."
    assert Round.objects.get(pk=rows[1].pk).summary["people"] == 1


def test_nobody_is_overruled_into_a_round_while_another_holds_them(cast, twice):
    (_first, second), rows = twice
    asked(cast, *rows)
    rounds.run_waiting()
    with pytest.raises(Invalid) as refused:
        rounds.overrule(nomination=second, decision="match", reason="Please.", by=cast.officer)
    assert "as things stand" in str(refused.value.errors["decision"][0])


def test_whoever_is_free_again_takes_part_again(cast, twice):
    (first, second), rows = twice
    asked(cast, *rows)
    rounds.run_waiting()
    rounds.overrule(nomination=first, decision="no_match", reason="They asked.", by=cast.officer)
    asked(cast, rows[1])
    rounds.run_waiting()
    assert Nomination.objects.get(pk=second.pk).decision == "match"
    rounds.announce(round=rows[1], by=cast.officer)
    assert Placement.objects.get().nomination_id == second.pk


def test_a_round_that_fails_says_so_and_the_next_goes_on(cast, twice, caplog):
    _pairs, (bad, good) = twice
    Opportunity.objects.filter(rounds=bad).update(remote="moon")
    asked(cast, bad, good)
    assert rounds.run_waiting() == 2
    assert (state(bad), state(good)) == ("open", "decided")
    assert "could not be worked out" in caplog.text
    page = visitor(cast.officer).get(bad.get_absolute_url()).content.decode()
    assert "It could not be worked out on" in page and f"name {bad.ref}" in page
    welsh = visitor(cast.officer).get(f"/cy{bad.get_absolute_url()}").content.decode()
    assert "Nid oedd modd" in welsh
    assert rounds.run_waiting() == 0

    Opportunity.objects.filter(rounds=bad).update(remote="hybrid")
    asked(cast, bad)
    rounds.run_waiting()
    assert (state(bad), Round.objects.get(pk=bad.pk).failed_at) == ("decided", None)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_match_a_person_once(cast, twice):
    pairs, rows = twice
    asked(cast, *rows)

    def work(row):
        try:
            with on(TODAY):
                rounds.run(round=row)
        finally:
            connection.close()

    threads = [Thread(target=work, args=[row]) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [state(row) for row in rows] == [RoundState.DECIDED, RoundState.DECIDED]
    decided = Nomination.objects.filter(pk__in=[pair.pk for pair in pairs]).values_list("decision", flat=True)
    assert sorted(decided) == ["match", "no_match"]


def test_more_people_and_posts_ask_the_database_no_more_often(cast):
    def statements(people):
        posts = [cast.post(title=f"Post {number}") for number in range(people)]
        for number in range(people):
            home = make.organisation(f"Home {number}")
            lead, person = make.member(home, "lead"), make.member(home)
            row = cast.candidate(person=person, manager=lead, where={"organisation": home})
            for post in posts[:3]:
                cast.nomination(post, row)
        row = rounds.open_round(by=cast.officer, department=cast.dcms, name="R", opportunities=posts)
        asked(cast, row)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            rounds.run_waiting()
        assert state(row) == "decided"
        return len(seen)

    assert statements(2) == statements(6)
    assert Candidate.objects.count() == 8


def test_a_round_in_which_nobody_takes_part_is_decided_too(cast):
    post = cast.post()
    row = rounds.open_round(by=cast.officer, department=cast.dcms, name="R", opportunities=[post])
    asked(cast, row)
    rounds.run_waiting()
    assert state(row) == "decided"


def test_a_decision_that_a_hard_rule_forbids_by_now_does_not_stop_the_round(cast, twice):
    (first, _second), (row, _other) = twice
    asked(cast, row)
    rounds.run_waiting()
    rounds.overrule(nomination=first, decision="no_match", reason="Wait.", by=cast.officer)
    rounds.overrule(nomination=first, decision="match", reason="Now.", by=cast.officer)
    Candidate.objects.filter(pk=first.candidate_id).update(contract_ends_on="2027-03-01")
    asked(cast, row)
    rounds.run_waiting()
    assert state(row) == "decided"
    found = Nomination.objects.get(pk=first.pk)
    assert found.decision == "no_match" and found.explanation[0][0] == "contract_end"
    assert found.state == nominations.N.SHORTLISTED
