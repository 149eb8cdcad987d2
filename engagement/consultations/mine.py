"""What the dashboard shows of consultations: what waits for an official, and what a person has answered.

One query and a few rows each, however many there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Value, Window
from django.utils import timezone

from engagement.consultations.enums import Workflow
from engagement.consultations.models import Consultation, Response
from engagement.consultations.states import RESPONSE_WEEKS

SOON = timedelta(days=14)
FEW = 5
SHOWN = ("ref", "slug", "title", "closing_at", "outcome_expected_on")


@dataclass(frozen=True, slots=True)
class Kinds:
    """What the three matters are, at one moment, in the database's words."""

    to_check: Q
    overdue: Q
    closing: Q

    @classmethod
    def at(cls, now: datetime) -> "Kinds":
        public = Q(workflow=Workflow.PUBLISHED) | Q(workflow=Workflow.SCHEDULED, publish_at__lte=now)
        return cls(
            Q(workflow=Workflow.SUBMITTED),
            public
            & Q(outcome_published_at__isnull=True, closing_at__lt=now - timedelta(weeks=RESPONSE_WEEKS)),
            public & Q(opening_at__lte=now, closing_at__range=(now, now + SOON)),
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many there are of a matter, and the first few of them."""

    many: int
    rows: list[Consultation]


def waiting(user: Any, departments: Iterable[int]) -> dict[str, Waiting]:
    """By their closing date; what the official sent for the check is for others to check."""
    kinds = Kinds.at(timezone.now())
    rows = Consultation.objects.filter(department__in=list(departments)).only(*SHOWN)
    matters = {
        "to_check": kinds.to_check & ~Q(submitted_by=user),
        "overdue": kinds.overdue,
        "closing": kinds.closing,
    }
    first, *others = (
        rows.filter(which)
        .annotate(matter=Value(name), many=Window(Count("pk")))
        .order_by("closing_at", "pk")[:FEW]
        for name, which in matters.items()
    )
    found: dict[str, list[Any]] = {name: [] for name in matters}
    for row in first.union(*others, all=True).order_by("closing_at", "pk"):
        found[row.matter].append(row)
    return {name: Waiting(few[0].many if few else 0, few) for name, few in found.items()}


@dataclass(frozen=True, slots=True)
class Answered:
    """One response of a person with an account, and where it stands; `is_done` once its outcome is public."""

    response: Response
    takes: bool
    is_done: bool


def answered(user: Any) -> list[Answered]:
    """Responses that the person began while signed in, the last changed first: each leads to what became of it."""
    rows = Response.objects.filter(respondent=user).select_related("consultation").order_by("-updated_at")
    return [
        Answered(row, row.consultation.takes_responses(row.extended_until), row.consultation.has_outcome())
        for row in rows[:FEW]
    ]
