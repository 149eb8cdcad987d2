"""Policy programmes: what is being decided, by whom and by when, and the log of what was decided."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from engagement.programmes.enums import DecisionState, Stage
from foundation.directory.standing import standing
from foundation.directory.words import in_language

OFFICIALS = ("officer", "civil_society_lead")


def desks(principal: Any) -> frozenset[int]:
    """Departments whose programmes and consultations the principal runs, as an official or as its system."""
    who = standing(principal)
    if who.has("machine"):
        return who.department_ids
    return frozenset(department for role, department in who.departmental if role in OFFICIALS)


class ProgrammeQuerySet(models.QuerySet):
    def visible_to(self, principal: Any) -> Self:
        """What is published is everybody's; the rest its department's and the auditor's."""
        if standing(principal).has("auditor"):
            return self
        return self.filter(Q(published_at__isnull=False) | Q(department__in=desks(principal)))

    def locked(self) -> Self:
        return self.select_for_update(of=("self",))


class Programme(models.Model):
    """A piece of policy that a department works on, in the open from the day it is published."""

    ref = models.CharField(max_length=24, unique=True, editable=False)
    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=120)
    title_cy = models.CharField(max_length=120, blank=True)
    problem = models.TextField(max_length=3000)
    problem_cy = models.TextField(max_length=3000, blank=True)
    how_to_get_involved = models.TextField(max_length=2000, blank=True)
    owner_role = models.CharField(max_length=120)
    department = models.ForeignKey(
        "directory.Department", on_delete=models.PROTECT, related_name="programmes"
    )
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.EXPLORING)
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="programme_stage_known")
        ]
        indexes = [
            models.Index(fields=["updated_at", "id"], name="programme_by_update"),
            models.Index(fields=["-published_at", "-id"], name="programme_by_publication"),
        ]

    def __str__(self) -> str:
        return in_language(self.title, self.title_cy)

    def get_absolute_url(self) -> str:
        return reverse("programmes:detail", args=[self.slug])

    @property
    def problem_shown(self) -> str:
        return in_language(self.problem, self.problem_cy)


class Decision(models.Model):
    """One thing to be decided: by which role, by when; afterwards what was decided and why."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="decisions")
    question = models.CharField(max_length=300)
    decided_by_role = models.CharField(max_length=120)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=DecisionState, default=DecisionState.OPEN)
    decided_on = models.DateField(null=True, blank=True)
    decision = models.TextField(max_length=3000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = [F("due_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_on__isnull=True, decision="")
                | (~Q(state="open") & Q(decided_on__isnull=False) & ~Q(decision="")),
                name="decision_says_what_and_when",
            ),
            models.CheckConstraint(condition=Q(state__in=DecisionState.values), name="decision_state_known"),
        ]

    def __str__(self) -> str:
        return self.question


class ProgrammeUpdate(models.Model):
    """A step of a programme that the public may read: its stage moved, or there is news."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="updates")
    stage = models.CharField(max_length=20, choices=Stage)
    note = models.TextField(max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.programme}: {self.stage}"
