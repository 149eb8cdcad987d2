"""The clock door."""

from celery import shared_task

from engagement.consultations.analysis import regrouping, sweeping, working


@shared_task
def read_responses() -> int:
    """Campaigns are found as responses arrive: every half minute, after their commit, beside them."""
    read = sweeping.sweep()
    regrouping.regroup()
    return read


@shared_task
def find_themes() -> int:
    return working.work()
