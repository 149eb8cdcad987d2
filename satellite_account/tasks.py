"""The clock door, and the door that a page wakes."""

from celery import shared_task

from satellite_account import working
from satellite_account.waking import WORK


@shared_task(name=WORK, soft_time_limit=580)
def work() -> int:
    return working.work()
