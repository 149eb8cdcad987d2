"""The three headline figures as the public reads them beside an outcome: counted once, and dated."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class PublishedFigures(models.Model):
    """Responses, different texts and organisations; no row where nobody read the responses for campaigns."""

    consultation = models.OneToOneField(
        "consultations.Consultation",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="published_figures",
    )
    submissions = models.PositiveIntegerField()
    texts = models.PositiveIntegerField()
    organisations = models.PositiveIntegerField()
    counted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(texts__lte=F("submissions"), organisations__lte=F("submissions")),
                name="published_figures_add_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submissions} submissions"
