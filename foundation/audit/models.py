"""The log and the heads of its chains. No foreign keys: a log outlives what it speaks of."""

from django.db import models


class AuditLane(models.Model):
    """The head of one of the parallel chains. A writer holds one lane until it commits; others take another."""

    id = models.SmallIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    head = models.BinaryField(max_length=32)
    holder = models.BigIntegerField(default=0)

    class Meta:
        db_table = "audit_lane"

    def __str__(self) -> str:
        return f"lane {self.id} at {self.seq}"


class AuditEvent(models.Model):
    """Who did what to which row, from which state to which, linked to the event before it in its lane."""

    id = models.BigAutoField(primary_key=True)
    lane = models.SmallIntegerField()
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=80)
    target_type = models.CharField(max_length=80)
    target_ref = models.CharField(max_length=200)
    before = models.CharField(max_length=80, blank=True)
    after = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict)
    digest = models.BinaryField(max_length=32)

    class Meta:
        db_table = "audit_event"
        constraints = [
            models.UniqueConstraint(fields=["lane", "seq"], name="audit_event_link"),
            models.CheckConstraint(
                condition=models.Q(actor_kind__in=["user", "client", "system"]),
                name="audit_event_actor_known",
            ),
        ]
        indexes = [models.Index(fields=["target_type", "target_ref", "id"], name="audit_event_target")]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_ref}"
