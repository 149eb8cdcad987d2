"""Datasets and their versions. What a version holds never changes; a newer vintage is another version."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from satellite_account.enums import Kind, Loading
from satellite_account.querysets import VersionQuerySet, WorkbenchQuerySet


class Dataset(models.Model):
    """One source, whatever its vintage. `layout` says which columns its files have."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=Kind)
    layout = models.CharField(max_length=40)
    publisher = models.CharField(max_length=160)
    licence = models.CharField(max_length=160)
    address = models.URLField(max_length=500, blank=True)
    covers = models.CharField(
        max_length=300, blank=True, help_text="Whom and where it covers, and what it leaves out"
    )
    is_invented = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = WorkbenchQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("satellite:dataset", kwargs={"slug": self.slug})


class Version(models.Model):
    """One file of a dataset, as it was on the day. A load that was cut off goes on from `position`."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="versions")
    vintage = models.CharField(
        max_length=40, help_text="What the publisher calls it, or the day it was taken"
    )
    reference = models.CharField(max_length=80, blank=True, help_text="The period it speaks of")
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    bytes = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=Loading, default=Loading.WAITING)
    position = models.BigIntegerField(default=0, help_text="Rows of the file that were read")
    share = models.FloatField(default=0, help_text="Part of the file that was read")
    rows = models.BigIntegerField(default=0)
    passed_over = models.BigIntegerField(default=0)
    problems_found = models.BigIntegerField(default=0)
    facts = models.JSONField(default=dict, help_text="Counts that describe the coverage")
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "sha256"], condition=~Q(state="refused"), name="satellite_version_once"
            ),
            models.UniqueConstraint(
                fields=["dataset", "vintage"], condition=Q(state="ready"), name="satellite_vintage_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "loading"], settled_at__isnull=True)
                | Q(state__in=["ready", "refused"], settled_at__isnull=False),
                name="satellite_version_settled",
            ),
            models.CheckConstraint(condition=Q(share__range=(0, 1)), name="satellite_version_share"),
        ]

    def __str__(self) -> str:
        return f"{self.dataset}, {self.vintage}"

    def get_absolute_url(self) -> str:
        return reverse("satellite:version", kwargs={"key": self.public_id})

    @property
    def percent(self) -> int:
        return round(100 * self.share)


class SourceChunk(models.Model):
    """The file itself, compressed piece by piece, so that any worker can read it and the hash can be taken again."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="satellite_chunk_once")]

    def __str__(self) -> str:
        return f"piece {self.number}"


class Problem(models.Model):
    """A heading or a cell that is not what the layout expects. Row 0 is the file as a whole, row 1 its heading."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="problems")
    row = models.BigIntegerField()
    column = models.CharField(max_length=80, blank=True)
    found = models.CharField(max_length=80, blank=True)
    expected = models.CharField(max_length=400)

    class Meta:
        ordering = ["row", "pk"]

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.expected}"
