"""What common does on the clock."""

from celery import shared_task

from foundation.common.api import idempotency


@shared_task
def forget_idempotency_keys() -> None:
    """In batches, so that no statement runs long."""
    while idempotency.forget_expired():
        pass
