"""The officials' queues: their tabs, and the index that each walks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from engagement.requests.enums import OPEN, WITH_CENTRE, WITH_DEPARTMENT, State
from engagement.requests.filters import overdue
from engagement.requests.models import EngagementRequest

S = State

Order = tuple[str, ...]
ORDERS: dict[str, Order] = {
    "due": ("queue_on", "pk"),
    "newest": ("-submitted_at", "-pk"),
    "oldest": ("submitted_at", "pk"),
}
ORDER_NAMES = {
    "due": _("Due first, risk to people ahead"),
    "newest": _("Received last"),
    "oldest": _("Received first"),
}
EVERY_ORDER = ("due", "newest", "oldest")
BY_RECEIPT = ("newest", "oldest")


def states(*found: str) -> list[tuple[str, Any]]:
    return [(state, State(state).label) for state in State if state in found]


@dataclass(frozen=True, slots=True)
class Tab:
    """A view of a queue. `rows` is what a reader may see of it, at one department (None: all), along one index."""

    key: str
    label: Any
    rows: Callable[[Any, int | None], QuerySet]
    empty: Any
    orders: tuple[str, ...] = EVERY_ORDER
    states: list[tuple[str, Any]] = field(default_factory=list)
    without: frozenset[str] = frozenset()
    counted: bool = True
    proposes: bool = False


REQUESTS = EngagementRequest.objects


def _with_us(reader: Any, department: int | None) -> QuerySet:
    return REQUESTS.for_triage(reader).filter(state__in=sorted(WITH_CENTRE))


def _waiting(reader: Any, department: int | None) -> QuerySet:
    return REQUESTS.for_triage(reader).filter(state=S.CLARIFICATION_NEEDED, department__isnull=True)


def _everywhere(reader: Any, department: int | None) -> QuerySet:
    at = Q(department=department) if department else Q(department__isnull=False)
    return REQUESTS.open_for_triage(reader).filter(at)


def _all(reader: Any, department: int | None) -> QuerySet:
    rows = REQUESTS.for_triage(reader)
    return rows.filter(department=department) if department else rows


TRIAGE = (
    Tab(
        "with-us",
        _("With us"),
        _with_us,
        _("Nothing waits for the front-door team."),
        states=states(*WITH_CENTRE),
        without=frozenset({"department"}),
        proposes=True,
    ),
    Tab(
        "waiting",
        _("Waiting for the sender"),
        _waiting,
        _("No question of ours waits for an answer."),
        orders=("due",),
        without=frozenset({"department", "state", "who", "late"}),
    ),
    Tab(
        "departments",
        _("With departments"),
        _everywhere,
        _("No department has an open request."),
        orders=("due",),
        states=states(*WITH_DEPARTMENT, S.CLARIFICATION_NEEDED),
        without=frozenset({"who"}),
    ),
    Tab(
        "all",
        _("All requests"),
        _all,
        _("No request has been sent yet."),
        orders=BY_RECEIPT,
        states=states(*(set(State) - {S.DRAFT})),
        without=frozenset({"who"}),
        counted=False,
    ),
)


def _one_state(state: str) -> Callable[[Any, int | None], QuerySet]:
    return lambda reader, department: REQUESTS.at_desk(reader, department).filter(state=state)


IN_HAND = frozenset({S.ACCEPTED, S.IN_PROGRESS, S.REOPENED, S.TRANSFER_OFFERED})


def _open(reader: Any, department: int | None) -> QuerySet:
    return REQUESTS.at_desk(reader, department).filter(due_on__isnull=False)


def _in_hand(reader: Any, department: int | None) -> QuerySet:
    return _open(reader, department).filter(state__in=sorted(IN_HAND))


def _overdue(reader: Any, department: int | None) -> QuerySet:
    return _open(reader, department).filter(overdue())


NEITHER = frozenset({"department", "state"})
DESK = (
    Tab(
        "accept",
        _("To accept"),
        _one_state(S.ROUTED),
        _("Nothing waits to be accepted."),
        without=NEITHER,
    ),
    Tab(
        "in-hand",
        _("In progress"),
        _in_hand,
        _("Nothing is in progress."),
        states=states(*IN_HAND),
        without=frozenset({"department"}),
    ),
    Tab(
        "overdue",
        _("Overdue"),
        _overdue,
        _("Nothing is overdue."),
        states=states(*WITH_DEPARTMENT),
        without=frozenset({"department", "late"}),
    ),
    Tab(
        "waiting",
        _("Waiting for the sender"),
        _one_state(S.CLARIFICATION_NEEDED),
        _("No question of yours waits for an answer."),
        without=NEITHER | {"late"},
    ),
    Tab(
        "offered",
        _("Offered to us"),
        REQUESTS.offered_to_desk,
        _("No other department offers you a request."),
        without=NEITHER | {"who"},
        orders=("due",),
    ),
    Tab(
        "answered",
        _("Answered, to close"),
        _one_state(S.RESPONDED),
        _("Nothing waits to be closed."),
        orders=("oldest", "newest"),
        without=NEITHER | {"late"},
    ),
    Tab(
        "all",
        _("All"),
        REQUESTS.at_desk,
        _("Your department has had no request yet."),
        orders=BY_RECEIPT,
        states=states(*(OPEN - WITH_CENTRE), S.RESPONDED, S.CLOSED, S.DECLINED, S.WITHDRAWN),
        without=frozenset({"department", "late"}),
        counted=False,
    ),
)
