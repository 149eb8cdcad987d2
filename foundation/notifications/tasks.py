"""The clock's door. The names are promises: they are what stands in the queue."""

from celery import shared_task

from foundation.notifications import delivery, health, sweeping


@shared_task(name="notifications.deliver")
def deliver(keys: list[str]) -> None:
    delivery.deliver(keys)


@shared_task(name="notifications.sweep")
def sweep() -> None:
    sweeping.sweep()


@shared_task(name="notifications.forget")
def forget() -> None:
    sweeping.forget()


@shared_task(name="notifications.heartbeat")
def heartbeat() -> None:
    health.beat()
