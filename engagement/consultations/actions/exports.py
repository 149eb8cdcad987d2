"""Files of responses: asked for here, written by `writing`, deleted after a day, since they hold personal data."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from engagement.consultations import rules
from engagement.consultations.enums import ExportFormat
from engagement.consultations.models import Consultation, Export
from foundation import audit
from foundation.common.errors import Invalid, TooMany
from foundation.notifications import dispatch

KEPT = timedelta(days=1)
MOST_RUNNING = 3
MOST_FILTERS = 2000
WORK = "engagement.consultations.tasks.write_exports"


@transaction.atomic
def start_export(*, consultation: Consultation, format: str, filters: str, by: Any) -> Export:
    """Ask for the responses that a list shows, as a file. On record, since it holds personal data."""
    rules.check(by, "see_inside", consultation)
    if format not in ExportFormat.values or len(filters) > MOST_FILTERS:
        raise Invalid({"format": ["Select one of the formats on the page"]})
    if Export.objects.filter(by=by, finished_at__isnull=True).count() >= MOST_RUNNING:
        raise TooMany("Your earlier files are still being written. Wait until one is ready.", retry_after=30)
    row = Export.objects.create(consultation=consultation, by=by, format=format, filters=filters)
    audit.record(by=by, verb="consultation.exported", target=consultation, format=format)
    transaction.on_commit(lambda: dispatch.send(WORK, queue=settings.CELERY_TASK_DEFAULT_QUEUE))
    return row


def forget_exports() -> int:
    """Delete files a day after they were asked for."""
    return Export.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]


__all__ = ["forget_exports", "start_export"]
