"""One request, for everybody who may see it: where it stands, what was said, what the reader may do now."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, Exists, F, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from engagement.requests import clocks, evidence, names, questions, rules, verbs
from engagement.requests.enums import Audience, DeclineReason, MessageKind, Outcome
from engagement.requests.models import EngagementRequest, Message, RoutingDecision, StateChange
from engagement.requests.presenting import COLOURS, STATES, answers, turn
from engagement.requests.routing import sentence
from engagement.requests.views.drafts import signed_in
from foundation.common import beside
from foundation.common.actors import plain
from foundation.common.beside import Rows
from foundation.common.wording import Wording
from foundation.directory.models import Department
from foundation.directory.prepared import PreparedFor
from foundation.directory.standing import standing
from foundation.documents.models import Document

Side = StateChange.Side
KIND = EngagementRequest._meta.label_lower
# What stands beside the row, as single columns: whole rows of other tables cost more than the row itself.
BESIDE = {
    "organisation_ref": F("organisation__ref"),
    "team_name": F("team__name"),
    "sender_name": F("submitter__name"),
    "told_us_at": F("feedback__at"),
    "has_files": Exists(Document.objects.filter(about_type=KIND, about_id=OuterRef("public_id"))),
}
MOST_SAID = 200
WITH_FILES = {
    "has_files": Exists(Document.objects.filter(about_type=evidence.MESSAGE, about_id=OuterRef("public_id")))
}

SAID = ("id", "public_id", "kind", "audience", "body", "from_government", "department", "at", "has_files")
STEP = ("verb", "to_state", "side", "department", "reason", "at")
DECISION = ("proposed", "chosen", "reasons", "note")

HAPPENED = Wording(
    {
        "submitted": _("Request sent"),
        "acknowledged": _("Read by the front-door team"),
        "triaged": _("Read by the front-door team"),
        "routed": _("Sent to %(department)s"),
        "accepted": _("Accepted by %(department)s"),
        "assigned": _("Given to an official in %(department)s"),
        "asked": _("Question asked"),
        "answered_question": _("Question answered"),
        "responded": _("Answered by %(department)s"),
        "closed": _("Closed by %(department)s"),
        "closed_unanswered": _("Closed, because the question had no answer in time"),
        "declined": _("Declined"),
        "transfer_offered": _("Offered to another department"),
        "transferred": _("Taken over by %(department)s"),
        "transfer_declined": _("The other department did not take it"),
        "transfer_cancelled": _("The offer to another department was taken back"),
        "returned": _("Returned to the front-door team"),
        "withdrawn": _("Withdrawn"),
        "withheld": _("Title and name taken off the public register"),
        "reopened": _("Reopened"),
    }
)
SIDES = Wording(
    {
        Side.SENDER: _("The sender"),
        Side.CENTRE: _("The front-door team"),
        Side.CLOCK: _("Front Door, by its clock"),
    }
)
SAID_AS, LABELS = (
    Wording(MessageKind.choices),
    Wording((name, verb.label) for name, verb in verbs.TABLE.items()),
)
# What passes between departments is theirs until it has happened; the reasons given are for colleagues.
BETWEEN_DEPARTMENTS = frozenset({"transfer_offered", "transfer_declined", "transfer_cancelled", "returned"})


@signed_in
def detail(request: HttpRequest, ref: str) -> HttpResponse:
    reader = plain(request.user)
    row = read(reader, ref)
    government = rules.allowed(reader, "see_government_side", row)
    sender = rules.is_sender(reader, row)
    context = {
        "section": "requests" if sender else _queue(row, reader),
        "row": row,
        "state": STATES.now()[row.state],
        "colour": COLOURS[row.state],
        "turn": turn(row, sender=sender),
        "sender": sender,
        "government": government,
        "buttons": _buttons(row, reader),
        "clocks": _clocks(row, sender),
        "conversation": conversation(row, reader, government),
        "timeline": timeline(row, government),
        "routing": _routing(row),
        "parts": _parts(row),
        "files": evidence.files(row, reader) if row.has_files else [],
        "outcome": Outcome(row.outcome).label if row.outcome else "",
        "reason": DeclineReason(row.decline_reason).label if row.decline_reason else "",
        "may_reopen": row.reopen_until is not None and row.reopen_until >= clocks.today(),
    }
    return render(request, "requests/detail.html", context)


def _row(slot: Any, reader: Any) -> QuerySet:
    """The row and all that the page shows beside it, in one statement. Notes are left out later (`said`)."""
    this = OuterRef("pk")
    said = Message.objects.visible_to(reader).filter(request=this).annotate(**WITH_FILES)
    return (
        EngagementRequest.objects.visible_to(reader)
        .filter(ref=slot("ref", CharField()))
        .annotate(
            **BESIDE,
            said=Rows(said.order_by("-pk").values(*SAID)[:MOST_SAID]),
            steps=Rows(StateChange.objects.filter(request=this).order_by("-pk").values(*STEP)[:MOST_SAID]),
            decisions=Rows(
                RoutingDecision.objects.filter(request=this).order_by("-pk").values(*DECISION)[:1]
            ),
        )
    )


ROW = PreparedFor(_row)


def read(user: Any, ref: str) -> Any:
    found = ROW(user, ref=ref)
    if not found:
        raise Http404
    names.put(found)
    return found[0]


def said(row: Any, government: bool) -> list[Any]:
    """Messages, newest first. Notes are for those who deal with the request in government."""
    found = [each for each in beside.read(row.said) if government or each["audience"] == Audience.EVERYONE]
    return [SimpleNamespace(**each | {"public_id": UUID(each["public_id"])}) for each in found]


def _department(key: int | None) -> Any:
    return names.known(Department, key) if key else None


def _queue(row: EngagementRequest, user: Any) -> str:
    """The queue that a reader in government came from; both are names of places in the navigation."""
    who = standing(user)
    if rules.is_centre(user, row) or who.has("auditor"):
        return "triage"
    return "desk" if who.has("officer", "civil_society_lead") else ""


def _buttons(row: EngagementRequest, user: Any) -> list[dict[str, Any]]:
    labels = LABELS.now()
    return [
        {"verb": verb.name, "label": labels[verb.name], "href": verb.href(row), "danger": verb.danger}
        for verb in verbs.available(row, user)
    ]


def _clocks(row: EngagementRequest, sender: bool) -> list[dict[str, Any]]:
    """Both clocks that have begun, with what state they are drawn in and the words beneath."""
    since = _("Since you sent it") if sender else _("Since it was sent")
    found = (
        (since, clocks.sender_clock(row), False),
        (_("The department’s own time"), clocks.department_clock(row), row.paused_on is not None),
    )
    return [
        {"label": label, "reading": reading, "state": _drawn(reading, paused), "paused": paused}
        for label, reading, paused in found
        if reading is not None
    ]


def _drawn(reading: clocks.Reading, paused: bool) -> str:
    if reading.overdue:
        return "late"
    if paused:
        return "paused"
    return "running" if reading.running else "stopped"


def conversation(row: Any, user: Any, government: bool) -> list[dict[str, Any]]:
    """What was said, oldest first."""
    newest = said(row, government)
    files = evidence.of_messages(newest, user)
    return [_asked(row), *(_message(each, files.get(each.public_id)) for each in reversed(newest))]


def _asked(row: EngagementRequest) -> dict[str, Any]:
    """The request itself is the first thing that was said."""
    return {"kind": _("The request"), "by": SIDES.now()[Side.SENDER], "at": row.submitted_at, "body": row.ask}


def _message(message: Any, files: Any) -> dict[str, Any]:
    sides = SIDES.now()
    by: Any = sides[Side.SENDER]
    if message.from_government:
        by = _department(message.department) or sides[Side.CENTRE]
    return {
        "kind": SAID_AS.now()[message.kind],
        "by": by,
        "at": datetime.fromisoformat(message.at),
        "files": files,
        "body": message.body,
        "note": message.audience == Audience.GOVERNMENT,
        "government": message.from_government,
        "reply": message.kind == MessageKind.REPLY,
    }


def timeline(row: Any, government: bool) -> list[dict[str, Any]]:
    """Steps, newest first, by roles and departments; officials are not named."""
    words = Words(HAPPENED.now(), STATES.now(), SIDES.now())
    return [_step(each, words, government) for each in beside.read(row.steps)]


class Words(NamedTuple):
    """What steps are told with, in the language being read."""

    happened: dict[str, str]
    states: dict[str, str]
    sides: dict[str, str]


def _step(step: dict[str, Any], words: Words, government: bool) -> dict[str, Any]:
    text, department = words.happened.get(step["verb"]), _department(step["department"])
    named = {"department": department or _("a department")}
    return {
        "title": words.states[step["to_state"]] if text is None else text % named,
        "at": datetime.fromisoformat(step["at"]),
        "by": words.sides.get(step["side"]) or department or _("A department"),
        "text": step["reason"] if government or step["verb"] not in BETWEEN_DEPARTMENTS else "",
    }


def _routing(row: Any) -> dict[str, Any] | None:
    """Why the request is where it is: the newest decision and the reasons that stood beside it."""
    if row.routed_at is None:
        return None
    made = next(iter(beside.read(row.decisions)), None)
    if made is None:
        return None
    return {"made": made, "chosen": _department(made["chosen"]), "reasons": _reasons(made)}


def _reasons(made: dict[str, Any]) -> list[str]:
    """The table's reasons where a person followed it; where they did not, the person's note says why."""
    if made["proposed"] != made["chosen"]:
        return []
    return [sentence(reason.get("code", ""), reason.get("detail", "")) for reason in made["reasons"]]


PARTS: tuple[tuple[Any, Any, frozenset[str]], ...] = (
    (_("More about the request"), questions.REQUEST, frozenset({"title", "ask"})),
    (_("What the sender needs and declares"), questions.PRACTICAL, frozenset()),
    (_("About the sender"), questions.YOU, frozenset({"speaks_with_authority"})),
)


def _parts(row: EngagementRequest) -> list[tuple[Any, list[dict[str, Any]]]]:
    """What was said beside the ask itself, part by part."""
    found, asked = [], list(questions.applying(row))
    for title, part, without in PARTS:
        steps = [step for step in asked if step.part is part]
        fields = [name for step in steps for name in step.answers if name not in without]
        if rows := answers(row, fields):
            found.append((title, rows))
    return found


__all__ = ["conversation", "detail", "timeline"]
