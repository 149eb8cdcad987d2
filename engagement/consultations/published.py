"""The published responses as a file: written once for each state of what is published, and kept for a day."""

import hashlib
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, DecimalField, Func, QuerySet, Sum
from django.utils import timezone

from engagement.consultations.enums import ExportState
from engagement.consultations.models import Consultation, Export, Response
from foundation.notifications import dispatch

OUTDATED = timedelta(hours=1)  # who is still fetching the file as it was has so long
MOMENT: Any = Func("updated_at", template="EXTRACT(epoch FROM %(expressions)s)", output_field=DecimalField())
WORK = "engagement.consultations.tasks.write_exports"


def responses(consultation: Consultation) -> QuerySet:
    return Response.objects.filter(consultation=consultation).published()


def stamp(consultation: Consultation, format: str, language: str) -> str:
    """Another one whenever a response is published, changed, redacted or taken back, or a question is worded anew."""
    now = responses(consultation).aggregate(many=Count("pk"), keys=Sum("pk"), moments=Sum(MOMENT))
    form = Consultation.objects.values_list("form_version", flat=True).get(pk=consultation.pk)
    said = (consultation.pk, format, language, form, now["many"], now["keys"], now["moments"])
    return hashlib.sha256(repr(said).encode()).hexdigest()


def is_current(export: Export) -> bool:
    """Whether it is of the state of today. It reads every row: asked once a file, before its last part is kept."""
    return stamp(export.consultation, export.format, export.language) == export.stamp


def file_of(consultation: Consultation, format: str, language: str) -> tuple[Export, bool]:
    """The file as it stands, or its beginning; whether it was begun just now."""
    now = stamp(consultation, format, language)
    found = Export.objects.filter(stamp=now, by__isnull=True).first()
    if found is not None:
        return found, False
    of = {"consultation": consultation, "format": format, "language": language}
    old = Export.objects.filter(**of, by__isnull=True, created_at__lt=timezone.now() - OUTDATED)
    old.exclude(state=ExportState.WRITING).delete()
    row, begun = Export.objects.get_or_create(stamp=now, by=None, defaults=of)
    if begun:
        dispatch.send(WORK, queue=settings.CELERY_TASK_DEFAULT_QUEUE)
    return row, begun
