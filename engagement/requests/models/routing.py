"""Who deals with what, and how fast: dated rows, because machinery of government changes."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from engagement.requests.enums import Kind, Step
from engagement.requests.querysets import InForceQuerySet
from foundation.directory.enums import Nation


class Topic(models.Model):
    """A subject a sender can choose. `words` are the folded word beginnings that hint at it in free text."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    name_cy = models.CharField(max_length=120, blank=True)
    words = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    is_devolved = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = InForceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.label

    def is_current(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or self.valid_to > day)

    @property
    def label(self) -> str:
        return self.name_cy if self.name_cy and get_language() == "cy" else self.name


class RoutingRule(models.Model):
    """One row of the routing table. An empty condition matches everything; a full one makes the rule more specific."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, null=True, blank=True, related_name="rules")
    nation = models.CharField(max_length=20, choices=Nation, blank=True, help_text="Empty for all")
    kind = models.CharField(max_length=30, choices=Kind, blank=True)
    department = models.ForeignKey("directory.Department", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(
        "directory.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    backup = models.ForeignKey(
        "directory.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signpost_url = models.URLField(
        max_length=500, blank=True, help_text="Where a devolved government deals with it"
    )
    confidence = models.PositiveSmallIntegerField(default=80, help_text="Per cent")
    source = models.CharField(max_length=300, blank=True)
    reviewed_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = InForceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "nation", "kind", "valid_from"],
                nulls_distinct=False,
                name="routing_rule_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=models.F("valid_from")),
                name="routing_rule_dates",
            ),
            models.CheckConstraint(condition=Q(confidence__range=(0, 100)), name="routing_rule_confidence"),
        ]

    def __str__(self) -> str:
        return f"{self.topic or 'any topic'}, {self.nation or 'anywhere'}, {self.kind or 'any kind'}"


class RoutingDecision(models.Model):
    """Why a request went where it went: what the table proposed, with its reasons, and what a person decided."""

    request = models.ForeignKey(
        "requests.EngagementRequest", on_delete=models.CASCADE, related_name="routings"
    )
    proposed = models.ForeignKey(
        "directory.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    chosen = models.ForeignKey("directory.Department", on_delete=models.PROTECT, related_name="+")
    confidence = models.PositiveSmallIntegerField(default=0)
    reasons = models.JSONField(default=list, help_text="Reason codes with the words that led to them")
    note = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.request_id} → {self.chosen}"


class ServiceLevel(models.Model):
    """Working days allowed for a step; a department's own row goes before the one for all."""

    step = models.CharField(max_length=20, choices=Step)
    department = models.ForeignKey(
        "directory.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    working_days = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = InForceQuerySet.as_manager()

    class Meta:
        ordering = ["step", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "department", "valid_from"], nulls_distinct=False, name="service_level_once"
            ),
            models.CheckConstraint(condition=Q(working_days__range=(0, 60)), name="service_level_in_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.working_days} working days"
