"""How the queue is doing, for /readyz and for whoever looks after it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from foundation.notifications.enums import State
from foundation.notifications.models import Heartbeat, Message

WORKER = "worker"


def beat() -> None:
    """A worker did what the clock asked: the clock, the queue and the worker are all alive."""
    row = Heartbeat(name=WORKER, at=timezone.now())
    Heartbeat.objects.bulk_create([row], update_conflicts=True, unique_fields=["name"], update_fields=["at"])


def worker_heartbeat_age() -> float | None:
    """Seconds since a worker last answered the clock; None if none ever has."""
    at = Heartbeat.objects.filter(pk=WORKER).values_list("at", flat=True).first()
    return None if at is None else max(0.0, (timezone.now() - at).total_seconds())


def backlog() -> dict[str, Any]:
    """Messages late by ten minutes, and those that wait for an administrator."""
    late = timezone.now() - timedelta(minutes=10)
    return {
        "late": Message.objects.filter(state=State.QUEUED, sweep_at__isnull=False, due_at__lt=late).count(),
        "doubtful": Message.objects.filter(state=State.DOUBTFUL).count(),
        "failed": Message.objects.filter(state=State.FAILED).count(),
    }
