"""What came of it: reports after the close, what was asked, said and done by theme, and who is behind a theme."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from engagement.consultations.enums import Report as ReportKind
from foundation.directory.words import in_language


class Report(models.Model):
    """Public feedback or the final outcome. When it was published stands on the consultation."""

    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="reports"
    )
    kind = models.CharField(max_length=16, choices=ReportKind)
    detail = models.TextField(max_length=20_000)
    detail_cy = models.TextField(max_length=20_000, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "kind"], name="report_once"),
            models.CheckConstraint(condition=Q(kind__in=ReportKind.values), name="report_kind_known"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def detail_shown(self) -> str:
        return in_language(self.detail, self.detail_cy)


class OutcomeTheme(models.Model):
    """A theme as the outcome tells it: what we asked, what you said, what we did, or why nothing was done."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="outcome_themes"
    )
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=150)
    title_cy = models.CharField(max_length=150, blank=True)
    we_asked = models.TextField(max_length=2000, blank=True)
    we_asked_cy = models.TextField(max_length=2000, blank=True)
    you_said = models.TextField(max_length=3000, blank=True)
    you_said_cy = models.TextField(max_length=3000, blank=True)
    we_did = models.TextField(max_length=3000, blank=True)
    we_did_cy = models.TextField(max_length=3000, blank=True)
    reason_not_done = models.TextField(max_length=3000, blank=True)
    reason_not_done_cy = models.TextField(max_length=3000, blank=True)
    decision = models.ForeignKey(
        "programmes.Decision", on_delete=models.SET_NULL, null=True, blank=True, related_name="outcome_themes"
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "title"], name="outcome_theme_once"),
        ]

    def __str__(self) -> str:
        return in_language(self.title, self.title_cy)

    def shown(self, name: str) -> str:
        return in_language(getattr(self, name), getattr(self, f"{name}_cy"))

    @property
    def public_decision(self) -> Any:
        """The decision that it led to, once its programme is published."""
        decided = self.decision
        return decided if decided is not None and decided.programme.published_at else None

    @property
    def is_answered(self) -> bool:
        return bool(self.we_did or self.reason_not_done)


class Contribution(models.Model):
    """That a response spoke to a theme: the thread from what somebody said to what came of it, and back."""

    response = models.ForeignKey(
        "consultations.Response", on_delete=models.CASCADE, related_name="contributions", db_index=False
    )
    theme = models.ForeignKey(OutcomeTheme, on_delete=models.CASCADE, related_name="contributions")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "theme"], name="contribution_once")]

    def __str__(self) -> str:
        return f"{self.response_id} on {self.theme_id}"


class Reminder(models.Model):
    """That the authors were reminded of the day by which a response is due, so that nobody hears the same twice."""

    class About(models.TextChoices):
        FOUR_WEEKS = "four_weeks"
        ONE_WEEK = "one_week"
        DUE = "due"
        CALL = "call_for_evidence"

    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="reminders"
    )
    about = models.CharField(max_length=20, choices=About)
    due_on = models.DateField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "about", "due_on"], name="consultation_reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.about}"
