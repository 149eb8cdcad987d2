"""A request in words for the people who read its pages: its answers, where it stands, whose turn it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from engagement.requests.clocks import today
from engagement.requests.enums import WITH_CENTRE, Capacity, Kind, Sensitivity, State
from engagement.requests.models import EngagementRequest
from foundation.accounts.models import User
from foundation.common.wording import Wording
from foundation.common.words import bdi, day, paragraphs
from foundation.common.workingdays import england_and_wales
from foundation.directory.enums import Nation

S = State

COLOURS: dict[str, str] = {
    S.DRAFT: "grey",
    S.SUBMITTED: "blue",
    S.ACKNOWLEDGED: "blue",
    S.TRIAGE: "blue",
    S.ROUTED: "blue",
    S.ACCEPTED: "teal",
    S.IN_PROGRESS: "teal",
    S.CLARIFICATION_NEEDED: "yellow",
    S.TRANSFER_OFFERED: "purple",
    S.RESPONDED: "green",
    S.CLOSED: "grey",
    S.DECLINED: "orange",
    S.WITHDRAWN: "grey",
    S.REOPENED: "teal",
}
STATES, KINDS = Wording(State.choices), Wording(Kind.choices)


def _yes_no(value: Any) -> Any:
    return gettext("Yes") if value else gettext("No")


def _labels(choices: Any) -> Callable[[Iterable[str]], str]:
    return lambda values: ", ".join(str(choices(value).label) for value in values)


def _links(values: list[str]) -> Any:
    lines = format_html_join("", "<li>{}</li>", ((bdi(value),) for value in values))
    return format_html('<ul class="govuk-list">{}</ul>', lines)


def _client(value: bool) -> str:
    return gettext("Yes, a client pays for it") if value else gettext("No client pays for it")


ANSWERS: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    "capacity": (_("Who is asking"), lambda value: Capacity(value).label),
    "organisation_id": (_("Organisation"), bdi),
    "speaks_with_authority": (_("May write for it"), _yes_no),
    "represents": (_("Speaks for"), paragraphs),
    "coalition": (_("Joined by"), paragraphs),
    "kind": (_("Kind of request"), lambda value: KINDS.now()[value]),
    "risk_to_people": (_("People at risk now"), _yes_no),
    "nations": (_("Where"), _labels(Nation)),
    "place": (_("Place"), bdi),
    "topic": (_("Topic"), str),
    "preferred_department": (_("Department asked for"), str),
    "named_minister": (_("Minister"), bdi),
    "title": (_("Title"), bdi),
    "ask": (_("The request"), paragraphs),
    "why_now": (_("Why now"), paragraphs),
    "evidence": (_("Evidence"), paragraphs),
    "evidence_links": (_("Links"), _links),
    "affected_groups": (_("Who is affected"), paragraphs),
    "needed_by": (_("Needed by"), day),
    "needed_by_reason": (_("Reason for the date"), paragraphs),
    "accessibility_needs": (_("Needed to take part"), paragraphs),
    "language": (_("Language of the answer"), lambda value: User.Language(value).label),
    "expenses_needed": (_("Costs to be paid"), _yes_no),
    "acts_for_client": (_("Paid by a client"), _client),
    "lobbying_number": (_("Register number"), bdi),
    "conflicts": (_("Interests declared"), paragraphs),
    "previous_refs": (_("Earlier references"), bdi),
    "sensitivity": (_("Sensitive because"), _labels(Sensitivity)),
    "may_publish": (_("Title and name on the public register"), _yes_no),
}
# Questions with a yes or a no say both; of the others an empty answer is no answer.
ALWAYS = frozenset({"may_publish", "acts_for_client"})
KEYS = Wording((name, label) for name, (label, _show) in ANSWERS.items())
INSTEAD = {"organisation_id": "organisation_name"}


def answers(request: EngagementRequest, names: Iterable[str], empty: Any = None) -> list[dict[str, Any]]:
    """Rows for a summary list. Unanswered questions are left out, or say `empty`."""
    rows, keys = [], KEYS.now()
    for name in names:
        label, show = keys[name], ANSWERS[name][1]
        value = getattr(request, INSTEAD.get(name, name))
        if value or (name in ALWAYS and value is not None):
            rows.append({"key": label, "value": show(value)})
        elif empty is not None and not isinstance(value, bool):
            rows.append({"key": label, "value": empty})
    return rows


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is (`who` in few words), what happens now in a sentence, and by when."""

    who: Any
    sentence: str
    due_on: date | None = None
    late: int = 0
    yours: bool = False


