"""The queue: broker from REDIS_URL, tasks found in each room's tasks.py, a fixed timetable."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("front-door")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
