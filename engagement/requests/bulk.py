"""What the front-door team does to many requests at once: who is in, what becomes of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from engagement.requests import actions, rules, verbs
from engagement.requests.actions.triage import MAX_BULK
from engagement.requests.enums import State
from engagement.requests.models import EngagementRequest
from foundation.common.errors import Invalid
from foundation.common.references import normalise

BULK = ("acknowledge", "route")


@dataclass(frozen=True, slots=True)
class Batch:
    """Requests chosen for a verb: those it fits, and the others each with the reason."""

    ready: list[EngagementRequest]
    left_out: list[tuple[EngagementRequest, str]]

    @property
    def chosen(self) -> list[EngagementRequest]:
        return [*self.ready, *(row for row, _reason in self.left_out)]


def chosen(references: Iterable[str], by: Any) -> list[EngagementRequest]:
    """The rows of these references that `by` may see, soonest due first. Raises Invalid when they are too many."""
    refs = list(dict.fromkeys(filter(None, (normalise(ref) for ref in references))))
    if len(refs) > MAX_BULK:
        raise Invalid(_("Select no more than %(n)d requests at a time.") % {"n": MAX_BULK})
    rows = EngagementRequest.objects.visible_to(by).exclude(state=State.DRAFT).filter(ref__in=refs)
    return list(rows.select_related("claimed_by", "topic").order_by("queue_on", "pk"))


def batch(name: str, rows: Sequence[EngagementRequest], by: Any) -> Batch:
    """Sort out beforehand what the verb cannot be done to, so that the confirmation tells the truth."""
    verb = verbs.TABLE[name]
    reasons = [(row, _why_not(verb, row, by)) for row in rows]
    return Batch(
        [row for row, reason in reasons if not reason], [(row, reason) for row, reason in reasons if reason]
    )


def _why_not(verb: verbs.Verb, row: EngagementRequest, by: Any) -> str:
    if not rules.allowed(by, verb.who, row):
        return _("You or your organisation sent it, so a colleague decides.")
    if row.state not in verb.states:
        return _("It is “%(state)s”.") % {"state": row.get_state_display()}
    if not verb.when(row, by):
        return _("%(name)s is working on it.") % {"name": row.claimed_by}
    return ""


def run(name: str, rows: Sequence[EngagementRequest], by: Any, **said: Any) -> Batch:
    """Do it to each that it fits at this moment; the rest come back with the reason. One does not hold back another."""
    sorted_out = batch(name, rows, by)
    act = actions.acknowledge_many if name == "acknowledge" else actions.route_many
    refused = act(requests=sorted_out.ready, by=by, **said)
    held = {row.pk for row, _reason in refused}
    done = [row for row in sorted_out.ready if row.pk not in held]
    return Batch(done, [*sorted_out.left_out, *refused])
