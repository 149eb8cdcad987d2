"""The authors are reminded of the day by which a response is due: four weeks and one week before, and on it.

A call for evidence has one reminder, eight weeks after the close, as on GOV.UK.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from engagement.consultations.actions.steps import authors, tell
from engagement.consultations.enums import Kind, Phase
from engagement.consultations.models import Consultation, Reminder
from engagement.consultations.states import CALL_REMINDER_WEEKS, RESPONSE_WEEKS
from foundation.common.words import day
from foundation.common.workingdays import local_date

About = Reminder.About
LATEST = timedelta(weeks=RESPONSE_WEEKS + 1)
KINDS = {
    About.FOUR_WEEKS: "consultation_due",
    About.ONE_WEEK: "consultation_due",
    About.DUE: "consultation_due_today",
    About.CALL: "call_outcome_due",
}


def _times(consultation: Consultation) -> Iterator[tuple[str, date]]:
    """Each reminder with the day from which it is sent, the latest first."""
    due = consultation.response_due_on
    if consultation.kind == Kind.CALL_FOR_EVIDENCE:
        yield About.CALL, local_date(consultation.closing_at) + timedelta(weeks=CALL_REMINDER_WEEKS)
        return
    yield About.DUE, due
    yield About.ONE_WEEK, due - timedelta(weeks=1)
    yield About.FOUR_WEEKS, due - timedelta(weeks=4)


def remind() -> int:
    """Send what is due today. Run twice, or after days of silence, it says each thing once and nothing stale."""
    now = timezone.now()
    waiting = Consultation.objects.public().in_phase(Phase.CLOSED, now)
    recent = waiting.filter(closing_at__gt=now - LATEST).select_related("department")
    return sum(_remind(row, timezone.localdate()) for row in recent.iterator(chunk_size=500))


@transaction.atomic
def _remind(row: Consultation, today: date) -> int:
    due = next((about for about, day in _times(row) if day <= today), None)
    if due is None:
        return 0
    _reminder, new = Reminder.objects.get_or_create(consultation=row, about=due, due_on=row.response_due_on)
    if new:
        words = {} if due == About.CALL else {"due": day(row.response_due_on)}
        tell(authors(row), row, KINDS[About(due)], context=words)
    return int(new)
