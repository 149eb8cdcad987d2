"""The outbox. A row is written with the fact it tells of; everything after that is a change of its state."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from foundation.notifications.enums import TROUBLED, WAITING, Delivery, State
from foundation.notifications.keys import ordered_uuid
from foundation.notifications.querysets import MessageQuerySet


class Message(models.Model):
    """One message to one person. The key is also what providers are told, so that twice can be recognised.

    `due_at`: not before; `sweep_at`: when the sweep next looks at it (null: nothing left to do);
    `handed_at`: when it last became SENDING, committed just before the provider is given it.
    """

    id = models.UUIDField(primary_key=True, default=ordered_uuid, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    address = models.EmailField(max_length=254, blank=True)
    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=300, blank=True)
    context = models.JSONField(default=dict)
    language = models.CharField(max_length=2, default="en")
    dedupe = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    sweep_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    handed_at = models.DateTimeField(null=True)
    doubtful_at = models.DateTimeField(null=True)
    doubts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    provider = models.CharField(max_length=20, blank=True)
    provider_id = models.CharField(max_length=100, blank=True)
    last_error = models.CharField(max_length=100, blank=True)
    digest = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="children", db_index=False
    )
    erased_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dedupe"], condition=~Q(dedupe=""), name="message_told_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="message_state_known"),
            models.CheckConstraint(condition=Q(language__in=["en", "cy"]), name="message_language_known"),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False, address="")
                | Q(recipient__isnull=True, erased_at__isnull=True) & ~Q(address="")
                | Q(recipient__isnull=True, erased_at__isnull=False, address=""),
                name="message_has_one_recipient",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENT, sent_at__isnull=False)
                | ~Q(state=State.SENT) & Q(sent_at__isnull=True),
                name="message_sent_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*WAITING], sweep_at__isnull=False)
                | Q(state=State.DOUBTFUL, doubtful_at__isnull=False)
                | ~Q(state__in=[*WAITING, State.DOUBTFUL]) & Q(sweep_at__isnull=True),
                name="message_waits_in_sight",
            ),
        ]
        indexes = [
            models.Index(fields=["sweep_at"], condition=Q(sweep_at__isnull=False), name="message_sweep"),
            models.Index(fields=["recipient", "state"], name="message_recipient"),
            models.Index(fields=["digest"], condition=Q(digest__isnull=False), name="message_digest"),
            models.Index(fields=["created_at"], condition=Q(erased_at__isnull=True), name="message_unerased"),
            models.Index(
                fields=["created_at", "id"], condition=Q(state__in=[*TROUBLED]), name="message_troubled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def public_id(self) -> str:
        return str(self.id)

    @property
    def copies(self) -> int:
        """How many times it may have reached the reader."""
        return self.doubts + (1 if self.state == State.SENT else 0)


class Preference(models.Model):
    """How a person wants to be told. No row: each message at once."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    delivery = models.CharField(max_length=5, choices=Delivery, default=Delivery.EACH)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(delivery__in=Delivery.values), name="preference_delivery_known"
            )
        ]

    def __str__(self) -> str:
        return self.delivery


class Fact(models.Model):
    """Something that other systems may want to hear of, written with the change itself. Holds no personal data."""

    id = models.UUIDField(primary_key=True, default=ordered_uuid, editable=False)
    verb = models.CharField(max_length=80)
    about = models.CharField(max_length=200)
    department = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField(default=timezone.now)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["at"], name="fact_at")]

    def __str__(self) -> str:
        return f"{self.verb} {self.about}"


class Heartbeat(models.Model):
    """When a worker last did what the clock asked."""

    name = models.CharField(primary_key=True, max_length=40)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%H:%M:%S}"


class DemoMail(models.Model):
    """What the demonstration sent instead of e-mail."""

    id = models.UUIDField(primary_key=True, default=ordered_uuid, editable=False)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=500)
    text = models.TextField()
    kind = models.CharField(max_length=60, blank=True)
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["-sent_at", "-id"], name="demomail_newest"),
        ]

    def __str__(self) -> str:
        return self.subject
