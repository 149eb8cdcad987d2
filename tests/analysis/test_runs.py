"""Draft themes in the background: visible, resumable, owned by people."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engagement.consultations.analysis import actions, results, working
from engagement.consultations.analysis.models import Proposal, Suggestion, ThemeRun
from foundation.common.errors import NotAllowed, WrongState
from tests.analysis.test_themes import SAID


@pytest.fixture
def answered(cast):
    for _topic, text in SAID:
        cast.say(text)
    return cast


def run(cast):
    row = actions.start_run(question=cast.question, by=cast.officer)
    working.work()
    row.refresh_from_db()
    return row


def test_a_run_proposes_themes_and_places_every_answer_once(answered):
    row = run(answered)
    assert (row.state, row.done, row.total, row.percent) == ("done", len(SAID), len(SAID), 100)
    assert row.proposals.count() >= 3
    pairs = list(Suggestion.objects.values_list("answer", "proposal"))
    assert len(pairs) == len(set(pairs)) >= len(SAID) * 0.8
    assert sum(row.proposals.values_list("size", flat=True)) == len(pairs)


def test_proposals_are_explained_by_words_and_examples(answered):
    row = run(answered)
    mine = set(answered.question.answers.values_list("pk", flat=True))
    for proposal in row.proposals.all():
        assert proposal.words and proposal.weights
        assert set(proposal.examples) <= mine


def test_nothing_is_a_theme_until_a_person_says_so(answered):
    row = run(answered)
    assert not answered.question.themes.exists()
    first, second = row.proposals.all()[:2]
    theme = actions.accept(proposal=first, by=answered.officer, title="Libraries")
    assert theme.title == "Libraries"
    actions.turn_down(proposal=second, by=answered.second)
    for decided in (first, second):
        with pytest.raises(WrongState):
            actions.accept(proposal=decided, by=answered.officer, title="Again")
    assert answered.question.themes.count() == 1


def test_a_worker_that_died_while_placing_is_followed_by_one_that_goes_on(answered, monkeypatch):
    monkeypatch.setattr(working, "BATCH", 10)
    actions.start_run(question=answered.question, by=answered.officer)
    kept, batches = working._place, []

    def dies(run):
        if len(batches) == 3:
            raise SystemExit("killed")
        batches.append(run.last_answer)
        kept(run)

    monkeypatch.setattr(working, "_place", dies)
    with pytest.raises(SystemExit):
        working.work()
    row = ThemeRun.objects.get()
    assert (row.state, row.done) == ("placing", 30)
    before = list(Suggestion.objects.values_list("pk", flat=True))
    assert working.work() == 0, "the lease of the dead worker holds for a while"
    ThemeRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    monkeypatch.setattr(working, "_place", kept)
    assert working.work() == 1
    row.refresh_from_db()
    assert (row.state, row.done, row.attempts) == ("done", len(SAID), 2)
    assert set(before) <= set(Suggestion.objects.values_list("pk", flat=True))
    pairs = list(Suggestion.objects.values_list("answer", "proposal"))
    assert len(pairs) == len(set(pairs))


def test_a_run_that_kills_every_worker_is_stopped_and_says_so(answered):
    actions.start_run(question=answered.question, by=answered.officer)
    past = timezone.now() - timedelta(seconds=1)
    ThemeRun.objects.update(state="learning", attempts=3, lease_until=past)
    assert working.work() == 0
    row = ThemeRun.objects.get()
    assert row.state == "failed" and "three times" in row.problem


def test_a_failure_is_written_where_the_asker_looks(answered, monkeypatch):
    monkeypatch.setattr(working, "_learn", lambda run: 1 / 0)
    row = run(answered)
    assert row.state == "failed" and row.problem and row.finished_at
    assert run(answered).state == "failed", "another may be asked for"


def test_one_run_at_a_time_for_a_question(answered):
    actions.start_run(question=answered.question, by=answered.officer)
    with pytest.raises(WrongState):
        actions.start_run(question=answered.question, by=answered.second)
    actions.start_run(question=answered.other_question, by=answered.second)


def test_too_few_answers_end_the_run_without_proposals(cast):
    cast.say("Yes.", times=5)
    row = run(cast)
    assert (row.state, row.proposals.count()) == ("done", 0)


@pytest.mark.parametrize("role", ["other_officer", "auditor", "lead", "stranger"])
def test_only_the_department_asks_for_drafts_and_decides(answered, role):
    with pytest.raises(NotAllowed):
        actions.start_run(question=answered.question, by=getattr(answered, role))
    run(answered)
    with pytest.raises(NotAllowed):
        actions.accept(proposal=Proposal.objects.first(), by=getattr(answered, role), title="Mine")


def test_what_people_made_of_the_suggestions_is_counted(answered):
    row = run(answered)
    for proposal in row.proposals.all():
        actions.accept(proposal=proposal, by=answered.officer, title=f"Theme {proposal.number}")
    extra = actions.add_theme(question=answered.question, by=answered.officer, title="Extra")
    for keep in (True, False, True):
        coding = actions.claim_next(question=answered.question, by=answered.officer)
        mine = Suggestion.objects.filter(answer=coding.answer).order_by("-score").first()
        actions.code(coding=coding, by=answered.officer, themes=[mine.proposal.theme] if keep else [extra])
    seen = results.machine(answered.question)
    assert (seen.answers, seen.kept, seen.added) == (3, 2, 1)
    assert Suggestion.objects.filter(proposal__run=row).count() == sum(
        row.proposals.values_list("size", flat=True)
    )
