"""Cells of an input-output table that are held when the account's purchases are balanced."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from satellite_account.models.runs import Run
from satellite_account.models.sources import Version
from satellite_account.querysets import WorkbenchQuerySet


class Pin(models.Model):
    """What an industry of S.15 buys of one product, as somebody knows it. It is never edited: it is withdrawn, and
    another is made. Without a value the cell stays where the official shares put it."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="pins")
    row = models.CharField(max_length=80)
    industry = models.CharField(max_length=80)
    value = models.FloatField(null=True, help_text="£ million")
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    objects = WorkbenchQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "row", "industry"],
                condition=Q(withdrawn_at__isnull=True),
                name="satellite_pin_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="satellite_pin_has_reason"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="satellite_pin_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row} × {self.industry}"


class RunPin(models.Model):
    """A pin that a run's recipe names, by the hash of what it says, who said it and when."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="pins")
    pin = models.ForeignKey(Pin, on_delete=models.PROTECT, related_name="used_by")
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["run", "pin"], name="satellite_run_pin_once")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.pin_id}"
