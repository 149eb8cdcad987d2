"""Figures of the analysis are true whatever came first: the coding, the campaign's confirmation, an exclusion."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engagement.consultations import actions as consulting
from engagement.consultations import summary
from engagement.consultations.analysis import actions, queues, results, searching, speaking, sweeping
from engagement.consultations.analysis.models import Campaign, Figures
from engagement.consultations.models import Response
from tests.analysis.test_groups import FOR
from tests.consultations.doors import as_person

OTHER = (
    "Ferries to the islands in winter need a second crew.",
    "Trams should come back to the old harbour road.",
    "Children ought to travel free at weekends, whatever it costs.",
    "My street has no pavement, so nobody can walk to a stop.",
    "Tickets that work on trains as well would help me most.",
)
OTHERS = len(OTHER)


@pytest.fixture
def theme(cast):
    return actions.add_theme(question=cast.question, by=cast.officer, title="Keep them")


@pytest.fixture
def came(cast, theme):
    """Ten copies of a campaign's text, four of them reworded a little, and five answers that share nothing."""
    cast.say(FOR, times=6)
    cast.say(FOR.replace("Dear Minister", "Hello"), times=4)
    for text in OTHER:
        cast.say(text)
    sweeping.sweep()
    return cast


def code(cast, themes, times=1):
    for _time in range(times):
        held = actions.claim_next(question=cast.question, by=cast.officer)
        actions.code(coding=held, by=cast.officer, themes=themes, stance="for")


def confirm(cast):
    actions.confirm(campaign=Campaign.objects.get(), by=cast.officer)


def figures(cast):
    [line] = results.tree(cast.question)
    progress = results.progress(cast.question)
    waiting = queues.waiting(cast.question, "first").count()
    assert progress.to_read - progress.coded == waiting
    assert line.read + line.copies == speaking.responses(cast.question, [line.theme.pk]).count()
    assert line.read + line.copies <= progress.answers
    return line.read, line.copies, progress.coded, progress.to_read


def test_confirmed_before_coding(came, theme):
    confirm(came)
    assert figures(came) == (0, 0, 0, 1 + OTHERS)
    code(came, [theme])
    assert figures(came) == (1, 9, 1, 1 + OTHERS)


@pytest.mark.parametrize("read", [1, 6, 8, 10])
def test_confirmed_after_some_copies_were_coded(came, theme, read):
    code(came, [theme], times=read)
    assert figures(came) == (read, 0, read, 10 + OTHERS)
    confirm(came)
    assert figures(came) == (read, 10 - read, 1, 1 + OTHERS)
    code(came, [], times=OTHERS)
    assert results.progress(came.question).percent == 100
    assert actions.claim_next(question=came.question, by=came.officer) is None


def test_taken_back_as_no_campaign(came, theme):
    code(came, [theme], times=2)
    confirm(came)
    actions.reject(campaign=Campaign.objects.get(), by=came.officer, note="They do not know each other.")
    assert figures(came) == (2, 0, 2, 10 + OTHERS)


def test_a_copy_that_somebody_read_otherwise_speaks_for_itself(came, theme):
    code(came, [theme])
    code(came, [])
    confirm(came)
    assert figures(came) == (1, 8, 1, 1 + OTHERS)


def test_while_the_one_that_stands_for_them_waits_copies_say_nothing(came, theme):
    """The first is claimed and not done when the second is coded and the campaign confirmed."""
    held = actions.claim_next(question=came.question, by=came.second)
    code(came, [theme])
    confirm(came)
    assert figures(came) == (1, 0, 0, 1 + OTHERS)
    actions.code(coding=held, by=came.second, themes=[theme])
    assert figures(came) == (2, 8, 1, 1 + OTHERS)


def leave_out(cast, rows):
    for row in rows:
        consulting.exclude_response(response=row, by=cast.officer, reason="spam")
    sweeping.sweep()


def test_when_the_one_that_was_read_is_left_out_the_next_is_read(came, theme):
    confirm(came)
    code(came, [theme])
    leave_out(came, [Response.objects.filter(answers__text=FOR).earliest("pk")])
    assert figures(came) == (0, 0, 0, 1 + OTHERS)
    code(came, [theme])
    assert figures(came) == (1, 8, 1, 1 + OTHERS)


def test_copies_are_read_too_when_nobody_is_left_who_sent_the_leader_s_text(came, theme):
    confirm(came)
    leave_out(came, Response.objects.filter(answers__text=FOR))
    assert figures(came) == (0, 0, 0, 1 + OTHERS)
    code(came, [theme])
    assert figures(came) == (1, 3, 1, 1 + OTHERS)


def test_what_came_counts_with_those_left_out_and_what_was_said_without(came, theme):
    """One rule for every figure: headline, campaign and report count all; themes and tables what is analysed."""
    confirm(came)
    code(came, [theme])
    last = Response.objects.filter(answers__text__startswith="Hello").latest("pk")
    leave_out(came, [last])
    assert Campaign.objects.get().submissions == 10
    assert Figures.objects.get().submissions == summary.summary(came.consultation).received == 15
    assert summary.summary(came.consultation).excluded == 1
    assert figures(came) == (1, 8, 1, 1 + OTHERS)
    [first, _second] = summary.summary(came.consultation).questions
    assert first.answered == results.progress(came.question).answers == 14
    uncoded = searching.answers(came.consultation, {"state": "uncoded"})
    assert not uncoded.filter(response=last).exists()


def test_the_outcome_s_page_counts_the_same_voices(came, theme):
    confirm(came)
    code(came, [theme])
    came.consultation.closing_at = timezone.now() - timedelta(seconds=1)
    came.consultation.save()
    actions.carry_to_outcome(theme=theme, by=came.officer)
    page = f"/consultations/{came.consultation.slug}/manage/outcome/"
    assert "10 responses" in as_person(came.officer).get(page).content.decode()
    leave_out(came, [Response.objects.filter(answers__text__startswith="Hello").latest("pk")])
    assert "9 responses" in as_person(came.officer).get(page).content.decode()
