"""Draft themes: a run of the machine over one question, what it proposed, and where it would place each answer.

What the machine said is never edited. What people made of it stands beside it.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from engagement.consultations.analysis.enums import Decision, RunState


class ThemeRun(models.Model):
    """A row that says what is to be done; a worker takes it, writes how far it is, and another may go on
    from there.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question = models.ForeignKey(
        "consultations.Question", on_delete=models.CASCADE, related_name="theme_runs"
    )
    state = models.CharField(max_length=10, choices=RunState, default=RunState.WAITING)
    step = models.CharField(max_length=40, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    last_answer = models.BigIntegerField(default=0, help_text="Placed up to this answer")
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(state__in=["waiting", "learning", "placing"]),
                name="theme_run_one_at_a_time",
            ),
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="theme_run_state_known"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="theme_run_done_within_total"),
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"], finished_at__isnull=False)
                | ~Q(state__in=["done", "failed"]) & Q(finished_at__isnull=True),
                name="theme_run_finished_when",
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk}"

    @property
    def is_running(self) -> bool:
        return self.state in (RunState.WAITING, RunState.LEARNING, RunState.PLACING)

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


class Proposal(models.Model):
    """One draft theme, with the words that make it and answers that show it; accepted or rejected by a
    person.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(ThemeRun, on_delete=models.CASCADE, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200)
    words = ArrayField(models.CharField(max_length=120), default=list)
    weights = models.JSONField(default=dict)
    examples = ArrayField(models.BigIntegerField(), default=list)
    size = models.PositiveIntegerField(default=0)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.OPEN)
    theme = models.ForeignKey(
        "analysis.Theme", on_delete=models.SET_NULL, null=True, blank=True, related_name="proposals"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="proposal_number_once"),
            models.CheckConstraint(
                condition=Q(decision="open", decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    decision__in=["accepted", "rejected"], decided_by__isnull=False, decided_at__isnull=False
                ),
                name="proposal_decided_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Suggestion(models.Model):
    """That the machine would place an answer under a proposal, and because of which words. Never edited."""

    answer = models.ForeignKey("consultations.Answer", on_delete=models.CASCADE, related_name="suggestions")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="suggestions")
    score = models.FloatField()
    words = ArrayField(models.CharField(max_length=120), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "answer"], name="suggestion_once")]

    def __str__(self) -> str:
        return f"suggestion {self.pk}"
