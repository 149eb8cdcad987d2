"""What waits for an official among their department's consultations; the dashboard asks here.

One query and a few rows, however many consultations there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Value, Window
from django.utils import timezone

from engagement.consultations.enums import Workflow
from engagement.consultations.models import Consultation
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
