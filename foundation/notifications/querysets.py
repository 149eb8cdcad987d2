from datetime import datetime
from typing import Any

from django.db import models

from foundation.notifications.enums import SETTLED, TROUBLED, State


class MessageQuerySet(models.QuerySet[Any]):
    def locked(self) -> "MessageQuerySet":
        """Rows that nobody else is working on, held until the transaction ends."""
        return self.select_for_update(skip_locked=True, of=("self",))

    def due(self, now: datetime) -> "MessageQuerySet":
        return self.filter(state=State.QUEUED, due_at__lte=now)

    def for_the_sweep(self, now: datetime) -> "MessageQuerySet":
        return self.filter(sweep_at__lte=now).order_by("sweep_at")

    def troubled(self) -> "MessageQuerySet":
        """What an administrator should look at."""
        return self.filter(state__in=TROUBLED)

    def settled(self) -> "MessageQuerySet":
        return self.filter(state__in=SETTLED)
