"""The daily summary: what a person would have been told one by one, in one message at eight in the morning."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.notifications.enums import State
from foundation.notifications.kinds import DIGEST
from foundation.notifications.models import Message

HOUR = 8


def next_summary(now: datetime) -> datetime:
    """The next eight o'clock in London, whatever the clocks do that night."""
    local = timezone.localtime(now)
    today = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return today if local < today else (today + timedelta(days=1))


@transaction.atomic
def summarise(person: Any, now: datetime) -> Message | None:
    """Bring together what waited for this person's summary. A second caller waits, finds nothing and does nothing."""
    held = Message.objects.select_for_update(of=("self",)).filter(
        recipient=person, state=State.HELD, due_at__lte=now
    )
    rows = list(held.order_by("pk").only("pk", "recipient_id", "language", "context"))
    if not rows:
        return None
    count = sum(row.context.get("count", 1) if "items" in row.context else 1 for row in rows)
    summary = Message.objects.create(
        kind=DIGEST,
        recipient_id=rows[-1].recipient_id,
        language=rows[-1].language,
        context={"count": count},
        due_at=now,
        sweep_at=now,
    )
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.GROUPED, digest=summary, sweep_at=None
    )
    return summary
