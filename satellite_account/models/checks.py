"""What a run's checks found, who accepts a failure and why, and what people note."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from satellite_account.enums import Outcome, Severity
from satellite_account.models.runs import Run
from satellite_account.querysets import CheckQuerySet, WorkbenchQuerySet


class CheckResult(models.Model):
    """One check of one run. `failing_since` is the first of the unbroken row of runs of this method that failed it."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="checks")
    code = models.CharField(max_length=10)
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    severity = models.CharField(max_length=10, choices=Severity)
    outcome = models.CharField(max_length=10, choices=Outcome)
    tolerance = models.FloatField(default=0)
    waived_by = models.CharField(max_length=20, default="statistician")
    examined = models.IntegerField(default=0)
    lacking = models.JSONField(default=list, help_text="What it would need to be run")
    worst = models.FloatField(null=True, help_text="The largest difference")
    failures = models.IntegerField(default=0)
    places = models.JSONField(default=list, help_text="Where and by how much, the worst first")
    failing_since = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = CheckQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["run", "code"], name="satellite_check_once"),
            models.CheckConstraint(
                condition=Q(outcome="failed", failing_since__isnull=False)
                | (~Q(outcome="failed") & Q(failing_since__isnull=True)),
                name="satellite_check_since",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("satellite:check", kwargs={"ref": self.run.ref, "code": self.code})


class Waiver(models.Model):
    """A person accepts a failure, with a reason. Never edited and never taken back: a new run is checked anew."""

    check_result = models.ForeignKey(CheckResult, on_delete=models.CASCADE, related_name="waivers")
    reason = models.CharField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = WorkbenchQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["check_result"], name="satellite_waived_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="satellite_waiver_has_reason"),
        ]

    def __str__(self) -> str:
        return self.reason[:60]


class Note(models.Model):
    """What somebody wrote about a run or one of its tables; never edited."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="notes")
    table = models.CharField(max_length=12, blank=True)
    body = models.CharField(max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = WorkbenchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.body[:60]
