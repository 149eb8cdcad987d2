"""What the clock asks of the directory."""

from celery import shared_task

from foundation.directory.actions.appointments import keep_flags


@shared_task(name="directory.keep_government_flags")
def keep_government_flags() -> int:
    return keep_flags()
