"""Waking the worker after a commit. A hint, never a promise: the rows are the promise and the sweep keeps it.

So a broker that refuses, hangs or has lost everything costs a request at most half a second, once in a while.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import islice
from typing import Any
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu import pools

logger = logging.getLogger(__name__)

BATCH = 25
AT_ONCE = 200
PAUSE = 15.0

_quiet_until = 0.0


def after_commit(keys: Sequence[UUID], *, urgent: bool = False) -> None:
    """Ask for delivery once the surrounding transaction has committed; without one, now."""
    if keys:
        transaction.on_commit(lambda: enqueue(keys, urgent=urgent))


def enqueue(keys: Sequence[UUID], *, urgent: bool = False) -> bool:
    """Put the messages before a worker. Says whether the broker took them; never raises."""
    if len(keys) > AT_ONCE:
        return send("notifications.sweep", queue=settings.URGENT_QUEUE)
    queue = settings.URGENT_QUEUE if urgent else settings.CELERY_TASK_DEFAULT_QUEUE
    return all(
        send("notifications.deliver", [str(key) for key in batch], queue=queue) for batch in batches(keys)
    )


def batches(keys: Sequence[UUID]) -> Iterator[list[UUID]]:
    rest = iter(keys)
    while batch := list(islice(rest, BATCH)):
        yield batch


def send(name: str, *args: Any, queue: str) -> bool:
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return False
    try:
        with _producer() as producer:
            current_app.send_task(
                name, args=args, queue=queue, producer=producer, retry=False, ignore_result=True
            )
    except Exception as error:
        _quiet_until = time.monotonic() + PAUSE
        logger.warning(
            "the queue does not answer; the sweep will deliver", extra={"error": type(error).__name__}
        )
        return False
    return True


@contextmanager
def _producer() -> Iterator[Any]:
    with pools.producers[_connection()].acquire(block=True, timeout=0.5) as producer:
        yield producer


@cache
def _connection() -> Any:
    """Apart from the worker's own connections, so that its patience need not be ours."""
    return current_app.connection_for_write(transport_options=settings.QUEUE_PATIENCE)
