"""Papers that a party wants to sign with an outside e-signature service."""

from typing import Any

from django.db import models
from django.db.models import Q

from secondments import enums
from secondments.models.common import PERSON, known
from secondments.models.placements import Agreement


class SigningRequest(models.Model):
    """That a party asked for an outside service, what the worker gave it to sign, and how far that is."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signing_requests")
    party = models.CharField(max_length=8, choices=enums.Party)
    user = models.ForeignKey(**PERSON)
    # Rows of before there was a worker were given to the service before they were written.
    state: Any = models.CharField(
        max_length=8,
        choices=enums.SigningState,
        default=enums.SigningState.WAITING,
        db_default=enums.SigningState.SENT.value,
    )
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    try_after = models.DateTimeField(null=True, blank=True)
    external_ref: Any = models.CharField(max_length=200, unique=True, null=True, blank=True)
    where = models.URLField(max_length=500, blank=True, help_text="Where the party goes on")
    text_hash = models.CharField(max_length=64)
    pdf_hash = models.CharField(max_length=64, blank=True)
    pdf_length = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            known("party", enums.Party, "signing_request_party_known"),
            known("state", enums.SigningState, "signing_request_state_known"),
            models.CheckConstraint(
                condition=~Q(state="sent")
                | Q(external_ref__isnull=False) & ~Q(external_ref="") & ~Q(where="") & ~Q(pdf_hash=""),
                name="signing_request_sent_says_where",
            ),
            models.UniqueConstraint(
                fields=["agreement", "user"], condition=Q(state="waiting"), name="signing_request_waits_once"
            ),
        ]
        indexes = [
            models.Index(fields=["try_after", "id"], name="signing_request_due", condition=Q(state="waiting"))
        ]

    def __str__(self) -> str:
        return self.external_ref or f"{self.party} {self.pk}"
