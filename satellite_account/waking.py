"""Asking a worker to look at what waits. A hint: the rows are the promise, and the clock looks every minute."""

from django.conf import settings
from django.db import transaction

from foundation.notifications import dispatch

WORK = "satellite_account.work"


def wake() -> None:
    """After the commit, so that the worker finds the row."""
    transaction.on_commit(lambda: dispatch.send(WORK, queue=settings.CELERY_TASK_DEFAULT_QUEUE))
