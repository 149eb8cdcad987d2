"""Lines of a queue: what the cells of each row say, worked out once, from plain values and not from model instances."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone

from engagement.requests import names
from engagement.requests.clocks import today
from engagement.requests.models import Topic
from engagement.requests.models.request import is_late
from engagement.requests.presenting import COLOURS, KINDS, STATES
from engagement.requests.verbs import TABLE, available
from foundation.common.addresses import along
from foundation.common.references import SHAPE
from foundation.common.words import short_day
from foundation.common.workingdays import england_and_wales


class Line(NamedTuple):
    """A row with what its cells say, and the addresses of those of the named verbs that the reader may do to it."""

    row: Any
    ref: str
    title: str
    sender: str
    href: str
    kind: str
    topic: str
    received: str
    due: str
    soon: bool
    urgent: bool
    overdue: bool
    late: int
    state: str
    colour: str
    acts: dict[str, str]


class Liner:
    """Makes the lines of one reader's page; what is the same for all of them is looked up once."""

    def __init__(self, reader: Any, verbs: Sequence[str]) -> None:
        self.reader, self.verbs = reader, verbs
        self.today, self.calendar = today(), england_and_wales()
        self.zone = timezone.get_default_timezone()
        self.days: dict[date | None, str] = {None: ""}
        self.states, self.kinds = STATES.now(), KINDS.now()
        self.href = along("requests:detail", "ref", SHAPE)
        self.acts = {name: along("requests:verb", "ref", SHAPE, verb=TABLE[name].slug) for name in verbs}

    def line(self, row: Any) -> Line:
        ref, due = row.ref, row.due_on
        overdue = is_late(row, self.today)
        return Line(
            row,
            ref,
            row.title,
            row.organisation_name,
            self.href(ref),
            self.kinds.get(row.kind, row.kind),
            names.known(Topic, row.topic_id).label if row.topic_id else "",
            self.day(row.submitted_at.astimezone(self.zone).date()),
            self.day(due),
            due == self.today,
            row.queue_on is not None and row.queue_on != due,
            overdue,
            self.late(due) if overdue else 0,
            self.states[row.state],
            COLOURS[row.state],
            {verb.name: self.acts[verb.name](ref) for verb in available(row, self.reader, self.verbs)},
        )

    def day(self, on: date | None) -> str:
        """A page has the same few days again and again."""
        if on not in self.days:
            self.days[on] = short_day(on)
        return self.days[on]

    def late(self, due: date) -> int:
        return self.calendar.between(due, self.today)
