"""The clock door."""

from celery import shared_task

from engagement.requests import actions, figures


@shared_task
def close_unanswered() -> int:
    return actions.close_unanswered()


@shared_task
def forget_drafts() -> int:
    return actions.forget_drafts()


@shared_task
def remind() -> int:
    return actions.remind()


@shared_task
def count_figures() -> bool:
    return figures.refresh()
