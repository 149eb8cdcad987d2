"""The clock door."""

from celery import shared_task

from engagement.consultations import actions


@shared_task
def publish_due() -> int:
    return actions.publish_due()


@shared_task
def remind() -> int:
    return actions.remind()


@shared_task
def tell_outcome() -> int:
    return actions.tell_outcome()


@shared_task
def forget_drafts() -> int:
    return actions.forget_drafts()
