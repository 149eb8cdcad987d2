"""The clock's door. The names are promises: they are what stands in the queue."""

from celery import shared_task

from foundation.documents import examining, sweeping


@shared_task(name="documents.examine")
def examine(keys: list[int]) -> None:
    examining.examine(keys)


@shared_task(name="documents.sweep")
def sweep() -> None:
    sweeping.sweep()


@shared_task(name="documents.tidy")
def tidy() -> None:
    sweeping.tidy()
