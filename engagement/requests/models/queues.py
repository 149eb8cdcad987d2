"""What keeps the officials' queues as quick at a million requests as at a hundred: one order, one index for each view.

Each index holds only the rows its queue can show, so a submission pays for the first two alone.
"""

from django.db import models
from django.db.models import Case, DateField, F, Func, Q, When

from engagement.requests.enums import OPEN, WITH_CENTRE, Kind, State

AHEAD_DAYS = 3650
QUEUE_ON = Case(
    When(
        Q(kind=Kind.EARLY_WARNING, risk_to_people=True),
        then=Func(F("due_on"), template=f"(%(expressions)s - {AHEAD_DAYS})", output_field=DateField()),
    ),
    default=F("due_on"),
    output_field=DateField(null=True),
)

AT_CENTRE = Q(state__in=sorted(WITH_CENTRE))
AT_DEPARTMENT = Q(department__isnull=False, due_on__isnull=False)
QUEUES = [
    models.Index(fields=["queue_on", "id"], name="request_centre_queue", condition=AT_CENTRE),
    models.Index(fields=["submitted_at", "id"], name="request_centre_received", condition=AT_CENTRE),
    models.Index(
        fields=["queue_on", "id"],
        name="request_centre_waiting",
        condition=Q(state=State.CLARIFICATION_NEEDED, department__isnull=True),
    ),
    models.Index(
        fields=["claimed_by", "queue_on", "id"],
        name="request_claimed",
        condition=Q(claimed_by__isnull=False),
    ),
    models.Index(fields=["queue_on", "id"], name="request_departments_queue", condition=AT_DEPARTMENT),
    models.Index(
        fields=["department", "queue_on", "id"], name="request_department_queue", condition=AT_DEPARTMENT
    ),
    models.Index(
        fields=["department", "submitted_at", "id"],
        name="request_department_received",
        condition=AT_DEPARTMENT,
    ),
    models.Index(
        fields=["department", "state", "queue_on", "id"],
        name="request_department_state",
        condition=Q(department__isnull=False, state__in=sorted(OPEN | {State.RESPONDED})),
    ),
    models.Index(
        fields=["department", "submitted_at", "id"],
        name="request_department_answered",
        condition=Q(state=State.RESPONDED),
    ),
    models.Index(
        fields=["department", "-responded_at"],
        name="request_department_replies",
        condition=Q(responded_at__isnull=False),
    ),
    models.Index(
        fields=["offered_to", "queue_on", "id"],
        name="request_offered",
        condition=Q(offered_to__isnull=False),
    ),
    models.Index(
        fields=["owner", "queue_on", "id"], name="request_owner_queue", condition=Q(owner__isnull=False)
    ),
]
