"""What lasted, once a year: of the people whose six months after the end were over in that year.

By then every side has been asked, so nothing that is published changes afterwards, and no placement is in two years.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from secondments.figures.lasting import MEASURES, WAYS, Lasting, Number, tell

SAID = """
SELECT p.direction,
    EXISTS (SELECT FROM secondments_reintegrationplan r WHERE r.placement_id = p.id),
    (SELECT bool_and(o.met) FROM secondments_learningoutcome o WHERE o.placement_id = p.id AND o.met IS NOT NULL),
    (SELECT bool_or(e.in_contact) FROM secondments_evaluation e
        WHERE e.placement_id = p.id AND e.point = 'six_months' AND e.in_contact IS NOT NULL),
    (SELECT bool_or(btrim(e.policy_change) <> '') FROM secondments_evaluation e
        WHERE e.placement_id = p.id AND e.point IN ('end', 'six_months'))
FROM secondments_placement p WHERE p.activated_on IS NOT NULL AND p.ended_on BETWEEN %s AND %s
"""
TITLES: dict[str, Any] = {
    "return_plan": _("There was a plan for the return"),
    "outcomes_met": _("Everything that was to be learned was learned"),
    "in_contact": _("People were still in contact after six months"),
    "policy_change": _("A policy or a service changed because of it"),
}


def ended(year: int) -> tuple[date, date]:
    """From the first to the last day of the end of a placement whose six months are over in the year."""
    return date(year - 1, 7, 1), date(year, 6, 30)


def known(year: int) -> list[Lasting]:
    with connection.cursor() as cursor:
        cursor.execute(SAID, ended(year))
        return [Lasting(*row) for row in cursor.fetchall()]


def compute(year: int) -> list[Number]:
    return tell(known(year), str(year))


def shown(numbers: list[Any]) -> list[list[Any]]:
    """A row for each measure: how many, of how many of whom it is known, and the share in per cent; None if hidden."""
    cells = {(way, measure, answer): count for way, measure, answer, count in numbers}
    return [[TITLES[measure], *_shares(cells, measure)] for measure in MEASURES] if cells else []


def _shares(cells: dict[tuple[str, ...], int | None], measure: str) -> Iterator[tuple[int, int, int] | None]:
    for way in WAYS:
        yes, no = (cells.get((way, measure, answer), 0) for answer in ("yes", "no"))
        if yes is None or no is None or not yes + no:
            yield None
        else:
            yield yes, yes + no, round(100 * yes / (yes + no))


def people(numbers: list[Any]) -> int | None:
    """How many they all are; None where that is hidden."""
    return next((count for way, measure, _answer, count in numbers if (way, measure) == ("all", "all")), None)
