"""The three headline figures beside a published outcome. The analysis above counts them; here they are kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from engagement.consultations.actions.steps import touch
from engagement.consultations.models import Consultation, PublishedFigures


@dataclass(frozen=True, slots=True)
class Headline:
    submissions: int
    texts: int
    organisations: int


Count = Callable[[Consultation], Headline | None]
_counts: list[Count] = []


def counted_by(count: Count) -> None:
    """Have the analysis say the figures of a consultation, or None while it has not read every response."""
    if count not in _counts:
        _counts.append(count)


def keep(row: Consultation, *, by: Any) -> PublishedFigures | None:
    """In the transaction that holds the row. What was published once stays as it was counted."""
    if row.outcome_published_at is None or PublishedFigures.objects.filter(consultation=row).exists():
        return None
    for found in filter(None, (count(row) for count in _counts)):
        kept = PublishedFigures.objects.create(
            consultation=row,
            submissions=found.submissions,
            texts=found.texts,
            organisations=found.organisations,
            counted_at=timezone.now(),
        )
        said = {name: getattr(found, name) for name in Headline.__slots__}
        touch(row, by=by, verb="figures_published", **said)
        return kept
    return None


@transaction.atomic
def keep_figures(*, consultation: Consultation, by: Any) -> PublishedFigures | None:
    """For an outcome that was published before every response had been read. The clock's door alone calls it."""
    row = Consultation.objects.locked().select_related("department").get(pk=consultation.pk)
    return keep(row, by=by)
