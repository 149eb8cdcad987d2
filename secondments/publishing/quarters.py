"""The numbers of a quarter, counted by the database once it is over, protected, and kept as they were published."""

from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from secondments import clocks
from secondments.figures.suppression import THRESHOLD, Relation, protect
from secondments.models import Placement, QuarterFigures

FROZEN_AFTER = 30  # working days after the quarter's end
JOIN = "|"

# One pass over the placements that began in the quarter; the partner is the civil society body on either side.
STARTED = """
SELECT p.direction, d.code, coalesce(nullif(o.icnp_section, ''), '-') AS section, o.size_band, p.level, p.funding,
    o.ref, count(*)
FROM secondments_placement p
JOIN directory_department d ON d.id = coalesce(p.host_department_id, p.home_department_id)
JOIN directory_organisation o ON o.id = coalesce(p.home_organisation_id, p.host_organisation_id)
WHERE p.activated_on >= %(first)s AND p.activated_on < %(next)s
GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
ENDED = """
SELECT direction, outcome, count(*) FROM secondments_placement
WHERE ended_on >= %(first)s AND ended_on < %(next)s AND activated_on IS NOT NULL GROUP BY 1, 2
"""
MEDIANS = """
SELECT direction, count(*),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY (ended_on - starts_on + 1) / 7.0)::float
FROM secondments_placement
WHERE ended_on >= %(first)s AND ended_on < %(next)s AND activated_on IS NOT NULL GROUP BY 1
"""
RECUSALS = """
SELECT p.direction, count(*) FROM secondments_recusal r JOIN secondments_placement p ON p.id = r.placement_id
WHERE p.activated_on >= %(first)s AND p.activated_on < %(next)s GROUP BY 1
"""
MEASURES = ("department", "section", "size", "grade", "funding", "partner")


def first_day(day: date) -> date:
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def following(first: date) -> date:
    return first_day(first + timedelta(95))


def name(first: date) -> str:
    return f"{first.year}-q{(first.month + 2) // 3}"


def key(*parts: str) -> str:
    return JOIN.join(parts)


def compute(first: date) -> dict[str, Any]:
    """Everything that is published of a quarter. Hidden numbers are not in it at all."""
    days = {"first": first, "next": following(first)}
    cells, relations = _started(days)
    ended, more = _ended(days)
    shown = protect(cells | ended, [*relations, *more])
    return {
        "cells": {name: shown[name] for name in sorted(cells) if not name.startswith("flow")},
        "ended": {name: shown[name] for name in sorted(ended)},
        "flows": [[*name.split(JOIN)[1:], shown[name]] for name in sorted(cells) if name.startswith("flow")],
        "medians": {
            way: round(weeks, 1) for way, people, weeks in _rows(MEDIANS, days) if people >= THRESHOLD
        },
        "recusals": {way: count for way, count in _rows(RECUSALS, days) if count >= THRESHOLD},
    }


def _rows(sql: str, days: dict[str, date]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, days)
        return cursor.fetchall()


def _started(days: dict[str, date]) -> tuple[dict[str, int], list[Relation]]:
    """Counts by each measure, and which of them are sums of which others."""
    cells: dict[str, int] = {}
    parts: dict[str, dict[str, set[str]]] = {}
    for way, department, section, size, grade, funding, partner, count in _rows(STARTED, days):
        values = dict(zip(MEASURES, (department, section, size, grade, funding, partner), strict=True))
        total = key("total", way)
        flow = key("flow", way, section, department)
        for cell in (total, flow, *(key(measure, way, value) for measure, value in values.items())):
            cells[cell] = cells.get(cell, 0) + count
        for measure, value in values.items():
            parts.setdefault(total, {}).setdefault(measure, set()).add(key(measure, way, value))
        for measure in ("department", "section"):
            parts.setdefault(key(measure, way, values[measure]), {}).setdefault("flow", set()).add(flow)
        # Whoever knows the partner of a department knows its size and section: those tables are tied to it.
        for measure in ("size", "section"):
            cell = key(measure, way, values[measure])
            parts.setdefault(cell, {}).setdefault("partner", set()).add(key("partner", way, partner))
    relations = [
        Relation(total, tuple(sorted(found)))
        for total, kinds in sorted(parts.items())
        for found in kinds.values()
    ]
    return cells, relations


def _ended(days: dict[str, date]) -> tuple[dict[str, int], list[Relation]]:
    cells: dict[str, int] = {}
    parts: dict[str, set[str]] = {}
    for way, outcome, count in _rows(ENDED, days):
        total, cell = key("ended", way), key("outcome", way, outcome or "-")
        cells[total] = cells.get(total, 0) + count
        cells[cell] = cells.get(cell, 0) + count
        parts.setdefault(total, set()).add(cell)
    return cells, [Relation(total, tuple(sorted(found))) for total, found in sorted(parts.items())]


def freeze_finished() -> int:
    """Publish every quarter that has been over for thirty working days and is not published yet."""
    earliest = Placement.objects.filter(activated_on__isnull=False).order_by("activated_on").first()
    if earliest is None or earliest.activated_on is None:
        return 0
    first, done = first_day(earliest.activated_on), 0
    there = set(QuarterFigures.objects.values_list("quarter", flat=True))
    while clocks.working(following(first) - timedelta(1), FROZEN_AFTER) <= clocks.today():
        if first not in there:
            done += _freeze(first)
        first = following(first)
    return done


@transaction.atomic
def _freeze(first: date) -> int:
    _row, new = QuarterFigures.objects.get_or_create(
        quarter=first, defaults={"data": compute(first), "frozen_at": timezone.now()}
    )
    return int(new)
