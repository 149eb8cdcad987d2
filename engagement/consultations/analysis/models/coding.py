"""What coders made of an answer: themes, stance, strength of evidence; and how it came about, step by step."""

import hashlib

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from engagement.consultations.analysis.enums import Pass, Stance, Strength

FIRST = 1  # the version of what was claimed and never coded


class Coding(models.Model):
    """One reading of one answer. A sample of answers is read a second time, by somebody else.

    It holds for the words that were read (`words`; null where they were not kept). When the sender changes them, it
    is open again: its themes and steps stay for whoever reads the new words, and count for nothing meanwhile.
    """

    answer = models.ForeignKey("consultations.Answer", on_delete=models.CASCADE, related_name="codings")
    question = models.ForeignKey("consultations.Question", on_delete=models.CASCADE, related_name="+")
    number = models.CharField(max_length=6, choices=Pass, default=Pass.FIRST)
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stance = models.CharField(max_length=8, choices=Stance, blank=True)
    strength = models.CharField(max_length=10, choices=Strength, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    words = models.TextField(null=True, blank=True)  # noqa: DJ001 (null: coded before the words were kept)
    claimed_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    frame_version = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="coding_once_a_pass"),
            models.UniqueConstraint(fields=["answer", "coder"], name="coding_by_two_people"),
            models.CheckConstraint(condition=Q(number__in=Pass.values), name="coding_pass_known"),
            models.CheckConstraint(condition=Q(stance__in=["", *Stance.values]), name="coding_stance_known"),
            models.CheckConstraint(
                condition=Q(strength__in=["", *Strength.values]), name="coding_strength_known"
            ),
            models.CheckConstraint(
                condition=Q(claimed_until__isnull=True) | Q(done_at__isnull=True),
                name="coding_claimed_or_done",
            ),
        ]
        indexes = [models.Index(fields=["question", "number", "done_at"], name="coding_queue")]

    def __str__(self) -> str:
        return f"coding {self.pk}"

    @property
    def is_reopened(self) -> bool:
        """Whether it was done, and the sender changed the words since."""
        return self.done_at is None and self.version > FIRST


def reading(text: str) -> str:
    """Names the words that a coder has before them."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class CodedTheme(models.Model):
    """A theme that a coder found in an answer."""

    coding = models.ForeignKey(Coding, on_delete=models.CASCADE, related_name="coded")
    theme = models.ForeignKey("analysis.Theme", on_delete=models.PROTECT, related_name="coded")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["coding", "theme"], name="coded_theme_once")]

    def __str__(self) -> str:
        return f"{self.coding_id}: {self.theme_id}"


class CodingStep(models.Model):
    """One decision about an answer's themes, beside what the machine had suggested at that moment."""

    coding = models.ForeignKey(Coding, on_delete=models.CASCADE, related_name="steps")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    suggested = ArrayField(models.BigIntegerField(), default=list)
    before = ArrayField(models.BigIntegerField(), default=list)
    after = ArrayField(models.BigIntegerField(), default=list)
    stance = models.CharField(max_length=8, blank=True)
    strength = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"step {self.pk}"
