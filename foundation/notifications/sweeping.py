"""What got stuck: told while the broker was down, lost with it, held by a worker that died, due again, old.

The database alone says what is to be done, so it does not matter how often the clock strikes or what the queue forgot.
"""

import logging
from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from foundation.notifications import delivery, dispatch
from foundation.notifications.digests import summarise
from foundation.notifications.enums import IN_HAND, SETTLED, State
from foundation.notifications.models import Fact, Message

logger = logging.getLogger(__name__)

BATCH = 1000
ROUNDS = 10
# An offered message is left to the queue for this long before it is offered again.
OFFER = timedelta(minutes=5)


def sweep() -> Counter[str]:
    """Offer everything that is due to the queue, once. Safe to run twice at the same time."""
    done: Counter[str] = Counter()
    for _round in range(ROUNDS):
        keys, people, seen = _look(timezone.now())
        keys += [summary.pk for person in people if (summary := _summary(person)) is not None]
        done.update(seen=seen, offered=len(keys))
        for batch in dispatch.batches(keys):
            dispatch.send(
                "notifications.deliver", [str(key) for key in batch], queue=settings.CELERY_TASK_DEFAULT_QUEUE
            )
        if seen < BATCH:
            break
    if done["seen"]:
        logger.info("outbox swept", extra=dict(done))
    return done


@transaction.atomic
def _look(now: datetime) -> tuple[list[UUID], list[int], int]:
    """One bounded batch: what to offer, whose summary is due, and how many rows were looked at."""
    rows = list(Message.objects.for_the_sweep(now).locked()[:BATCH])
    keys = [row.pk for row in rows if row.state in IN_HAND and delivery.expired(row)]
    again = [row.pk for row in rows if row.state == State.DOUBTFUL]
    Message.objects.filter(pk__in=again).update(state=State.QUEUED, due_at=now)
    keys += again + [row.pk for row in rows if row.state == State.QUEUED]
    held = [row for row in rows if row.state == State.HELD]
    Message.objects.filter(pk__in=keys + [row.pk for row in held]).update(sweep_at=now + OFFER)
    return keys, sorted({row.recipient_id for row in held if row.recipient_id}), len(rows)


def _summary(person: int) -> Message | None:
    try:
        return summarise(person, timezone.now())
    except Exception:
        logger.exception("a daily summary could not be made")
        return None


def forget(now: datetime | None = None) -> Counter[str]:
    """Erase the words and addresses of settled messages after a while, and the rows after a longer one."""
    now = now or timezone.now()
    old = now - timedelta(days=settings.MESSAGE_TEXT_DAYS)
    gone = now - timedelta(days=settings.MESSAGE_ROW_DAYS)
    done: Counter[str] = Counter()
    readable = Message.objects.filter(erased_at__isnull=True, created_at__lt=old)
    done["erased"] = _in_batches(
        readable.filter(state__in=[*SETTLED, State.FAILED, State.DOUBTFUL], sweep_at__isnull=True),
        lambda rows: rows.update(context={}, address="", url="", erased_at=now),
    )
    settled = Message.objects.filter(erased_at__isnull=False, created_at__lt=gone)
    done["deleted"] = _in_batches(settled, lambda rows: rows.delete()[0])
    done["facts"] = _in_batches(Fact.objects.filter(at__lt=gone), lambda rows: rows.delete()[0])
    logger.info("old messages forgotten", extra=dict(done))
    return done


def _in_batches(rows, change) -> int:
    """Short transactions, so that nobody waits for a long one."""
    total = 0
    while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
        total += change(rows.model.objects.filter(pk__in=keys))
    return total
