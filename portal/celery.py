"""The queue: broker from REDIS_URL, tasks found in each room's tasks.py, a fixed timetable."""

import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("front-door")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def first_heartbeat(**_: object) -> None:
    """A worker shows that it works at once, not only at the clock's next beat."""
    app.send_task("notifications.heartbeat")
