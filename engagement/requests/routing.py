"""The routing table at work: which department should deal with a request, and why in words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from operator import itemgetter
from time import monotonic
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.requests.models import EngagementRequest, RoutingRule, Topic
from foundation.common.text import fold
from foundation.directory.enums import Nation

SECONDS = 60
_kept: dict[date, tuple[float, "Table"]] = {}
WORD = re.compile(r"[a-z0-9']+")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule was chosen: a code and the words behind it. `sentence` says it in the reader's language."""

    code: str
    detail: str = ""

    def sentence(self) -> str:
        return sentence(self.code, self.detail)

    def as_json(self) -> dict[str, str]:
        return {"code": self.code, "detail": self.detail}


TEXTS = {
    "topic_chosen": gettext_lazy("The sender chose the topic “%(detail)s”."),
    "topic_words": gettext_lazy("The request uses words that suggest a topic: %(detail)s."),
    "nation": gettext_lazy("It is about %(detail)s."),
    "kind": gettext_lazy("Requests of this kind go there: %(detail)s."),
    "preferred": gettext_lazy("The sender asked for this department: %(detail)s."),
    "devolved": gettext_lazy(
        "This topic is devolved in %(detail)s; the devolved government may deal with it."
    ),
    "several_nations": gettext_lazy(
        "It is about more than one nation, so the United Kingdom department is proposed."
    ),
    "fallback": gettext_lazy("No rule matches, so the front-door team decides."),
}


def sentence(code: str, detail: str = "") -> str:
    """A stored reason in the reader's language."""
    return str(TEXTS.get(code, code)) % {"detail": detail}


def confidence(per_cent: int) -> str:
    """How far the table is to be trusted, in words that do not pretend to be a measurement."""
    if per_cent >= 80:
        return _("Confidence: high (%(n)s%%).") % {"n": per_cent}
    if per_cent >= 60:
        return _("Confidence: medium (%(n)s%%).") % {"n": per_cent}
    return _("Confidence: low (%(n)s%%).") % {"n": per_cent}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A department that the table proposes. `confidence` is a per cent set by whoever keeps the table."""

    department_id: int | None
    team_id: int | None
    confidence: int
    reasons: list[Reason] = field(default_factory=list)
    signpost_url: str = ""
    rule: RoutingRule | None = None

    @property
    def department(self) -> Any:
        return self.rule.department if self.rule else None


@dataclass(frozen=True, slots=True)
class Table:
    """The routing table in force on a day, read once for however many requests."""

    topics: list[Topic]
    rules: dict[int | None, list[tuple[int, RoutingRule]]]
    starts: dict[str, list[int]]

    def about(self, topics: Iterable[int]) -> list[RoutingRule]:
        """The rules that can apply: those of these topics and those of none, in the table's order."""
        found = [each for topic in (None, *topics) for each in self.rules.get(topic, ())]
        return [rule for _place, rule in sorted(found, key=itemgetter(0))]

    def topics_of(self, text: str) -> dict[int, list[str]]:
        """Topics whose word beginnings occur in a folded text, with these words; "gift aid" is gift-aid."""
        found: dict[int, set[str]] = {}
        words = WORD.findall(text)
        pairs = {f"{one}-{two}" for one, two in pairwise(words)}
        for word in {*words, *pairs}:
            for start in self._starts_of(word):
                for topic in self.starts[start]:
                    found.setdefault(topic, set()).add(word)
        return {topic: sorted(words) for topic, words in found.items()}

    def _starts_of(self, word: str) -> list[str]:
        hyphen = word.find("-")
        shortest = hyphen + 1 if hyphen >= 0 else 0
        return [word[:end] for end in range(shortest + 1, len(word) + 1) if word[:end] in self.starts]


def table(on: date | None = None) -> Table:
    """Rules with their topics and departments, in one query. A topic without a rule cannot lead anywhere."""
    found = list(RoutingRule.objects.on(on).select_related("department", "team", "topic"))
    day = on or timezone.localdate()
    topics = {rule.topic_id: rule.topic for rule in found if rule.topic and rule.topic.is_current(day)}
    starts: dict[str, list[int]] = {}
    for topic in topics.values():
        for start in topic.words:
            starts.setdefault(start, []).append(topic.pk)
    rules: dict[int | None, list[tuple[int, RoutingRule]]] = {}
    for place, rule in enumerate(found):
        rules.setdefault(rule.topic_id, []).append((place, rule))
    return Table(list(topics.values()), rules, starts)


