"""The one table that common needs: answers already given to a repeated write."""

from django.db import models


class IdempotencyKey(models.Model):
    """What a write under a key was answered, kept so that a repeated one gets the same answer and does nothing.

    It is written in the transaction of the write itself: after a crash either both are there or neither.
    """

    principal = models.CharField(max_length=300)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField()
    body = models.BinaryField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["principal", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["expires_at"], name="idempotency_expires")]

    def __str__(self) -> str:
        return f"{self.principal} {self.key}"
