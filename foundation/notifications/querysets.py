from datetime import datetime
from typing import Self

from django.db import models

from foundation.notifications.enums import SETTLED, TROUBLED, State


class MessageQuerySet(models.QuerySet):
    def locked(self) -> Self:
        """Rows that nobody else is working on, held until the transaction ends."""
        return self.select_for_update(skip_locked=True, of=("self",))

    def due(self, now: datetime) -> Self:
        return self.filter(state=State.QUEUED, due_at__lte=now)

    def for_the_sweep(self, now: datetime) -> Self:
        return self.filter(sweep_at__lte=now).order_by("sweep_at")

    def troubled(self) -> Self:
        """What an administrator should look at."""
        return self.filter(state__in=TROUBLED)

    def settled(self) -> Self:
        return self.filter(state__in=SETTLED)
