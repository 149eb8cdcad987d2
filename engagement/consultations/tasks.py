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


@shared_task
def tell_withdrawn() -> int:
    return actions.tell_withdrawn()


@shared_task
def shuffle_monitoring() -> int:
    return actions.shuffle_monitoring()


@shared_task
def write_exports() -> int:
    from engagement.consultations import writing

    return writing.work()


@shared_task
def forget_exports() -> int:
    return actions.forget_exports()
