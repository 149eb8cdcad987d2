"""Queues, claims, second readers, agreement, marks; and what a campaign spares its readers."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from engagement.consultations.analysis import actions, queues, results, sweeping
from engagement.consultations.analysis.actions import coding
from engagement.consultations.analysis.models import Campaign, Coding, CodingStep, Redaction, Theme
from engagement.consultations.models import Answer, Contribution
from foundation.common.errors import Invalid, NotAllowed, WrongState
from tests.analysis.test_groups import FOR


@pytest.fixture
def theme(cast):
    return actions.add_theme(question=cast.question, by=cast.officer, title="Cost")


def claim(cast, by=None, number="first"):
    return actions.claim_next(question=cast.question, by=by or cast.officer, number=number)


def test_two_coders_never_get_the_same_answer(cast):
    cast.say("One", times=1)
    cast.say("Two")
    mine, yours = claim(cast), claim(cast, cast.second)
    assert mine.answer_id != yours.answer_id
    assert claim(cast) == mine
    assert claim(cast, cast.second) == yours


def test_whoever_read_the_queue_a_moment_too_early_takes_nothing_over(cast, theme):
    """Between reading the queue and locking its first answer somebody else may have claimed it, or be done with it."""
    cast.say("One")
    held = claim(cast)
    late = (held.answer, cast.question, cast.second, "first", timezone.now())
    with transaction.atomic():
        assert coding._claim(*late) is None
    actions.code(coding=held, by=cast.officer, themes=[theme])
    with transaction.atomic():
        assert coding._claim(*late) is None
    assert Coding.objects.get().coder == cast.officer


def test_the_queue_ends(cast, theme):
    cast.say("One")
    actions.code(coding=claim(cast), by=cast.officer, themes=[theme])
    assert claim(cast) is None


def test_a_claim_that_ran_out_goes_to_the_next(cast):
    cast.say("One")
    held = claim(cast)
    assert claim(cast, cast.second) is None
    Coding.objects.update(claimed_until=timezone.now() - timedelta(minutes=1))
    taken = claim(cast, cast.second)
    assert (taken.pk, taken.coder) == (held.pk, cast.second)
    with pytest.raises(NotAllowed):
        actions.code(coding=held, by=cast.officer, themes=[])


def test_what_is_given_back_is_free_again(cast):
    cast.say("One")
    held = claim(cast)
    actions.release(coding=held, by=cast.officer)
    assert claim(cast, cast.second).answer_id == held.answer_id
    with pytest.raises(WrongState):
        actions.code(coding=held, by=cast.officer, themes=[])


def test_excluded_and_withdrawn_responses_are_not_read(cast):
    cast.say("One", state="excluded", exclusion="abusive")
    cast.say("Two", state="withdrawn_by_respondent")
    assert claim(cast) is None


def test_each_decision_is_kept_beside_the_last(cast, theme):
    other = actions.add_theme(question=cast.question, by=cast.officer, title="Time")
    cast.say("One")
    coding = actions.code(coding=claim(cast), by=cast.officer, themes=[theme], stance="for")
    actions.code(coding=coding, by=cast.officer, themes=[other], stance="against", strength="data")
    steps = list(CodingStep.objects.values_list("before", "after", "stance"))
    assert steps == [([], [theme.pk], "for"), ([theme.pk], [other.pk], "against")]


def test_themes_of_another_question_and_unknown_words_are_refused(cast, theme):
    foreign = actions.add_theme(question=cast.other_question, by=cast.officer, title="Elsewhere")
    cast.say("One")
    coding = claim(cast)
    with pytest.raises(Invalid):
        actions.code(coding=coding, by=cast.officer, themes=[foreign])
    with pytest.raises(Invalid):
        actions.code(coding=coding, by=cast.officer, themes=[theme], stance="furious")


@pytest.mark.parametrize("role", ["other_officer", "auditor", "triage", "lead", "stranger"])
def test_only_the_department_reads_for_coding(cast, role):
    cast.say("One")
    with pytest.raises(NotAllowed):
        claim(cast, getattr(cast, role))


def test_a_second_reader_is_somebody_else_and_reads_a_sample(cast, theme, monkeypatch):
    monkeypatch.setattr(queues, "SAMPLE", tuple("0123456789abcdef"))
    cast.say("One")
    actions.code(coding=claim(cast), by=cast.officer, themes=[theme], stance="for")
    assert claim(cast, cast.officer, "second") is None
    again = claim(cast, cast.second, "second")
    actions.code(coding=again, by=cast.second, themes=[theme], stance="for")
    assert claim(cast, cast.second, "second") is None
    assert results.progress(cast.question).twice == 1


def test_the_sample_is_an_eighth_and_nobody_chooses_it(cast):
    for number in range(200):
        cast.say(f"Answer number {number}")
    sample = queues.sampled(queues.answers(cast.question))
    assert 10 <= sample.count() <= 45
    assert set(sample) == set(queues.sampled(queues.answers(cast.question)))


def test_agreement_is_shown_for_all_themes_for_each_and_for_stance(cast, theme, monkeypatch):
    monkeypatch.setattr(queues, "SAMPLE", tuple("0123456789abcdef"))
    for number, (first, second) in enumerate([(True, True), (True, True), (False, False), (True, False)]):
        cast.say(f"Answer number {number}")
        actions.code(coding=claim(cast), by=cast.officer, themes=[theme] if first else [], stance="for")
        again = claim(cast, cast.second, "second")
        actions.code(coding=again, by=cast.second, themes=[theme] if second else [], stance="for")
    every, stance, cost = results.agreements(cast.question)
    assert cost.value == pytest.approx(0.5)
    assert (every.units, every.words) == (4, "moderate")
    assert stance.value is None


def test_a_confirmed_campaign_is_read_once_and_what_people_added_each_time(cast, theme):
    cast.say(FOR, times=5)
    cast.say(FOR.replace("Dear Minister", "Hello"), times=3)
    cast.say(FOR + " My mother is 84 and walks two miles to the stop.")
    cast.say("Something else that only I say, about the ferry.")
    sweeping.sweep()
    assert queues.to_code(cast.question).count() == 10
    actions.confirm(campaign=Campaign.objects.get(), by=cast.officer)
    assert queues.to_code(cast.question).count() == 3
    actions.code(coding=claim(cast), by=cast.officer, themes=[theme])
    [spoken] = results.tree(cast.question)
    assert (spoken.read, spoken.copies) == (1, 7)


def test_quotes_are_words_of_the_answer(cast, theme):
    answer = cast.say("Tickets are dear, and buses are late.").answers.get()
    quote = actions.mark_quote(answer=answer, theme=theme, passage="buses are late", by=cast.officer)
    assert answer.text[quote.start : quote.end] == "buses are late"
    for words in ("trains are late", "", "  "):
        with pytest.raises(Invalid):
            actions.mark_quote(answer=answer, theme=theme, passage=words, by=cast.officer)
    actions.unmark_quote(quote=quote, by=cast.officer)
    assert not answer.quote_marks.exists()


def test_what_is_redacted_is_gone_from_what_the_public_reads_everywhere(cast):
    answer = cast.say("Ann Jones of 4 High Street told me. Ask Ann Jones.").answers.get()
    actions.redact(answer=answer, passage="Ann Jones", reason="name", by=cast.officer)
    actions.redact(answer=answer, passage="4 High Street", reason="contact", by=cast.officer)
    answer = Answer.objects.get(pk=answer.pk)
    assert "Ann" not in answer.public_text and "High Street" not in answer.public_text
    assert answer.public_text.count("[removed: name of a private person]") == 2
    assert answer.text == "Ann Jones of 4 High Street told me. Ask Ann Jones."


def test_redactions_may_overlap_and_be_taken_back(cast):
    answer = cast.say("Ann Jones lives here.").answers.get()
    actions.redact(answer=answer, passage="Ann Jones", reason="name", by=cast.officer)
    [wide] = actions.redact(answer=answer, passage="Jones lives", reason="third_party", by=cast.officer)
    assert "Jones" not in Answer.objects.get(pk=answer.pk).public_text
    actions.unredact(redaction=wide, by=cast.officer)
    assert Answer.objects.get(pk=answer.pk).public_text == "[removed: name of a private person] lives here."
    actions.unredact(redaction=Redaction.objects.get(), by=cast.officer)
    assert Answer.objects.get(pk=answer.pk).redacted is None


def test_a_redaction_names_a_reason_of_the_list_and_nobody_else_makes_one(cast):
    answer = cast.say("Ann Jones lives here.").answers.get()
    with pytest.raises(Invalid):
        actions.redact(answer=answer, passage="Ann", reason="embarrassing", by=cast.officer)
    for role in ("other_officer", "auditor", "stranger"):
        with pytest.raises(NotAllowed):
            actions.redact(answer=answer, passage="Ann", reason="name", by=getattr(cast, role))


# To the outcome


def close(cast):
    cast.consultation.closing_at = timezone.now() - timedelta(seconds=1)
    cast.consultation.save()
    theme = actions.add_theme(question=cast.question, by=cast.officer, title="Last journeys")
    return Theme.objects.get(pk=theme.pk)


def test_a_theme_goes_to_the_outcome_with_everybody_who_spoke_of_it(cast):
    cast.say(FOR, times=4)
    own = cast.say(FOR + " My mother is 84 and walks two miles to the stop.")
    silent = cast.say("Something else that only I say, about the ferry to the islands in winter.")
    sweeping.sweep()
    actions.confirm(campaign=Campaign.objects.get(), by=cast.officer)
    theme = close(cast)
    actions.code(coding=claim(cast), by=cast.officer, themes=[theme])
    outcome = actions.carry_to_outcome(theme=theme, by=cast.officer)
    assert outcome.title == "Last journeys"
    assert outcome.contributions.count() == 4
    assert not Contribution.objects.filter(response__in=[own, silent]).exists()
    actions.code(coding=claim(cast), by=cast.officer, themes=[theme])
    assert actions.carry_to_outcome(theme=theme, by=cast.officer) == outcome
    assert set(outcome.contributions.values_list("response", flat=True)) >= {own.pk}
    assert outcome.contributions.count() == 5


def test_a_theme_carries_those_below_it(cast):
    theme = close(cast)
    child = actions.add_theme(question=cast.question, by=cast.officer, title="Sundays", parent=theme)
    row = cast.say("Sundays are worst.")
    actions.code(coding=claim(cast), by=cast.officer, themes=[child])
    outcome = actions.carry_to_outcome(theme=theme, by=cast.officer)
    assert [each.response for each in outcome.contributions.all()] == [row]


def test_nothing_goes_to_the_outcome_before_the_close_or_by_others(cast, theme):
    with pytest.raises(WrongState):
        actions.carry_to_outcome(theme=theme, by=cast.officer)
    with pytest.raises(NotAllowed):
        actions.carry_to_outcome(theme=close(cast), by=cast.other_officer)
