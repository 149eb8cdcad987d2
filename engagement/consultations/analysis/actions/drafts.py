"""Draft themes: ask for them, and decide on each. A proposal becomes a theme only by a person's hand."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from engagement.consultations.analysis import rules
from engagement.consultations.analysis.actions.themes import add_theme
from engagement.consultations.analysis.enums import Decision
from engagement.consultations.analysis.models import Proposal, Theme, ThemeRun
from engagement.consultations.enums import OPEN_TEXT
from engagement.consultations.models import Question
from foundation import audit
from foundation.common.errors import Invalid, WrongState


@transaction.atomic
def start_run(*, question: Question, by: Any) -> ThemeRun:
    """Write down that draft themes are wanted; a worker takes it from there."""
    rules.check(by, question.consultation)
    if question.kind not in OPEN_TEXT:
        raise Invalid("Draft themes are found in answers that people wrote in their own words.")
    try:
        with transaction.atomic():
            run = ThemeRun.objects.create(question=question, started_by=by)
    except IntegrityError as error:
        raise WrongState("Draft themes for this question are being looked for already.") from error
    audit.record(by=by, verb="themes.wanted", target=run, question=question.key)
    return run


@transaction.atomic
def accept(*, proposal: Proposal, by: Any, title: str, into: Theme | None = None) -> Theme:
    """Make the proposal a theme under a title of one's own, or let an existing theme take it up."""
    row = _take(proposal, by=by)
    question = row.run.question
    if into is not None and into.question_id != question.pk:
        raise Invalid({"into": ["Select a theme of this question"]})
    described = "Draft theme found by its words: " + ", ".join(row.words)
    row.theme = into or add_theme(question=question, by=by, title=title, description=described[:1000])
    _decide(row, Decision.ACCEPTED, by=by)
    return row.theme


@transaction.atomic
def turn_down(*, proposal: Proposal, by: Any) -> Proposal:
    return _decide(_take(proposal, by=by), Decision.REJECTED, by=by)


def _take(proposal: Proposal, *, by: Any) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("run__question__consultation")
    row = rows.get(pk=proposal.pk)
    rules.check(by, row.run.question.consultation)
    if row.decision != Decision.OPEN:
        raise WrongState(f"This proposal was {row.get_decision_display().lower()} already.")
    return row


def _decide(row: Proposal, decision: str, *, by: Any) -> Proposal:
    row.decision, row.decided_by, row.decided_at = decision, by, timezone.now()
    row.save()
    audit.record(by=by, verb=f"proposal.{decision}", target=row, before=Decision.OPEN, after=decision)
    return row
