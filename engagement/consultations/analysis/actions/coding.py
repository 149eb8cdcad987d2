"""Coding: claim the next answer, say what is in it; each decision is kept beside what the machine had
suggested.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from engagement.consultations.analysis import queues, rules
from engagement.consultations.analysis.actions.themes import frame_version
from engagement.consultations.analysis.enums import Pass, Stance, Strength, ThemeState
from engagement.consultations.analysis.models import CodedTheme, Coding, CodingStep, Suggestion, Theme
from engagement.consultations.analysis.models.coding import reading
from engagement.consultations.models import Answer, Question
from foundation import audit
from foundation.common.errors import Invalid, NotAllowed, WrongState

CLAIM = timedelta(minutes=30)
MOST_THEMES = 12


@transaction.atomic
def claim_next(*, question: Question, by: Any, number: str = Pass.FIRST) -> Coding | None:
    """The answer that this coder works on, or the next that nobody does; None when the queue is empty."""
    rules.check(by, question.consultation)
    now = timezone.now()
    held = Coding.objects.filter(question=question, number=number, coder=by, done_at__isnull=True)
    mine = held.filter(claimed_until__gt=now, answer__in=queues.answers(question)).first()
    if mine is not None:
        return mine
    taken = Coding.objects.filter(answer=OuterRef("pk"))
    free = queues.waiting(question, number).exclude(
        Exists(taken.filter(number=number, claimed_until__gt=now))
    )
    free = free.exclude(Exists(taken.filter(coder=by).exclude(number=number)))
    free = free.select_for_update(of=("self",), skip_locked=True).order_by("pk")
    while (answer := free.first()) is not None:
        if (claimed := _claim(answer, question, by, number, now)) is not None:
            return claimed
    return None


def _claim(answer: Answer, question: Question, by: Any, number: str, now: datetime) -> Coding | None:
    """A claim that ran out passes to whoever comes next; None when somebody took it since the queue was read."""
    until = now + CLAIM
    row = Coding.objects.select_for_update().filter(answer=answer, number=number).first()
    if row is not None and (row.done_at or (row.claimed_until and row.claimed_until > now)):
        return None
    if row is None:
        return Coding.objects.create(
            answer=answer, question=question, number=number, coder=by, claimed_until=until
        )
    row.coder, row.claimed_until = by, until
    row.save(update_fields=["coder", "claimed_until"])
    return row


@transaction.atomic
def release(*, coding: Coding, by: Any) -> None:
    """Give an answer back to the queue, for whoever comes next. What was coded of earlier words stays on record."""
    row = _take(coding, by=by)
    if row.is_reopened:
        row.claimed_until = None
        row.save(update_fields=["claimed_until"])
    elif row.done_at is None:
        row.delete()


@transaction.atomic
def code(
    *,
    coding: Coding,
    by: Any,
    themes: Iterable[Theme],
    stance: str = "",
    strength: str = "",
    note: str = "",
    seen: str | None = None,
) -> Coding:
    """Say which themes an answer speaks of, on which side it is and what it rests on.

    `seen` names the words that were read (`reading`); raises Invalid when the sender changed them meanwhile.
    """
    row = _take(coding, by=by)
    chosen = _chosen(row, themes)
    if stance not in ["", *Stance.values] or strength not in ["", *Strength.values]:
        raise Invalid("Select a stance and a strength from the lists.")
    if seen is not None and seen != reading(row.answer.text):
        raise Invalid("The sender changed this answer while you read it. Read it again, then save.")
    before = sorted(row.coded.values_list("theme_id", flat=True))
    row.coded.exclude(theme__in=chosen).delete()
    CodedTheme.objects.bulk_create(
        [CodedTheme(coding=row, theme_id=theme) for theme in chosen], ignore_conflicts=True
    )
    row.stance, row.strength, row.note, row.words = stance, strength, note, row.answer.text
    row.claimed_until, row.done_at = None, timezone.now()
    row.frame_version, row.version = frame_version(row.question), row.version + 1
    row.save()
    said = {"before": before, "after": chosen, "stance": stance, "strength": strength}
    CodingStep.objects.create(coding=row, by=by, suggested=_suggested(row), **said)
    audit.record(
        by=by, verb="answer.coded", target=row.answer.response, themes=len(chosen), coding=row.number
    )
    return row


def _take(coding: Coding, *, by: Any) -> Coding:
    """The row under lock, after its answer: whoever changes the words meanwhile waits, and follows."""
    Answer.objects.select_for_update().filter(pk=coding.answer_id).first()
    rows = Coding.objects.select_for_update(of=("self",)).select_related(
        "question__consultation", "answer__response"
    )
    row = rows.filter(pk=coding.pk).first()
    if row is None:
        raise WrongState("This answer went back to the queue. Take the next one.")
    rules.check(by, row.question.consultation)
    if row.coder_id != by.pk:
        raise NotAllowed("Another coder has taken this answer.")
    return row


def _chosen(row: Coding, themes: Iterable[Theme]) -> list[int]:
    chosen = sorted({theme.pk for theme in themes})
    known = Theme.objects.filter(pk__in=chosen, question=row.question_id, state=ThemeState.ACTIVE).count()
    if known != len(chosen):
        raise Invalid({"themes": ["Select themes of this question"]})
    if len(chosen) > MOST_THEMES:
        raise Invalid({"themes": [f"Select {MOST_THEMES} themes or fewer"]})
    return chosen


def _suggested(row: Coding) -> list[int]:
    """Themes that accepted proposals suggest for this answer, best first."""
    rows = suggestions(row.answer_id).order_by("-score", "pk")
    return list(dict.fromkeys(rows.values_list("proposal__theme", flat=True)))


def suggestions(answer: int) -> QuerySet[Suggestion]:
    """Of accepted proposals, made of the words that the answer has now."""
    rows = Suggestion.objects.filter(answer=answer, proposal__theme__isnull=False)
    return rows.filter(answer__changed_at__lte=F("proposal__run__created_at"))
