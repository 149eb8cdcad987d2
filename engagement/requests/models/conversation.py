"""The conversation on a request, hand-over notes between officials, and what the sender thought of it."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from engagement.requests.enums import Audience, MessageKind
from engagement.requests.querysets import ConversationQuerySet


class Message(models.Model):
    """Something said on a request, for both sides or for government only. Never edited, so nothing said is unsaid."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(
        "requests.EngagementRequest", on_delete=models.CASCADE, related_name="messages"
    )
    kind = models.CharField(max_length=12, choices=MessageKind)
    audience = models.CharField(max_length=12, choices=Audience, default=Audience.EVERYONE)
    body = models.TextField(max_length=10_000)
    from_government = models.BooleanField()
    department = models.ForeignKey(
        "directory.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    client_id = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(audience="everyone") | Q(audience="government", from_government=True),
                name="message_notes_are_governments",
            ),
            models.CheckConstraint(
                condition=~Q(kind="note") | Q(audience="government"), name="message_note_is_private"
            ),
            models.CheckConstraint(condition=~Q(body=""), name="message_says_something"),
        ]
        indexes = [models.Index(fields=["request", "id"], name="message_request")]

    def __str__(self) -> str:
        return f"{self.kind} on {self.request_id}"


class HandoverNote(models.Model):
    """What the next owner needs to know when the owner changes. Government only."""

    request = models.ForeignKey(
        "requests.EngagementRequest", on_delete=models.CASCADE, related_name="handovers"
    )
    from_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    to_owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(max_length=5000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"hand-over of {self.request_id}"


SCORE = [MinValueValidator(1), MaxValueValidator(5)]


class Feedback(models.Model):
    """The sender on process and outcome, asked as two questions because they are two things."""

    request = models.OneToOneField(
        "requests.EngagementRequest", on_delete=models.CASCADE, related_name="feedback"
    )
    process_was_fair = models.PositiveSmallIntegerField(validators=SCORE)
    content_with_outcome = models.PositiveSmallIntegerField(validators=SCORE)
    saw_input_used = models.PositiveSmallIntegerField(validators=SCORE)
    comment = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(process_was_fair__range=(1, 5))
                & Q(content_with_outcome__range=(1, 5))
                & Q(saw_input_used__range=(1, 5)),
                name="feedback_scores_one_to_five",
            )
        ]

    def __str__(self) -> str:
        return f"feedback on {self.request_id}"
