"""Waking the worker once what was asked for is on record. A hint: the rows are the promise, and the clock looks too."""

from django.conf import settings
from django.db import transaction

from foundation.notifications import dispatch

FILES = "secondments.make_files"
PAPERS = "secondments.send_to_sign"
ROUNDS = "secondments.run_rounds"


def wake(work: str) -> None:
    transaction.on_commit(lambda: dispatch.send(work, queue=settings.CELERY_TASK_DEFAULT_QUEUE))
