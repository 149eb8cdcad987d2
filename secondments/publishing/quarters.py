"""The numbers of a quarter, counted once it is over, protected, and kept as they were published."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from foundation.common.words import months
from secondments import clocks
from secondments.figures.placements import Placement as Fact
from secondments.figures.placements import Quarter
from secondments.figures.quarterly import Flow, publish
from secondments.figures.suppression import THRESHOLD
from secondments.models import Placement, QuarterFigures

FROZEN_AFTER = 30  # working days after the quarter's end
ROUNDED_TO = 5
WAYS = ("inward", "outward")

# What began or ended in the quarter; the partner is the civil society body on either side.
FACTS = """
SELECT p.ref, p.direction, d.code, o.ref, o.size_band, p.level, p.starts_on, coalesce(p.ended_on, p.ends_on), p.funding,
    p.outcome, coalesce(nullif(o.icnp_section, ''), '-'), p.activated_on
FROM secondments_placement p
JOIN directory_department d ON d.id = coalesce(p.host_department_id, p.home_department_id)
JOIN directory_organisation o ON o.id = coalesce(p.home_organisation_id, p.host_organisation_id)
WHERE p.activated_on IS NOT NULL AND (p.activated_on BETWEEN %(first)s AND %(last)s
    OR p.ended_on BETWEEN %(first)s AND %(last)s)
"""
RECUSALS = """
SELECT count(*) FROM secondments_recusal r JOIN secondments_placement p ON p.id = r.placement_id
WHERE p.activated_on BETWEEN %(first)s AND %(last)s
"""
MATCHING = """
SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY p.matched_on - o.closes_on)::float
FROM secondments_placement p JOIN secondments_nomination n ON n.id = p.nomination_id
JOIN secondments_opportunity o ON o.id = n.opportunity_id
WHERE p.activated_on BETWEEN %(first)s AND %(last)s
"""


def said(first: date) -> str:
    """April to June 2026"""
    return months(first, Quarter.of(first).last)


def compute(quarter: Quarter) -> dict[str, Any]:
    """Everything that is published of a quarter. A hidden number is not in it at all."""
    rows = _rows(FACTS, quarter)
    # A placement counts in the quarter of its first day at work, whatever day was planned.
    facts = [fact(*row) for row in rows]
    figures = publish(facts, [quarter])
    counts = [[row.direction, row.dimension, row.value, row.count] for row in figures.rows]
    recusals = _rows(RECUSALS, quarter)[0][0]
    matched, wait = _rows(MATCHING, quarter)[0]
    return {
        "rows": [row for row in counts if row[0] != "swap" and row[3] != 0],
        "lengths": figures.lengths,
        "flows": rounded(figures.flows),
        "recusals": recusals if recusals >= THRESHOLD else None,
        "days_to_match": round(wait) if matched >= THRESHOLD else None,
    }


def fact(
    key: str, way: str, department: str, partner: str, size: str, grade: str, _planned: date, *more: Any
) -> Fact:
    end, funding, outcome, section, began = more
    return Fact(key, way, department, partner, size, grade, began, end, funding, outcome, section)


def _rows(sql: str, quarter: Quarter) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"first": quarter.first, "last": quarter.last})
        return cursor.fetchall()


def rounded(flows: Iterable[Flow]) -> list[list[Any]]:
    """Between fields of work and departments, to the nearest five; those hidden are one without a field or a number.

    They are protected as if told exactly (`figures.counting`); halves of a swap count by their own direction.
    """
    found = {key: number and nearest(number) for *key_, number in flows if (key := tuple(key_))[0] in WAYS}
    return [[*key, number] for key, number in sorted(found.items())]


def nearest(count: int) -> int:
    return ROUNDED_TO * round(count / ROUNDED_TO)


def freeze_finished() -> int:
    """Publish every quarter that has been over for thirty working days and is not published yet."""
    earliest = Placement.objects.filter(activated_on__isnull=False).order_by("activated_on").first()
    if earliest is None or earliest.activated_on is None:
        return 0
    quarter, done = Quarter.of(earliest.activated_on), 0
    there = set(QuarterFigures.objects.values_list("quarter", flat=True))
    while clocks.working(quarter.last, FROZEN_AFTER) <= clocks.today():
        if quarter.first not in there:
            done += _freeze(quarter)
        quarter = quarter.next()
    return done


@transaction.atomic
def _freeze(quarter: Quarter) -> int:
    _row, new = QuarterFigures.objects.get_or_create(
        quarter=quarter.first, defaults={"data": compute(quarter), "frozen_at": timezone.now()}
    )
    return int(new)
