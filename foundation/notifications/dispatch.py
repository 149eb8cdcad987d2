"""Waking the worker after a commit. A hint, never a promise: the rows are the promise and the sweep keeps it.

So nobody who sends a form waits for the broker: a thread tells it, and what comes in one moment is one task.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import islice
from threading import Lock, Thread
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
MOMENT, LONGER, FEW = 0.05, 0.25, 3

_quiet_until = 0.0


def after_commit(keys: Sequence[UUID], *, urgent: bool = False) -> None:
    """Ask for delivery once the surrounding transaction has committed; without one, now."""
    if keys:
        transaction.on_commit(lambda: _hints.add(keys, urgent=urgent))


class Hints:
    """What this process has to tell the queue. A process that dies here leaves its rows to the sweep."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._keys: defaultdict[str, list[UUID]] = defaultdict(list)
        self._crowd = False
        self._thread: Thread | None = None

    def add(self, keys: Sequence[UUID], *, urgent: bool = False) -> None:
        queue = settings.URGENT_QUEUE if urgent else settings.CELERY_TASK_DEFAULT_QUEUE
        with self._lock:
            if len(keys) > AT_ONCE:  # its rows wait for the sweep already
                self._crowd = True
            else:
                self._keys[queue] += keys
            if self._thread is None or not self._thread.is_alive():  # after a fork it is not
                self._thread = Thread(target=self._tell, name="hints")
                self._thread.start()

    def settle(self) -> None:
        """Wait until everything is told."""
        if thread := self._thread:
            thread.join()

    def _tell(self) -> None:
        """One message waits a moment for company; of many, more go into one task."""
        pause = MOMENT
        while True:
            time.sleep(pause)
            with self._lock:
                keys, crowd = self._keys, self._crowd
                if not keys and not crowd:
                    self._thread = None
                    return
                self._keys, self._crowd = defaultdict(list), False
            pause = LONGER if sum(map(len, keys.values())) > FEW else MOMENT
            if crowd:
                send("notifications.sweep", queue=settings.URGENT_QUEUE)
            for queue, waiting in keys.items():
                for batch in batches(waiting):
                    send("notifications.deliver", [str(key) for key in batch], queue=queue)


_hints = Hints()


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
