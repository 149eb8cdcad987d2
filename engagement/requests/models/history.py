"""What happened to a request, in order, and its offers between departments."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from engagement.requests.enums import State, TransferState


class StateChange(models.Model):
    """One step on the timeline. Everybody who may see the request sees role, step and reason; never an official's name.

    `actor` says on whose side the step was taken: the sender, the front-door team, a department or the clock.
    """

    class Side(models.TextChoices):
        SENDER = "sender"
        CENTRE = "centre"
        DEPARTMENT = "department"
        CLOCK = "clock"

    request = models.ForeignKey(
        "requests.EngagementRequest", on_delete=models.CASCADE, related_name="history"
    )
    verb = models.CharField(max_length=40)
    from_state = models.CharField(max_length=24, choices=State, blank=True)
    to_state = models.CharField(max_length=24, choices=State)
    side = models.CharField(max_length=12, choices=Side)
    department = models.ForeignKey(
        "directory.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    client_id = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["request", "id"], name="state_change_request")]

    def __str__(self) -> str:
        return f"{self.verb} → {self.to_state}"


class Transfer(models.Model):
    """An offer of a request from one department to another, and what became of it."""

    request = models.ForeignKey(
        "requests.EngagementRequest", on_delete=models.CASCADE, related_name="transfers"
    )
    from_department = models.ForeignKey("directory.Department", on_delete=models.PROTECT, related_name="+")
    to_department = models.ForeignKey("directory.Department", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=TransferState, default=TransferState.OFFERED)
    state_before = models.CharField(max_length=24, choices=State)
    due_before = models.DateField(help_text="Due date to restore when the offer is declined")
    reason = models.CharField(max_length=1000)
    answer = models.CharField(max_length=1000, blank=True)
    offered_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(state="offered"), name="transfer_one_offer_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="offered", answered_at__isnull=True)
                | (~Q(state="offered") & Q(answered_at__isnull=False)),
                name="transfer_answer_paired",
            ),
            models.CheckConstraint(
                condition=~Q(from_department=models.F("to_department")), name="transfer_between_departments"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_department} → {self.to_department} ({self.state})"


class Reminder(models.Model):
    """That officials were reminded of a due date, kept so that nobody hears the same twice."""

    class About(models.TextChoices):
        DUE = "due"
        OVERDUE = "overdue"

    request = models.ForeignKey(
        "requests.EngagementRequest", on_delete=models.CASCADE, related_name="reminders", db_index=False
    )
    about = models.CharField(max_length=8, choices=About)
    due_on = models.DateField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "about", "due_on"], name="reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.about} {self.due_on}"
