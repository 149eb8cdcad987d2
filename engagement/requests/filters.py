"""What a queue was asked for, read from its address: strictly, since an address is anybody's to write."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.requests.enums import Kind, State
from engagement.requests.forms.queue import QueueForm
from engagement.requests.models.queues import AHEAD_DAYS
from engagement.requests.querysets import CLAIM_LASTS
from foundation.common.errors import Invalid
from foundation.directory.standing import standing

PAGING = {"tab", "after"}


def strict(query: QueryDict, form: QueueForm) -> None:
    """Raises Invalid for a parameter nobody offers, or one given twice."""
    if unknown := sorted(set(query) - PAGING - set(form.fields)):
        raise Invalid(_("This queue has no filter called %(names)s.") % {"names": _short(unknown)})
    if twice := sorted(name for name in query if len(query.getlist(name)) > 1):
        raise Invalid(_("This address gives %(names)s twice.") % {"names": _short(twice)})


def _short(names: list[str]) -> str:
    return ", ".join(name[:40] for name in names[:5])


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters in use. An index leads to some (`lead`); the others are tried on the rows it gives (`narrow`)."""

    chosen: dict[str, Any]
    by: Any

    def lead(self, rows: QuerySet) -> QuerySet:
        for name, value in self.chosen.items():
            if leads := LEADING.get((name, value)):
                rows = rows.filter(leads(self.by))
        return rows

    def narrow(self, rows: QuerySet) -> QuerySet:
        for name, value in self._tried():
            rows = rows.filter(TRIED[name](value, self.by))
        return rows

    @property
    def tries(self) -> bool:
        """Whether rows must be looked at to know if they are meant."""
        return bool(self._tried())

    def _tried(self) -> list[tuple[str, Any]]:
        return [
            (name, value)
            for name, value in self.chosen.items()
            if name in TRIED and (name, value) not in LEADING
        ]


def _who(value: str, by: Any) -> Q:
    if value == "team":
        return Q(team__in=standing(by).team_ids)
    return Q(claimed_at__isnull=True) | Q(claimed_at__lt=timezone.now() - CLAIM_LASTS)


def overdue() -> Q:
    """By the order of the queue too, so that the walk ends where nothing more is late."""
    today = timezone.localdate()
    return Q(queue_on__lt=today, due_on__lt=today) & ~Q(state=State.CLARIFICATION_NEEDED)


def ahead() -> Q:
    """Early warnings of risk to people that wait for somebody: the order of the queue puts them years ahead."""
    return Q(queue_on__lt=timezone.localdate() - timedelta(AHEAD_DAYS // 2))


LEADING: dict[tuple[str, Any], Callable[[Any], Q]] = {
    ("who", "claimed"): lambda by: Q(claimed_by=by),
    ("who", "mine"): lambda by: Q(owner=by),
}
TRIED: dict[str, Callable[[Any, Any], Q]] = {
    "who": _who,
    "state": lambda value, by: Q(state=value),
    "kind": lambda value, by: Q(kind=value),
    "topic": lambda value, by: Q(topic__code=value),
    "nation": lambda value, by: Q(nations__contains=[value]),
    "risk": lambda value, by: Q(kind=Kind.EARLY_WARNING, risk_to_people=True),
    "late": lambda value, by: overdue(),
}
