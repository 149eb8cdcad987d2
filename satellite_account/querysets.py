"""How we ask. The workbench is for the account's people; what is published comes with releases."""

from typing import Any, Self

from django.db import models

from foundation.directory.standing import standing
from satellite_account.enums import GOING, Outcome, RunState

READS = ("statistician", "publisher", "auditor")


class WorkbenchQuerySet(models.QuerySet):
    def visible_to(self, principal: Any) -> Self:
        """Everything for the account's people and the auditor; nothing for anybody else."""
        return self if standing(principal).has(*READS) or standing(principal).has("system") else self.none()

    def locked(self) -> Self:
        return self.select_for_update(of=("self",))


class VersionQuerySet(WorkbenchQuerySet):
    def ready(self) -> Self:
        return self.filter(state="ready")

    def to_do(self) -> Self:
        return self.filter(state__in=["waiting", "loading"])


class RunQuerySet(WorkbenchQuerySet):
    def going(self) -> Self:
        return self.filter(state__in=sorted(GOING))

    def finished(self) -> Self:
        return self.filter(state=RunState.FINISHED)


class CheckQuerySet(WorkbenchQuerySet):
    def failing(self) -> Self:
        """Failed and not waived."""
        return self.filter(outcome=Outcome.FAILED, waivers__isnull=True)
