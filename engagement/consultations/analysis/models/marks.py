"""Passages of an answer: quotes that speak for a theme, and what is taken out before the public reads it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from engagement.consultations.analysis.enums import RedactionReason


class Passage(models.Model):
    """From one character of the answer's text to another.

    `passage` keeps the words: an edited answer loses its marks.
    """

    answer = models.ForeignKey(
        "consultations.Answer", on_delete=models.CASCADE, related_name="%(class)s_marks"
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    passage = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.start} to {self.end}"


class Quote(Passage):
    theme = models.ForeignKey("analysis.Theme", on_delete=models.PROTECT, related_name="quotes")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="quote_has_length"),
            models.UniqueConstraint(fields=["answer", "theme", "start", "end"], name="quote_once"),
        ]


class Redaction(Passage):
    reason = models.CharField(max_length=14, choices=RedactionReason)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="redaction_has_length"),
            models.CheckConstraint(
                condition=Q(reason__in=RedactionReason.values), name="redaction_reason_known"
            ),
            models.UniqueConstraint(fields=["answer", "start", "end"], name="redaction_once"),
        ]
