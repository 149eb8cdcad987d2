"""What public registers say, kept apart from what organisations say about themselves, and the loads that brought it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from foundation.directory.enums import LoadState, Source
from foundation.directory.models.organisations import Identifier


class RegisterLoad(models.Model):
    """One reading of one register's extract. A load that was cut off goes on from `stage` and `position`."""

    source = models.CharField(max_length=12, choices=Source)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=LoadState, default=LoadState.RUNNING)
    stage = models.CharField(max_length=40, default="read")
    position = models.BigIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    added = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    passed_over = models.BigIntegerField(default=0)
    problems_found = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="finished", finished_at__isnull=False)
                | Q(state="running", finished_at__isnull=True),
                name="load_finish_is_dated",
            ),
            models.UniqueConstraint(
                fields=["source", "digest"], condition=Q(state="running"), name="load_running_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d}"


class RegisterLoadProblem(models.Model):
    """A row of an extract that could not be used, or not wholly."""

    load = models.ForeignKey(RegisterLoad, on_delete=models.CASCADE, related_name="problems")
    table = models.CharField(max_length=60)
    row = models.BigIntegerField()
    number = models.CharField(max_length=40, blank=True)
    problem = models.CharField(max_length=300)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.table}, row {self.row}: {self.problem}"


class RegisterRecord(models.Model):
    """The register's own facts about one of its numbers. Nobody edits them here; the next load replaces them."""

    identifier = models.OneToOneField(
        Identifier, on_delete=models.CASCADE, primary_key=True, related_name="record"
    )
    source = models.CharField(max_length=12, choices=Source)
    name = models.CharField(max_length=300)
    registered_on = models.DateField(null=True)
    removed_on = models.DateField(null=True)
    is_removed = models.BooleanField(default=False)
    income = models.BigIntegerField(null=True)
    income_year_end = models.DateField(null=True)
    website = models.CharField(max_length=300, blank=True)
    email_domain = models.CharField(max_length=253, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    activities = models.TextField(blank=True)
    classification = ArrayField(models.CharField(max_length=120), default=list)
    areas = ArrayField(models.CharField(max_length=120), default=list)
    fingerprint = models.CharField(max_length=32)
    loaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["email_domain"], condition=~Q(email_domain=""), name="record_email_domain")
        ]

    def __str__(self) -> str:
        return self.name
