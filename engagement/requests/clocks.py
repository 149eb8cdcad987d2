"""The two clocks of a request, in working days of England and Wales.

The sender's clock starts on the day of receipt (day 0) and runs to the reply, whatever happens between. The
department's starts on the day it accepts, restarts with a transfer and stands still while the sender is asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet
from django.utils import timezone

from engagement.requests.enums import Kind, Step
from engagement.requests.models import EngagementRequest, ServiceLevel
from engagement.requests.reference import SERVICE_LEVELS
from foundation.common.near import Near
from foundation.common.prepared import Prepared
from foundation.common.workingdays import england_and_wales


@dataclass(frozen=True, slots=True)
class ServiceLevels:
    """Working days allowed for each step, for one department (or for all where it has no row of its own)."""

    days: dict[str, int]

    def due(self, step: Step, start: date) -> date:
        return england_and_wales().add(start, self.days[step])


def _of_department(rows: QuerySet, department: Any) -> QuerySet:
    return rows.filter(Q(department__isnull=True) | Q(department=department))


LEVELS = Prepared(
    lambda slot: _of_department(ServiceLevel.objects.on(), slot("department", BigIntegerField()))
)
KEPT = Near(60)


def service_levels(department_id: int | None = None, on: date | None = None) -> ServiceLevels:
    """The service levels in force, today's kept for a minute; never beyond the ceiling that holds for all."""
    if on is None:
        return KEPT.get((department_id, today()), lambda: _levels(LEVELS(department=department_id)))
    return _levels(_of_department(ServiceLevel.objects.on(on), department_id))


def _levels(rows: Iterable[ServiceLevel]) -> ServiceLevels:
    days = dict(SERVICE_LEVELS)
    for row in sorted(rows, key=lambda row: row.department_id is not None):
        days[row.step] = row.working_days
    days[Step.REPLY] = min(days[Step.REPLY], days[Step.CEILING])
    return ServiceLevels(days)


def today() -> date:
    return timezone.localdate()


def is_urgent(request: EngagementRequest) -> bool:
    return request.kind == Kind.EARLY_WARNING and request.risk_to_people


def start_sender_clock(request: EngagementRequest, levels: ServiceLevels) -> None:
    urgent = is_urgent(request)
    day = today()
    request.submitted_on = day
    request.reply_due_on = levels.due(Step.URGENT_REPLY if urgent else Step.REPLY, day)
    request.ceiling_on = levels.due(Step.CEILING, day)
    request.due_on = levels.due(Step.URGENT_TRIAGE if urgent else Step.TRIAGE, day)


def start_department_clock(request: EngagementRequest, levels: ServiceLevels) -> None:
    """Day 0 is today, whether the department accepts for the first time or takes over."""
    day = today()
    request.department_started_on = day
    request.department_due_on = levels.due(Step.URGENT_REPLY if is_urgent(request) else Step.REPLY, day)
    request.paused_days = 0
    request.due_on = request.department_due_on


def stop_department_clock(request: EngagementRequest) -> None:
    request.department_started_on = request.department_due_on = None
    request.paused_days = 0


def pause(request: EngagementRequest, levels: ServiceLevels) -> None:
    request.paused_on = today()
    request.due_on = levels.due(Step.CLARIFICATION, today())


def resume(request: EngagementRequest, levels: ServiceLevels) -> None:
    """Give the department back the working days it waited; the sender's clock went on all the while."""
    calendar = england_and_wales()
    waited = calendar.between(request.paused_on, today())
    request.paused_on = None
    if request.department_due_on:
        request.paused_days += waited
        request.department_due_on = calendar.add(request.department_due_on, waited)
        request.due_on = request.department_due_on
    else:
        request.due_on = levels.due(Step.TRIAGE, today())


def stop_sender_clock(request: EngagementRequest) -> None:
    """Working days from receipt to the answer that stands."""
    request.days_taken = england_and_wales().between(request.submitted_on, today())


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock as a page or an API answer shows it: working days used of those allowed, and when it is due."""

    used: int
    allowed: int
    due_on: date
    running: bool
    overdue: bool


def sender_clock(request: EngagementRequest) -> Reading | None:
    if request.submitted_on is None:
        return None
    calendar = england_and_wales()
    running = request.days_taken is None and not request.is_finished
    used = (
        calendar.between(request.submitted_on, today()) if request.days_taken is None else request.days_taken
    )
    allowed = calendar.between(request.submitted_on, request.reply_due_on)
    return Reading(used, allowed, request.reply_due_on, running, used > allowed)


def department_clock(request: EngagementRequest) -> Reading | None:
    if request.department_started_on is None:
        return None
    calendar = england_and_wales()
    until = request.paused_on or today()
    if request.responded_at or request.closed_at:
        ended = timezone.localtime(request.responded_at or request.closed_at).date()
        until = min(until, ended)
    used = calendar.between(request.department_started_on, until) - request.paused_days
    allowed = calendar.between(request.department_started_on, request.department_due_on) - request.paused_days
    running = request.is_open and request.paused_on is None
    return Reading(max(used, 0), allowed, request.department_due_on, running, used > allowed)
