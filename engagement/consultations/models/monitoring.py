"""Equality monitoring, kept apart from responses, and requests for other formats."""

import uuid

from django.db import models
from django.db.models import Q

from engagement.consultations.enums import Format, FormatState


class EqualityAnswer(models.Model):
    """Who took part, as they described themselves. No column leads back to a response, a person or a moment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.CASCADE, related_name="+")
    age = models.CharField(max_length=20, blank=True)
    sex = models.CharField(max_length=20, blank=True)
    disability = models.CharField(max_length=20, blank=True)
    ethnic_group = models.CharField(max_length=20, blank=True)
    religion = models.CharField(max_length=20, blank=True)
    orientation = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return "equality monitoring"


class FormatRequest(models.Model):
    """Somebody needs the questions in another form. Until it is there their time to answer does not run."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="format_requests"
    )
    format = models.CharField(max_length=16, choices=Format)
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    contact = models.TextField(max_length=500, blank=True)
    note = models.TextField(max_length=1000, blank=True)
    language = models.CharField(max_length=2, default="en", db_default="en")
    state = models.CharField(max_length=16, choices=FormatState, default=FormatState.REQUESTED)
    requested_at = models.DateTimeField()
    due_on = models.DateField(help_text="Ten working days")
    met_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=500, blank=True)
    response = models.OneToOneField(
        "consultations.Response",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="format_request",
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="provided", met_at__isnull=False)
                | (~Q(state="provided") & Q(met_at__isnull=True)),
                name="format_met_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state="refused") & ~Q(refusal="") | ~Q(state="refused") & Q(refusal=""),
                name="format_refusal_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.format} for {self.consultation_id}"