def turn(request: EngagementRequest, *, sender: bool) -> Turn:
    """Where the request stands for this reader: the sender's side, or anybody else who may see it."""
    state = request.state
    if state in WITH_CENTRE:
        return _running(request, _("The front-door team"), _with_centre(request))
    if state == S.CLARIFICATION_NEEDED:
        return _asked(request, sender)
    if state in ENDED:
        return Turn(_("Nobody"), ENDED[state](request, sender))
    if state == S.DRAFT:
        return Turn(_("You"), gettext("You have not sent this yet."), yours=True)
    return _running(
        request, request.offered_to or request.department or _("The front-door team"), _working(request)
    )


def _running(request: EngagementRequest, who: Any, sentence: str) -> Turn:
    late = england_and_wales().between(request.due_on, today()) if request.is_overdue(today()) else 0
    if late:
        over = ngettext(
            "That is %(days)d working day late, and we are sorry.",
            "That is %(days)d working days late, and we are sorry.",
            late,
        )
        sentence = f"{sentence} {over % {'days': late}}"
    return Turn(who, sentence, request.due_on, late)


def _with_centre(request: EngagementRequest) -> str:
    if request.state == S.SUBMITTED:
        text = gettext("The front-door team reads it and sends it to the right department by %(day)s.")
    else:
        text = gettext("The front-door team has read it and sends it to the right department by %(day)s.")
    return text % {"day": day(request.due_on)}


def _working(request: EngagementRequest) -> str:
    texts = {
        S.ROUTED: gettext("%(department)s accepts it or passes it on by %(day)s."),
        S.TRANSFER_OFFERED: gettext(
            "%(department)s thinks that %(other)s can answer it better. They say by %(day)s whether they take it."
        ),
        S.REOPENED: gettext("It is open again. %(department)s answers by %(day)s."),
    }
    text = texts.get(S(request.state), gettext("%(department)s is working on it and answers by %(day)s."))
    return text % {
        "department": request.department or gettext("The front-door team"),
        "other": request.offered_to,
        "day": day(request.due_on),
    }


def _asked(request: EngagementRequest, sender: bool) -> Turn:
    if not sender:
        text = gettext("The sender has been asked a question and has until %(day)s to answer.")
        return Turn(_("The sender"), text % {"day": day(request.due_on)}, request.due_on)
    text = gettext(
        "It is your turn. Government has a question that only you can answer. Answer it by %(day)s. If we hear nothing "
        "by then we close the request, and you can reopen it."
    )
    return Turn(_("You"), text % {"day": day(request.due_on)}, request.due_on, yours=True)


def _responded(request: EngagementRequest, sender: bool) -> str:
    text = gettext("%(department)s has answered.") % {"department": request.department}
    if sender and request.reopen_until:
        more = gettext("If it does not answer what you asked, you can reopen it until %(day)s.")
        text = f"{text} {more % {'day': day(request.reopen_until)}}"
    return text


def _closed(request: EngagementRequest, sender: bool) -> str:
    return _with_reopening(request, sender, gettext("This request is closed."))


def _declined(request: EngagementRequest, sender: bool) -> str:
    return _with_reopening(request, sender, gettext("This request was declined."))


def _with_reopening(request: EngagementRequest, sender: bool, text: str) -> str:
    if sender and request.reopen_until and request.reopen_until >= today():
        more = gettext("You can reopen it until %(day)s.") % {"day": day(request.reopen_until)}
        return f"{text} {more}"
    return text


def _withdrawn(request: EngagementRequest, sender: bool) -> str:
    return gettext("This request was withdrawn. Nobody works on it any more.")


ENDED: dict[str, Callable[[EngagementRequest, bool], str]] = {
    S.RESPONDED: _responded,
    S.CLOSED: _closed,
    S.DECLINED: _declined,
    S.WITHDRAWN: _withdrawn,
}
