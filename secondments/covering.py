"""For which last day an approval was given."""

from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from foundation.common import words
from foundation.common.errors import Invalid
from secondments.enums import ApprovalKind, Direction


def last_covered(row: Any) -> date | None:
    """The last day for which the Commission's reference of a placement was given; None without one on record."""
    found = row.approvals.filter(kind=ApprovalKind.COMMISSION, reference=row.commission_ref)
    return found.aggregate(last=Max("until"))["last"] if row.commission_ref else None


def must_cover(row: Any, ends_on: date, field: str) -> None:
    """Raises Invalid, with what to do, where a placement would end after what the Commission approved."""
    last = last_covered(row) if row.direction == Direction.INWARD else None
    if last is not None and ends_on > last:
        raise Invalid(
            {
                field: [
                    _(
                        "The Commission’s reference %(reference)s holds until %(day)s. For a later last day, "
                        "record the reference of an approval that reaches to it."
                    )
                    % {"reference": row.commission_ref, "day": words.day(last)}
                ]
            }
        )
