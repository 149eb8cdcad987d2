"""The clock door."""

from celery import shared_task

from engagement.requests import actions


@shared_task
def close_unanswered() -> int:
    return actions.close_unanswered()
