"""The clock door. What it starts needs arrays, so nothing of it is imported before it is needed."""

from celery import shared_task


@shared_task
def read_responses() -> int:
    """Campaigns are found as responses arrive: every half minute, after their commit, beside them."""
    from engagement.consultations.analysis import publishing, regrouping, sweeping

    read = sweeping.sweep()
    regrouping.regroup()
    publishing.catch_up()
    return read


@shared_task
def find_themes() -> int:
    from engagement.consultations.analysis import working

    return working.work()
