"""A file of responses that somebody asked for, and how far it is written: it survives whoever writes it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from engagement.consultations.enums import ExportFormat, ExportState


class Export(models.Model):
    """`filters` is the query of the list that was exported; `last` the last response that is written."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="exports"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    format = models.CharField(max_length=4, choices=ExportFormat)
    filters = models.CharField(max_length=2000, blank=True)
    state = models.CharField(max_length=8, choices=ExportState, default=ExportState.WAITING)
    last = models.BigIntegerField(default=0)
    parts = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Since the last part that was written")
    lease_until = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ExportState.values), name="export_state_known"),
            models.CheckConstraint(condition=Q(format__in=ExportFormat.values), name="export_format_known"),
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"], finished_at__isnull=False)
                | (~Q(state__in=["done", "failed"]) & Q(finished_at__isnull=True)),
                name="export_finished_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(finished_at__isnull=True), name="export_unfinished"),
        ]

    def __str__(self) -> str:
        return f"{self.format} of {self.consultation_id}"

    @property
    def is_running(self) -> bool:
        return self.finished_at is None

    @property
    def percent(self) -> int:
        return min(99, 100 * self.done // self.total) if self.total else 0


class ExportPart(models.Model):
    """A stretch of the file, compressed. The parts in their order are the file."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="contents", db_index=False)
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="export_part_once")]

    def __str__(self) -> str:
        return f"part {self.number}"
