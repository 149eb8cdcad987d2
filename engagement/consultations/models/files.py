"""What officials decided about the files of responses."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from engagement.consultations.enums import RedactionReason


class FileDecision(models.Model):
    """A file that the public gets with its response, or that is held back with a reason. Without one nobody gets it."""

    document = models.OneToOneField(
        "documents.Document", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    response = models.ForeignKey(
        "consultations.Response", on_delete=models.CASCADE, related_name="file_decisions"
    )
    is_public = models.BooleanField()
    reason = models.CharField(max_length=14, choices=RedactionReason, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_public=True, reason="")
                | Q(is_public=False, reason__in=list(RedactionReason.values)),
                name="file_decision_held_back_says_why",
            )
        ]

    def __str__(self) -> str:
        return "shown to the public" if self.is_public else f"held back: {self.get_reason_display()}"
