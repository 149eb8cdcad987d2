"""What the three sides have said of a placement, what that makes of it, and what is missing."""

from typing import Any

from django.utils.translation import gettext as _

from secondments.actions.steps import finish
from secondments.enums import Party, Point
from secondments.enums import PlacementState as P
from secondments.models import Placement


def silent(row: Placement, point: Point) -> list[Party]:
    said = set(row.evaluations.filter(point=point).values_list("party", flat=True))
    return [party for party in Party if party not in said]


def evaluated_if_all_spoke(row: Placement, *, by: Any) -> Placement:
    """Once it is over and all three sides have said how it was, in whatever order that came."""
    if row.state in (P.RETURNED, P.ENDED_EARLY) and not silent(row, Point.END):
        before, row.state = row.state, P.EVALUATED
        finish(row, by=by, verb="all_spoke", before=before)
    return row


def what_is_missing(row: Placement) -> str:
    """A sentence for the record, or nothing when all three spoke at both moments."""
    waits = {point: silent(row, point) for point in (Point.END, Point.SIX_MONTHS)}
    parts = [
        f"{point.label}: {', '.join(str(party.label) for party in sides)}"
        for point, sides in waits.items()
        if sides
    ]
    return _("Not said. %(parts)s.") % {"parts": "; ".join(parts)} if parts else ""
