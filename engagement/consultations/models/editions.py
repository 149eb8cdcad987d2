"""The versions of a consultation's text, whole, so that any two can be compared; and the steps it took."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from engagement.consultations.enums import EditionState, Workflow


class Edition(models.Model):
    """All that stood in the consultation and its questions when it was sent for a check or published."""

    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="editions"
    )
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=EditionState, default=EditionState.DRAFT)
    content = models.JSONField()
    change_note = models.CharField(max_length=500, blank=True)
    is_public_note = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="edition_number_once"),
            models.UniqueConstraint(
                fields=["consultation"], condition=Q(state="published"), name="edition_one_published"
            ),
        ]

    def __str__(self) -> str:
        return f"edition {self.number}"


# What a colleague would say, where the verb of the record is not it.
WORDS = {"rejected": "Sent back", "unscheduled": "Taken off the timetable", "unwithdrawn": "Brought back"}


class Step(models.Model):
    """One move of the editorial workflow: who took it, from where to where, why."""

    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="steps"
    )
    verb = models.CharField(max_length=40)
    from_workflow = models.CharField(max_length=12, choices=Workflow, blank=True)
    to_workflow = models.CharField(max_length=12, choices=Workflow)
    reason = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    client_id = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return WORDS.get(self.verb, self.verb.capitalize())
