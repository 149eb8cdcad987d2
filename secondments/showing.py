"""What each party sees of a person who was put forward, at each stage. Written down in docs/concepts.md."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from secondments import rules
from secondments.enums import NominationState as N
from secondments.explaining import in_words
from secondments.models import Nomination
from secondments.querysets import reads_all
from secondments.redacting import redact


@dataclass(frozen=True, slots=True)
class View:
    """One nomination as one reader may see it."""

    side: str  # person, home, host, coordinator, auditor
    name: str
    home: str
    state: str
    state_words: Any
    host_words: str
    reasons: list[str]
    adjustments: str
    decision: str
    texts: dict[str, str]


TEXTS = ("experience", "learning_goals", "offer")


def view(row: Nomination, user: Any) -> View:
    side = side_of(row, user)
    told = row.is_announced
    inside = side in ("host", "coordinator", "auditor")
    state = row.state if inside or told or row.state == N.WITHDRAWN else N.NOMINATED
    named = not inside or not row.opportunity.is_blind or row.state == N.MATCHED
    person = row.candidate.person
    return View(
        side=side,
        name=(person.name or person.email) if named else "",
        home=str(row.candidate.home) if named else "",
        state=state,
        state_words=N(state).label,
        host_words=row.host_note if inside or (told and row.state == N.NOT_MATCHED) else "",
        reasons=_reasons(row, side, told),
        adjustments=_adjustments(row, side),
        decision=row.decision if side in ("coordinator", "auditor") else "",
        texts=_texts(row, named),
    )


def side_of(row: Nomination, user: Any) -> str:
    """The nearest to the person first; but who decides a round reads why, about their own department's people too."""
    if rules.is_person(user, row.candidate):
        return "person"
    if row.round is not None and rules.coordinates(user, row.round):
        return "coordinator"
    if rules.may_release(user, row.candidate):
        return "home"
    if rules.oversees(user, row.opportunity):
        return "coordinator"
    if rules.hosts(user, row.opportunity):
        return "host"
    return "auditor" if reads_all(user) else "home"


def _reasons(row: Nomination, side: str, told: bool) -> list[str]:
    """The coordinator reads them when the round is decided; the person when it is announced; nobody else does."""
    if side in ("coordinator", "auditor") or (told and side == "person"):
        words = in_words(row.explanation, to_person=side == "person")
        return [*_overruled(row, words, side), *words[1:]] if row.overrule_reason else words
    return []


def _overruled(row: Nomination, words: list[str], side: str) -> list[str]:
    """The decision of a person comes first. What the method had found first is no news to whom it decides about."""
    decided = _("Somebody decided otherwise than the method: %(reason)s") % {"reason": row.overrule_reason}
    if side == "person" or not words or row.overrule_reason in words[0]:  # worked out again since
        return [decided]
    return [decided, _("The method: %(words)s") % {"words": words[0]}]


def _texts(row: Nomination, named: bool) -> dict[str, str]:
    """What the person wrote; for whoever chooses blind, without the names of the person and the home body."""
    texts = {name: getattr(row.candidate, name) for name in TEXTS} | {"why": row.why}
    if named:
        return texts
    home, person = row.candidate.home, row.candidate.person
    known = [
        person.name,
        person.email,
        str(home),
        *getattr(home, "other_names", []),
        getattr(home, "code", ""),
    ]
    return {name: redact(text, filter(None, known)) for name, text in texts.items()}


def _adjustments(row: Nomination, side: str) -> str:
    """The person's own; the host's once they are matched, if the person shares them."""
    shared = side == "host" and row.state == N.MATCHED and row.candidate.share_adjustments
    return row.candidate.adjustments if side == "person" or shared else ""
