"""A placement with all that stands around it, as its page shows it: composed once, whatever the reader."""

from collections import defaultdict
from typing import Any

from django.db.models import BigIntegerField, CharField, Model, QuerySet

from foundation.common.prepared import Prepared
from foundation.directory.prepared import PreparedFor
from secondments.models import (
    Absence,
    Agreement,
    Approval,
    Conflict,
    Evaluation,
    Issue,
    LearningOutcome,
    OnboardingItem,
    Placement,
    Recusal,
    Review,
    Signature,
    Step,
)

MOST = 100
# Who raised an issue, ticked a list or joined the alumni is no news for all three.
QUIET = ("issue_raised", "issue_answered", "onboarding", "alumni", "advanced")
LONG = ("experience", "learning_goals", "development_fit", "offer", "home_benefit", "consent_note")


def _row(slot: Any, reader: Any) -> QuerySet:
    rows = Placement.objects.visible_to(reader).for_reading()
    beside = rows.select_related("reintegration", "nomination__candidate").defer(
        *(f"nomination__candidate__{name}" for name in LONG), "nomination__explanation"
    )
    return beside.filter(ref=slot("ref", CharField()))


def _of(model: Any, *beside: str) -> Prepared:
    def compose(slot: Any) -> QuerySet:
        rows = model.objects.filter(placement=slot("placement", BigIntegerField()))
        return rows.select_related(*beside) if beside else rows

    return Prepared(compose)


def _signatures(slot: Any) -> QuerySet:
    return Signature.objects.filter(agreement__placement=slot("placement", BigIntegerField()))


def _steps(slot: Any) -> QuerySet:
    rows = Step.objects.filter(placement=slot("placement", BigIntegerField())).exclude(verb__in=QUIET)
    return rows.order_by("-pk")[:MOST]


ROW, SIGNATURES, STEPS = PreparedFor(_row), Prepared(_signatures), Prepared(_steps)
AROUND = {
    "agreements": _of(Agreement),
    "conflicts": _of(Conflict),
    "recusals": _of(Recusal, "organisation", "department"),
    "approvals": _of(Approval, "by"),
    "onboardingitems": _of(OnboardingItem),
    "learningoutcomes": _of(LearningOutcome),
    "reviews": _of(Review),
    "absences": _of(Absence),
    "issues": _of(Issue),
    "evaluations": _of(Evaluation),
}


def placement(reader: Any, ref: str) -> Placement | None:
    """The placement as the reader may see it, with what is around it read; None when it is not theirs to see."""
    row: Placement | None = next(iter(ROW(reader, ref=ref)), None)
    if row is None:
        return None
    for name, ask in AROUND.items():
        _keep(row, name, ask(placement=row.pk))
    signed = defaultdict(list)
    for signature in SIGNATURES(placement=row.pk):
        signed[signature.agreement_id].append(signature)
    for text in row.agreements.all():
        _keep(text, "signatures", signed[text.pk])
    return row


def steps(row: Placement) -> list[Step]:
    return STEPS(placement=row.pk)


def _keep(row: Model, name: str, found: list[Any]) -> None:
    """As prefetching keeps them: `.all()` gives these without a question."""
    rows = getattr(row, name).all()
    rows._result_cache, rows._prefetch_done = found, True
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows
