"""The one table that common needs: answers already given to a repeated write. And labels without detours."""

from functools import cache
from typing import Any

from django.db import models
from django.utils.encoding import force_str


@cache
def labels(field: models.Field) -> dict[Any, Any]:
    return dict(field.flatchoices)


class Labelled(models.Model):
    """For rows that lists show: `get_state_display()` looks the label up, where Django hashes every label each time."""

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: models.Field) -> str:
        value = getattr(self, field.attname)
        return force_str(labels(field).get(value, value), strings_only=True)


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
