"""How the front door is doing: received, answered, on time, open now; by month and by department.

The clock counts (`refresh`), pages read one row through the cache (`public_figures`): their cost is the same with a
thousand requests and with a million. Counting never takes more than a twentieth of one processor.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import get_language

from engagement.requests.enums import OPEN, RUNNING
from engagement.requests.models import EngagementRequest, Figures
from foundation.common.words import short_month

NAME = "register"
KEY = "requests-figures"
AGE = 60  # seconds that a page may lag behind the count
MONTHS = 12
IDLE = 20  # times the cost of a count that pass before the next
ZONE = "Europe/London"

# Answers are replies and refusals; what was closed because its sender fell silent, or taken back, is no answer.
ANSWERED = """
    days_taken IS NOT NULL AND outcome <> 'unanswered' AND state <> 'withdrawn'
"""
BY_MONTH = f"""
    SELECT to_char(month, 'YYYY-MM'), sum(received), sum(answered)
      FROM (SELECT date_trunc('month', submitted_on) AS month, count(*) AS received, 0 AS answered
              FROM requests_engagementrequest
             WHERE state <> 'draft' AND submitted_at >= %(since)s GROUP BY 1
            UNION ALL
            SELECT date_trunc('month', coalesce(responded_at, closed_at) AT TIME ZONE '{ZONE}'), 0, count(*)
              FROM requests_engagementrequest
             WHERE {ANSWERED} AND coalesce(responded_at, closed_at) >= %(since)s GROUP BY 1) AS both_sides
     GROUP BY month ORDER BY month
"""  # noqa: S608  (constants of this file)
TAKEN = f"""
    SELECT to_char(date_trunc('month', coalesce(responded_at, closed_at) AT TIME ZONE '{ZONE}'), 'YYYY-MM'),
           department_id, grouping(department_id),
           percentile_disc(0.5) WITHIN GROUP (ORDER BY days_taken),
           count(*),
           count(*) FILTER (WHERE (coalesce(responded_at, closed_at) AT TIME ZONE '{ZONE}')::date <= reply_due_on)
      FROM requests_engagementrequest
     WHERE {ANSWERED} AND coalesce(responded_at, closed_at) >= %(since)s
     GROUP BY GROUPING SETS ((1), (2), ())
"""  # noqa: S608
RECEIVED = """
    SELECT d.code, d.name, d.name_cy, d.id, count(*)
      FROM requests_engagementrequest r JOIN directory_department d ON d.id = r.department_id
     WHERE r.state <> 'draft' AND r.submitted_at >= %(since)s
     GROUP BY d.id ORDER BY count(*) DESC, d.name LIMIT 30
"""


def refresh(*, force: bool = False) -> bool:
    """Count again, unless the last count is recent for what it cost. Returns whether it counted."""
    last = Figures.objects.filter(name=NAME).first()
    if last is not None and not force:
        rest = max(AGE - 5, last.seconds * IDLE)
        if timezone.now() - last.counted_at < timedelta(seconds=rest):
            return False
    begun = monotonic()
    counted = count()
    values = {"counted": counted, "counted_at": timezone.now(), "seconds": monotonic() - begun}
    Figures.objects.update_or_create(name=NAME, defaults=values)
    cache.delete(KEY)
    return True


def since() -> date:
    """The first day of the oldest month that is shown."""
    today = timezone.localdate()
    place = today.year * 12 + today.month - MONTHS
    return date(place // 12, place % 12 + 1, 1)


@transaction.atomic
def count() -> dict[str, Any]:
    start = since()
    params = {"since": timezone.make_aware(datetime(start.year, start.month, 1))}
    today = timezone.localdate()
    standing = EngagementRequest.objects.filter(state__in=sorted(OPEN))
    months = {key: [int(received), int(answered)] for key, received, answered in _rows(BY_MONTH, params)}
    by_month, by_department, all_of_it = _taken(params)
    return {
        "since": start.isoformat(),
        "received": sum(received for received, _answered in months.values()),
        "answered": all_of_it[1],
        "on_time": all_of_it[2],
        "median_days": all_of_it[0],
        "open": standing.count(),
        "overdue": standing.filter(state__in=sorted(RUNNING), due_on__lt=today).count(),
        "months": [[key, *months.get(key, [0, 0]), by_month.get(key)] for key in _months(start)],
        "departments": [
            {
                "code": code,
                "name": name,
                "name_cy": name_cy,
                "received": received,
                "taken": by_department.get(pk, [None, 0, 0]),
            }
            for code, name, name_cy, pk, received in _rows(RECEIVED, params)
        ],
    }


def _rows(sql: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _taken(params: Mapping[str, Any]) -> tuple[dict[str, int], dict[int, Any], Any]:
    """Median working days by month; (median, answers, on time) by department and altogether."""
    by_month: dict[str, int] = {}
    by_department: dict[int, Any] = {}
    altogether: Any = (None, 0, 0)
    for month, department, of_all, *found in _rows(TAKEN, params):
        if month is not None:
            by_month[month] = found[0]
        elif of_all:
            altogether = found
        elif department is not None:
            by_department[department] = found
    return by_month, by_department, altogether


def _months(start: date) -> list[str]:
    found, this = [], start
    while this <= timezone.localdate():
        found.append(f"{this:%Y-%m}")
        this = (this + timedelta(days=32)).replace(day=1)
    return found


def counted() -> dict[str, Any]:
    """The newest count, a minute old at most when it is read; counted on the spot where there is none yet."""
    found = cache.get(KEY)
    if found is None:
        row = Figures.objects.filter(name=NAME).first()
        if row is None:
            refresh(force=True)
            row = Figures.objects.get(name=NAME)
        found = row.counted | {"at": row.counted_at}
        cache.set(KEY, found, AGE)
    return found


def public_figures() -> dict[str, Any]:
    """What the front page and the register show, with names in the reader's language."""
    found = counted()
    months = [(date.fromisoformat(f"{key}-01"), *rest) for key, *rest in found["months"]]
    return {
        "received": found["received"],
        "answered": found["answered"],
        "open": found["open"],
        "overdue": found["overdue"],
        "median_days": found["median_days"],
        "on_time_percent": _percent(found["on_time"], found["answered"]),
        "since": date.fromisoformat(found["since"]),
        "at": found["at"],
        "months": [(month, received, answered) for month, received, answered, _median in months],
        "by_month": [(short_month(month), median) for month, *_, median in months if median is not None],
        "departments": [_department(row) for row in found["departments"]],
    }


def _department(row: Mapping[str, Any]) -> dict[str, Any]:
    median, answers, on_time = row["taken"]
    name = row["name_cy"] if row["name_cy"] and get_language() == "cy" else row["name"]
    return {
        "code": row["code"],
        "name": name,
        "received": row["received"],
        "median_days": median,
        "on_time_percent": _percent(on_time, answers),
    }


def _percent(part: int, whole: int) -> int | None:
    """Rounded down, so that 100 means all of them."""
    return part * 100 // whole if whole else None
