"""Sections and questions. Questions are found by key, so that answers of an export or import can name them."""

from typing import Any

from django.db import models
from django.db.models import Q

from engagement.consultations.enums import QuestionKind
from foundation.directory.words import in_language


class Section(models.Model):
    """One page of questions."""

    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="sections"
    )
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=150)
    title_cy = models.CharField(max_length=150, blank=True)
    guidance = models.TextField(max_length=3000, blank=True)
    guidance_cy = models.TextField(max_length=3000, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "position"],
                name="section_position_once",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return in_language(self.title, self.title_cy)

    @property
    def guidance_shown(self) -> str:
        return in_language(self.guidance, self.guidance_cy)


class Question(models.Model):
    """One question in up to three versions: English, Welsh and easy read.

    `options`: [{"key", "text", "text_cy", "text_easy", "goes_to"}], where `goes_to` is the position of a later section,
    0 for the end, or None for the next section. `show_if`: {"question": key, "any_of": [option keys]} or {}.
    `passages`: [{"id", "text", "text_cy"}] of the document that is commented on.
    """

    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="questions"
    )
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=QuestionKind)
    text = models.CharField(max_length=500)
    text_cy = models.CharField(max_length=500, blank=True)
    text_easy = models.CharField(max_length=500, blank=True)
    guidance = models.TextField(max_length=3000, blank=True)
    guidance_cy = models.TextField(max_length=3000, blank=True)
    rationale = models.CharField(max_length=500, blank=True)
    required = models.BooleanField(default=False)
    max_length = models.PositiveIntegerField(default=4000)
    minimum = models.IntegerField(null=True, blank=True)
    maximum = models.IntegerField(null=True, blank=True)
    low_label = models.CharField(max_length=80, blank=True)
    high_label = models.CharField(max_length=80, blank=True)
    options = models.JSONField(default=list, blank=True)
    passages = models.JSONField(default=list, blank=True)
    show_if = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["section__position", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "key"], name="question_key_once"),
            models.CheckConstraint(condition=Q(kind__in=QuestionKind.values), name="question_kind_known"),
            models.CheckConstraint(
                condition=Q(max_length__range=(1, 20_000)), name="question_length_bounded"
            ),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True)
                | Q(maximum__isnull=True)
                | Q(maximum__gt=models.F("minimum")),
                name="question_bounds_in_order",
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.text, self.text_cy)

    @property
    def guidance_shown(self) -> str:
        return in_language(self.guidance, self.guidance_cy)

    @property
    def option_keys(self) -> list[str]:
        return [option["key"] for option in self.options]

    @property
    def points(self) -> tuple[int, int]:
        """Of a scale: its lowest point, and the number behind its highest."""
        low = 1 if self.minimum is None else self.minimum
        return low, (5 if self.maximum is None else self.maximum) + 1

    def label_of(self, key: str) -> str:
        return next((option_label(each) for each in self.options if each["key"] == key), key)


def option_label(option: dict[str, Any]) -> str:
    return in_language(option["text"], option.get("text_cy", ""))
