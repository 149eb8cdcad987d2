"""Responses and their answers. Whoever holds the secret link holds the draft; no account is needed."""

import hashlib
import secrets
import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.urls import reverse

from engagement.consultations.enums import Capacity, Channel, Exclusion, Publication, ResponseState
from engagement.consultations.querysets import ResponseQuerySet
from engagement.consultations.responding import require_move
from foundation.directory.enums import Nation

BARE: dict[str, Any] = {
    "on_delete": models.PROTECT,
    "null": True,
    "blank": True,
    "related_name": "+",
    "db_index": False,
}


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


class Response(models.Model):
    """What one person or body said. The answers stand in `answers`; who they are is never asked beyond need."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ref = models.CharField(max_length=24, unique=True, null=True, blank=True, editable=False)
    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.PROTECT, related_name="responses", db_index=False
    )
    secret_hash = models.BinaryField(max_length=32, null=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=24, choices=ResponseState, default=ResponseState.DRAFT)
    channel = models.CharField(max_length=12, choices=Channel, default=Channel.WEB)
    language = models.CharField(max_length=2, default="en")

    respondent = models.ForeignKey(settings.AUTH_USER_MODEL, **BARE)
    capacity = models.CharField(max_length=30, choices=Capacity, blank=True)
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    organisation = models.ForeignKey("directory.Organisation", **BARE)
    organisation_name = models.CharField(max_length=300, blank=True)
    organisation_claimed = models.BooleanField(
        default=False, db_default=False, help_text="Its respondent says so; nobody confirmed it"
    )
    has_authority = models.BooleanField(default=False)
    how_gathered = models.TextField(max_length=2000, blank=True)
    nation = models.CharField(max_length=20, choices=Nation, blank=True)
    publication = models.CharField(max_length=20, choices=Publication, blank=True)
    confidential = models.BooleanField(default=False)
    confidential_reason = models.CharField(max_length=1000, blank=True)
    wants_outcome = models.BooleanField(default=False)
    monitoring_done = models.BooleanField(default=False)

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True, help_text="By the server's clock")
    changed_at = models.DateTimeField(null=True, blank=True, help_text="Last change after it was sent")
    received_on = models.DateField(
        null=True, blank=True, help_text="The day that paper, phone or event reached us"
    )
    extended_until = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, **BARE)
    client_id = models.CharField(max_length=100, blank=True)
    external_id = models.CharField(max_length=100, blank=True, help_text="Its number where it came from")

    exclusion = models.CharField(max_length=20, choices=Exclusion, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="Told of the outcome")

    objects = ResponseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft_saved", ref__isnull=True, submitted_at__isnull=True)
                | (~Q(state="draft_saved") & Q(ref__isnull=False, submitted_at__isnull=False)),
                name="response_sent_has_reference",
            ),
            models.CheckConstraint(condition=Q(state__in=ResponseState.values), name="response_state_known"),
            models.CheckConstraint(
                condition=Q(state="excluded") & ~Q(exclusion="") | ~Q(state="excluded") & Q(exclusion=""),
                name="response_exclusion_says_why",
            ),
            models.CheckConstraint(
                condition=Q(confidential=False) | ~Q(confidential_reason="") | Q(state="draft_saved"),
                name="response_confidential_says_why",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | (Q(state="submitted", confidential=False) & ~Q(publication="do_not_publish")),
                name="response_published_as_wished",
            ),
            models.UniqueConstraint(
                fields=["consultation", "external_id"],
                condition=~Q(external_id=""),
                name="response_external_once",
            ),
            models.UniqueConstraint(
                fields=["secret_hash"],
                condition=Q(secret_hash__isnull=False),
                name="response_secret_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["consultation", "-submitted_at", "-id"],
                condition=~Q(state="draft_saved"),
                name="response_received",
            ),
            models.Index(
                fields=["consultation", "-published_at", "-id"],
                condition=Q(published_at__isnull=False),
                name="response_public",
            ),
            models.Index(fields=["respondent"], condition=Q(respondent__isnull=False), name="response_own"),
            models.Index(
                fields=["organisation", "consultation"],
                condition=Q(organisation__isnull=False),
                name="response_organisation",
            ),
            models.Index(fields=["updated_at", "id"], name="response_by_update"),
            models.Index(
                fields=["consultation", "id"],
                condition=Q(state="submitted", told_at__isnull=True),
                name="response_to_tell",
            ),
        ]

    def __str__(self) -> str:
        return self.ref or str(self.public_id)

    def get_absolute_url(self) -> str:
        return reverse("consultations:tasks", args=[self.consultation.slug, self.public_id])

    @property
    def is_sent(self) -> bool:
        return self.state != ResponseState.DRAFT

    @property
    def is_own(self) -> bool:
        """Whether its respondent wrote it here; the others were typed in, brought in or sent by another system."""
        return self.secret_hash is not None

    @property
    def may_be_published(self) -> bool:
        """Whether the respondent's wish and the state leave it to an official to publish it."""
        wish = self.publication in (Publication.NAME_AND_RESPONSE, Publication.ANONYMISED)
        return self.state == ResponseState.SUBMITTED and wish and not self.confidential

    @property
    def public_name(self) -> str:
        """An organisation that agreed is named; an individual never is."""
        named = self.publication == Publication.NAME_AND_RESPONSE and self.capacity == Capacity.ORGANISATION
        return self.organisation_name if named else ""

    def closes_at(self, closing_at: datetime) -> datetime:
        return max(closing_at, self.extended_until or closing_at)

    def move_to(self, state: str) -> None:
        require_move(self.state, state)
        self.state = state


class Answer(models.Model):
    """What was said to one question. Which column holds it follows from the question's kind.

    `choices` are option keys: one for radios, several for checkboxes, in order for a ranking.
    `comments`: [{"passage", "quote", "text"}] on a document, with {"start", "end", "language", "document"} where words
    were chosen (see `passages`). `redacted`: what the public reads instead of `text`; the analysis alone writes it.
    """

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers", db_index=False)
    question = models.ForeignKey("consultations.Question", on_delete=models.PROTECT, related_name="answers")
    text = models.TextField(blank=True)
    choices = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    number = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    comments = models.JSONField(default=list, blank=True)
    redacted = models.TextField(null=True, blank=True)  # noqa: DJ001 (null: nothing was redacted; "": all of it was)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "question"], name="answer_once")]
        indexes = [
            GinIndex(SearchVector("text", config="english"), name="answer_words"),
            GinIndex(
                fields=["comments"],
                opclasses=["jsonb_path_ops"],
                condition=~Q(comments=[]),
                name="answer_comments",
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"

    @property
    def public_text(self) -> str:
        return self.text if self.redacted is None else self.redacted


__all__ = ["Answer", "Response", "new_secret", "secret_hash"]
