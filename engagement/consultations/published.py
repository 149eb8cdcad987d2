"""The published responses as a file: written once for each state of what is published, and kept for a day."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from engagement.consultations.enums import ExportState
from engagement.consultations.models import Consultation, Export, Response
from foundation.notifications import dispatch

OUTDATED = timedelta(minutes=5)  # whoever looked just before it changed may be at work on it
WORK = "engagement.consultations.tasks.write_exports"


def responses(consultation: Consultation) -> QuerySet:
    return Response.objects.filter(consultation=consultation).published()


def stamp(consultation: Consultation, format: str, language: str) -> str:
    """Another one whenever a response is published, changed, redacted or taken back, or a question is worded anew.

    Two look-ups by key, however many responses there are.
    """
    rows = Consultation.objects.filter(pk=consultation.pk)
    form, number = rows.values_list("form_version", "published_state__number").get()
    said = (consultation.pk, format, language, form, number)
    return hashlib.sha256(repr(said).encode()).hexdigest()


def is_current(export: Export) -> bool:
    """Whether it is of the state of today: asked before its last part is kept, and before each part is sent."""
    return stamp(export.consultation, export.format, export.language) == export.stamp


class Outdated(Exception):
    """What is published became another while a file of it was on its way; the connection ends short of the rest."""


def require_current(export: Export) -> None:
    """Asked before every part of a public file is sent: nobody gets to the end of what holds redacted words."""
    if not is_current(export):
        raise Outdated


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
