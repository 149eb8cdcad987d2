"""The clock door."""

from celery import shared_task

from engagement.consultations.analysis import sweeping, working


@shared_task
def read_responses() -> int:
    """Campaigns are found as responses arrive: every half minute, after their commit, beside them."""
    return sweeping.sweep()


@shared_task
def find_themes() -> int:
    return working.work()
