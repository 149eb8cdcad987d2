"""The routing table at work: which department should deal with a request, and why in words."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from engagement.requests.models import EngagementRequest, RoutingRule, Topic
from foundation.common.text import fold
from foundation.directory.enums import Nation

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


def sentence(code: str, detail: str = "") -> str:
    """A stored reason in the reader's language."""
    texts = {
        "topic_chosen": _("The sender chose the topic “%(detail)s”."),
        "topic_words": _("The request uses words that suggest a topic: %(detail)s."),
        "nation": _("It is about %(detail)s."),
        "kind": _("Requests of this kind go there: %(detail)s."),
        "preferred": _("The sender asked for this department: %(detail)s."),
        "devolved": _("This topic is devolved in %(detail)s; the devolved government may deal with it."),
        "several_nations": _(
            "It is about more than one nation, so the United Kingdom department is proposed."
        ),
        "fallback": _("No rule matches, so the front-door team decides."),
    }
    return texts.get(code, code) % {"detail": detail}


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


def propose(request: EngagementRequest, on: date | None = None) -> list[Proposal]:
    """Proposals for a request, best first, at most three; never empty (the last resort is the front-door team)."""
    topics = list(Topic.objects.on(on))
    rules = list(RoutingRule.objects.on(on).select_related("department", "team", "topic"))
    hints = _hints(request, topics)
    scored = [(_score(rule, request, hints), rule) for rule in rules]
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


def _hints(request: EngagementRequest, topics: list[Topic]) -> dict[int, list[str]]:
    """Topics the request speaks of: the chosen one, else those whose words occur in it, with these words."""
    if request.topic_id:
        return {request.topic_id: []}
    words = set(
        WORD.findall(fold(f"{request.title} {request.ask} {request.why_now} {request.affected_groups}"))
    )
    hints: dict[int, list[str]] = {}
    for topic in topics:
        found = sorted({word for word in words for start in topic.words if word.startswith(start)})
        if found:
            hints[topic.pk] = found
    return hints


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
        reasons.append(Reason("devolved", nation))
    if request.preferred_department_id == rule.department_id:
        reasons.append(Reason("preferred", rule.department.name))
    confidence = rule.confidence if request.topic_id or not rule.topic_id else rule.confidence * 3 // 4
    return Proposal(rule.department_id, rule.team_id, confidence, reasons, rule.signpost_url, rule)
