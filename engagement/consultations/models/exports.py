"""A file of responses that somebody asked for or the public reads, and how far it is: it survives its writer."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from engagement.consultations.enums import ExportFormat, ExportState


class Export(models.Model):
    """`filters` is the query of the list that was exported; `last` the last response that is written.

    The file of published responses is nobody's: its `stamp` says of which state of them it is.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="exports"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    stamp = models.CharField(max_length=64, default="", db_default="", blank=True)
    language = models.CharField(max_length=2, default="en", db_default="en")
    format = models.CharField(max_length=4, choices=ExportFormat)
    filters = models.CharField(max_length=2000, blank=True)
    state = models.CharField(max_length=8, choices=ExportState, default=ExportState.WAITING)
    last = models.BigIntegerField(default=0)
    parts = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    size = models.BigIntegerField(default=0, db_default=0, help_text="Bytes of the file as it is sent")
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
            models.CheckConstraint(
                condition=Q(by__isnull=False, stamp="") | (Q(by__isnull=True) & ~Q(stamp="")),
                name="export_of_one_or_of_all",
            ),
            models.UniqueConstraint(
                fields=["stamp"], condition=Q(by__isnull=True), name="export_of_all_once"
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
    def is_public(self) -> bool:
        return self.by_id is None

    @property
    def tag(self) -> str:
        """The ETag: the same for the same bytes, so that a download that was cut goes on."""
        return f'"{self.stamp[:32] or self.public_id.hex}"'

    @property
    def percent(self) -> int:
        return min(99, 100 * self.done // self.total) if self.total else 0


class ExportPart(models.Model):
    """A stretch of the file, compressed. The parts in their order are the file."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="contents", db_index=False)
    number = models.PositiveIntegerField()
    content = models.BinaryField()
    size = models.PositiveIntegerField(default=0, db_default=0, help_text="Bytes before compression")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="export_part_once")]

    def __str__(self) -> str:
        return f"part {self.number}"


class PublishedState(models.Model):
    """A number that moves whenever what the public reads of a consultation's responses becomes another.

    The database moves it, in the transaction of the change, whoever writes: once for each statement. It never goes
    back, so a file that was made under one number is of that state alone.
    """

    consultation = models.OneToOneField(
        "consultations.Consultation",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="published_state",
    )
    number = models.BigIntegerField()
    moved_at = models.DateTimeField()
    moved_by = models.BigIntegerField(help_text="The transaction that moved it last")

    def __str__(self) -> str:
        return f"state {self.number} of {self.consultation_id}"
