"""A placement with all that stands around it, as its page shows it: composed once, whatever the reader."""

from collections import defaultdict
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, CharField, Model, QuerySet, prefetch_related_objects

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


def _recusals(slot: Any) -> QuerySet:
    rows = Recusal.objects.filter(placement=slot("placement", BigIntegerField()))
    return rows.select_related("organisation", "department")


ROW = PreparedFor(_row)
RECUSALS = Prepared(_recusals)
# The rest names no other row: one statement brings all of it, each table as one value.
OF_PLACEMENT = "placement_id = %(placement)s"
PARTS: dict[str, tuple[Any, str]] = {
    "agreements": (Agreement, OF_PLACEMENT),
    "signatures": (
        Signature,
        f"agreement_id IN (SELECT id FROM {Agreement._meta.db_table} WHERE {OF_PLACEMENT})",  # noqa: S608
    ),
    "conflicts": (Conflict, OF_PLACEMENT),
    "approvals": (Approval, OF_PLACEMENT),
    "onboardingitems": (OnboardingItem, OF_PLACEMENT),
    "learningoutcomes": (LearningOutcome, OF_PLACEMENT),
    "reviews": (Review, OF_PLACEMENT),
    "absences": (Absence, OF_PLACEMENT),
    "issues": (Issue, OF_PLACEMENT),
    "evaluations": (Evaluation, OF_PLACEMENT),
}
STEPS = f"{OF_PLACEMENT} AND verb <> ALL (%(quiet)s) ORDER BY id DESC LIMIT {MOST}"
ORDERS = {"agreements": "number", "signatures": "at, id", "onboardingitems": "position, id"}


def _part(model: Any, condition: str) -> str:
    rows = f"SELECT * FROM {model._meta.db_table} WHERE {condition}"  # noqa: S608  (names of ours)
    return f"(SELECT coalesce(json_agg(one), '[]') FROM ({rows}) one)"  # noqa: S608


def _statement() -> str:
    parts = [
        _part(model, f"{condition} ORDER BY {ORDERS.get(name, 'id')}")
        for name, (model, condition) in PARTS.items()
    ]
    return "SELECT " + ", ".join([*parts, _part(Step, STEPS)])


STATEMENT = _statement()


def placement(reader: Any, ref: str) -> Placement | None:
    """The placement as the reader may see it, with what is around it read; None when it is not theirs to see."""
    row: Placement | None = next(iter(ROW(reader, ref=ref)), None)
    if row is None:
        return None
    _keep(row, "recusals", RECUSALS(placement=row.pk))
    found = _around(row)
    signed = defaultdict(list)
    for signature in found.pop("signatures"):
        signed[signature.agreement_id].append(signature)
    for name, rows in found.items():
        _keep(row, name, rows)
    for text in found["agreements"]:
        _keep(text, "signatures", signed[text.pk])
    if row.swap_id:
        prefetch_related_objects([row], "swap__placements")
    return row


def _around(row: Placement) -> dict[str, list[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, {"placement": row.pk, "quiet": list(QUIET)})
        values = cursor.fetchone()
    models = [*(model for model, _condition in PARTS.values()), Step]
    rows = [[_made(model, one) for one in value] for model, value in zip(models, values, strict=True)]
    return dict(zip((*PARTS, "steps"), rows, strict=True))


def _made(model: Any, values: dict[str, Any]) -> Any:
    """A row from the JSON that the database wrote of it."""
    fields = _fields(model)
    return model.from_db(
        "default", [name for name, *_ in fields], [take(values[at]) for _n, at, take in fields]
    )


@cache
def _fields(model: Any) -> list[tuple[str, str, Any]]:
    return [(field.attname, field.column, field.to_python) for field in model._meta.concrete_fields]


def _keep(row: Model, name: str, found: list[Any]) -> None:
    """As prefetching keeps them: `.all()` gives these without a question."""
    rows = getattr(row, name).all()
    rows._result_cache, rows._prefetch_done = found, True
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows
