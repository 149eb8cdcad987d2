"""How we ask. Every list, page and download starts from `visible_to`, or from `of` once the row itself was granted."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from foundation.documents import words
from foundation.documents.enums import State
from foundation.documents.hosts import all_hosts


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, principal: Any) -> Self:
        """Files of rows that the principal may read, as each row's own room decides at this moment.

        Before a scan has found a file clean, nobody but its sender knows of it.
        """
        rows = Q(pk__in=[])
        for host in all_hosts():
            seen = host.seen(principal).order_by().values("public_id")
            rows |= Q(about_type=host.model, about_id__in=seen)
        return self.filter(rows).known_to(principal)

    def known_to(self, principal: Any) -> Self:
        """Of rows that were granted already: what is clean, and what the principal sent."""
        known = Q(state=State.CLEAN)
        if key := getattr(principal, "pk", None):
            known |= Q(uploader=key)
        elif client := getattr(principal, "client_id", ""):
            known |= Q(client_id=client)
        return self.filter(known)

    def of(self, row: models.Model) -> Self:
        """All files of one row, in whatever state: for whoever has asked already whether the reader may see it."""
        return self.filter(about_type=row._meta.label_lower, about_id=getattr(row, "public_id", None))

    def mentioning(self, text: str) -> Self:
        """Clean files in whose text each of these words begins a word."""
        found = words.query(text)
        if found is None:
            return self.none()
        return self.filter(state=State.CLEAN).alias(said=words.Words("text__body")).filter(said=found)

    def due(self, now: datetime) -> Self:
        """What the sweep has to look at, oldest first."""
        return self.filter(sweep_at__lte=now).order_by("sweep_at", "pk")

    def locked(self) -> Self:
        return self.select_for_update(of=("self",))
