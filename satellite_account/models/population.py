"""The population: each organisation once, with its sector and its scope, and how both were decided."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from satellite_account.enums import Answer, Building, Criterion, Link, Sector
from satellite_account.models.sources import Version
from satellite_account.querysets import WorkbenchQuerySet


class Frame(models.Model):
    """A population built from versions of registers and of links between them. Never changed: built anew instead."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=160)
    day = models.DateField(help_text="The day on which a unit must be active")
    versions = models.ManyToManyField(Version, related_name="frames")
    state = models.CharField(max_length=10, choices=Building, default=Building.WAITING)
    stage = models.CharField(max_length=60, blank=True)
    failure = models.CharField(max_length=400, blank=True)
    facts = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of every unit in its canonical form")
    rules_version = models.CharField(max_length=20, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = WorkbenchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "building"], settled_at__isnull=True)
                | Q(state__in=["ready", "failed"], settled_at__isnull=False),
                name="satellite_frame_settled",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("satellite:frame", kwargs={"key": self.public_id})


class Unit(models.Model):
    """One organisation in a population. `scope` holds one answer a criterion, in the order of `Criterion`."""

    frame = models.ForeignKey(Frame, on_delete=models.CASCADE, related_name="units", db_index=False)
    unit_id = models.CharField(max_length=40)
    identifiers = ArrayField(models.CharField(max_length=40))
    name = models.CharField(max_length=300)
    legal_form = models.CharField(max_length=30, blank=True)
    sna_sector = models.CharField(max_length=4, choices=Sector, blank=True)
    market = models.BooleanField(null=True)
    scope = models.CharField(max_length=5)
    in_scope = models.BooleanField()
    activity = models.CharField(max_length=3, blank=True)
    icnpo = models.CharField(max_length=6, blank=True)
    sic = models.CharField(max_length=5, blank=True)
    region = models.CharField(max_length=9, blank=True)
    income = models.BigIntegerField(null=True)
    expenditure = models.BigIntegerField(null=True)
    staff_costs = models.BigIntegerField(null=True)
    employees = models.IntegerField(null=True)
    volunteers = models.IntegerField(null=True)
    band = models.CharField(max_length=12, blank=True)
    year_end = models.DateField(null=True)
    holding = models.CharField(max_length=40, blank=True)
    weight = models.FloatField(default=1)
    in_sample = models.BooleanField(default=False)
    source_row = models.BigIntegerField(help_text="Row of the register that speaks for the unit")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["frame", "unit_id"], name="satellite_unit_once"),
            models.CheckConstraint(condition=Q(scope__regex=r"^[ynu]{5}$"), name="satellite_unit_scope"),
            models.CheckConstraint(
                condition=Q(in_scope=False) | Q(scope="yyyyy"), name="satellite_in_scope_meets_all"
            ),
            models.CheckConstraint(
                condition=Q(sna_sector__in=["", "S.11", "S.12", "S.13", "S.14", "S.15"]),
                name="satellite_unit_sector",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def answers(self) -> list[tuple[Criterion, Answer]]:
        return [(criterion, Answer(mark)) for criterion, mark in zip(Criterion, self.scope, strict=True)]


class Joined(models.Model):
    """A registration that is counted through another, and why: each is resolved once and shown."""

    frame = models.ForeignKey(Frame, on_delete=models.CASCADE, related_name="joined", db_index=False)
    unit_id = models.CharField(max_length=40)
    counted_as = models.CharField(max_length=40)
    link = models.CharField(max_length=6, choices=Link)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["frame", "unit_id"], name="satellite_joined_once")]
        indexes = [models.Index(fields=["frame", "counted_as"], name="satellite_joined_as")]

    def __str__(self) -> str:
        return f"{self.unit_id} → {self.counted_as}"


class ScopeDecision(models.Model):
    """What a person decided on one criterion of one unit. Kept for every later population; never edited."""

    unit_id = models.CharField(max_length=40)
    criterion = models.CharField(max_length=20, choices=Criterion)
    answer = models.CharField(max_length=1, choices=Answer)
    evidence = models.CharField(max_length=1000)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    objects = WorkbenchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["unit_id", "criterion", "-id"], name="satellite_decision_unit")]
        constraints = [
            models.CheckConstraint(condition=~Q(evidence=""), name="satellite_decision_has_evidence")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.criterion}: {self.answer}"