def kept_table() -> Table:
    """Today's table, kept in the process for a minute: a queue shows proposals, a person decides on fresh ones."""
    day = timezone.localdate()
    found = _kept.get(day)
    if found is None or monotonic() - found[0] > SECONDS:
        _kept.clear()
        found = _kept[day] = (monotonic(), table(day))
    return found[1]


def forget() -> None:
    _kept.clear()


def propose(request: EngagementRequest, on: date | None = None) -> list[Proposal]:
    """Proposals for a request, best first, at most three; never empty (the last resort is the front-door team)."""
    return _ranked(request, table(on))


def propose_many(
    requests: Iterable[EngagementRequest], known: Table | None = None
) -> dict[int, list[Proposal]]:
    """Proposals by the request's key, at the same cost in queries for one request or a hundred."""
    known = known or table()
    return {request.pk: _ranked(request, known) for request in requests}


def _ranked(request: EngagementRequest, known: Table) -> list[Proposal]:
    hints = _hints(request, known)
    scored = [(_score(rule, request, hints), rule) for rule in known.about(hints)]
    ranked = sorted(
        ((score, rule) for score, rule in scored if score > 0),
        key=lambda pair: (-pair[0], -pair[1].confidence),
    )
    proposals: list[Proposal] = []
    for _points, rule in ranked:
        if rule.department_id not in {proposal.department_id for proposal in proposals}:
            proposals.append(_proposal(rule, request, hints))
        if len(proposals) == 3:
            break
    return proposals or [Proposal(None, None, 0, [Reason("fallback")])]


def _hints(request: EngagementRequest, known: Table) -> dict[int, list[str]]:
    """Topics the request speaks of: the chosen one, else those whose words occur in it, with these words."""
    if request.topic_id:
        return {request.topic_id: []}
    return known.topics_of(fold(f"{request.title} {request.ask} {request.why_now} {request.affected_groups}"))


def _score(rule: RoutingRule, request: EngagementRequest, hints: dict[int, list[str]]) -> int:
    """0 when a condition fails; otherwise more for each condition that holds, most for a chosen topic."""
    score = 0
    if rule.topic_id:
        if rule.topic_id not in hints:
            return 0
        score += 100 if request.topic_id else 20 + 5 * min(len(hints[rule.topic_id]), 5)
    if rule.nation:
        if request.nations != [rule.nation]:
            return 0
        score += 30
    if rule.kind:
        if rule.kind != request.kind:
            return 0
        score += 25
    if request.preferred_department_id == rule.department_id:
        score += 15
    return score


def _outside_england(request: EngagementRequest) -> str:
    return ", ".join(str(Nation(each).label) for each in request.nations if each != Nation.ENGLAND)


def _proposal(rule: RoutingRule, request: EngagementRequest, hints: dict[int, list[str]]) -> Proposal:
    reasons = []
    if rule.topic:
        words = hints[rule.topic_id]
        reasons.append(
            Reason("topic_words", ", ".join(words)) if words else Reason("topic_chosen", rule.topic.name)
        )
    if rule.kind:
        reasons.append(Reason("kind", rule.get_kind_display()))
    nation = str(Nation(request.nations[0]).label) if len(request.nations) == 1 else ""
    if rule.nation:
        reasons.append(Reason("nation", nation))
    elif len(request.nations) > 1:
        reasons.append(Reason("several_nations"))
    if rule.signpost_url or (
        rule.topic and rule.topic.is_devolved and request.nations not in ([], [Nation.ENGLAND])
    ):
        reasons.append(Reason("devolved", _outside_england(request)))
    if request.preferred_department_id == rule.department_id:
        reasons.append(Reason("preferred", rule.department.name))
    confidence = rule.confidence if request.topic_id or not rule.topic_id else rule.confidence * 3 // 4
    return Proposal(rule.department_id, rule.team_id, confidence, reasons, rule.signpost_url, rule)
