"""The coding frame: themes of a question in a tree.

Its version moves with every change, and each change is kept.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from engagement.consultations.analysis.enums import ThemeState, ThemeVerb


class Theme(models.Model):
    """One theme, owned by people: named, described, and nested at most three deep."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question = models.ForeignKey("consultations.Question", on_delete=models.CASCADE, related_name="themes")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    title = models.CharField(max_length=120)
    description = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=ThemeState, default=ThemeState.ACTIVE)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed"
    )
    outcome = models.ForeignKey(
        "consultations.OutcomeTheme",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="coded_as",
    )
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "title"], condition=Q(state="active"), name="theme_title_once"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="theme_has_a_title"),
            models.CheckConstraint(condition=Q(state__in=ThemeState.values), name="theme_state_known"),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | ~Q(state="merged") & Q(merged_into__isnull=True),
                name="theme_merged_says_where",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="theme_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.title


class ThemeChange(models.Model):
    """One change of a question's frame: its number is the version of the frame that it made."""

    question = models.ForeignKey(
        "consultations.Question", on_delete=models.CASCADE, related_name="theme_changes"
    )
    number = models.PositiveIntegerField()
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="changes")
    verb = models.CharField(max_length=10, choices=ThemeVerb)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="theme_change_number_once"),
            models.CheckConstraint(condition=Q(verb__in=ThemeVerb.values), name="theme_change_known"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.verb}"
