"""What a round reads beside its applications, in a number of questions that does not grow with it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from secondments import clocks
from secondments.enums import BEFORE, IN_PLAY, RUNNING, Decision, ExceptionBasis
from secondments.enums import NominationState as N
from secondments.models import Candidate, HomeTerms, Nomination, Opportunity, Placement

OF_PEOPLE = ("place", "home_department", "home_organisation")
OF_POSTS = ("swap", "place", "priority", "host_department", "host_organisation")
HELD = Q(decision=Decision.MATCH, state__in=IN_PLAY)


@dataclass(frozen=True)
class Facts:
    """`held` are people whom another round matched that is not announced; `away` counts those whom a home body lent."""

    skills: dict[int, frozenset[str]]
    no_exception_before: dict[int, date]
    taken: dict[int, int]
    terms: dict[str, HomeTerms]
    away: Counter[str]
    held: frozenset[int]


def pairs_of(rows: Any) -> list[Nomination]:
    """Applications, each with its person and its post; a person who applied ten times is loaded once."""
    pairs = list(rows.order_by("pk"))
    people = Candidate.objects.select_related(*OF_PEOPLE).in_bulk({pair.candidate_id for pair in pairs})
    posts = Opportunity.objects.select_related(*OF_POSTS).in_bulk({pair.opportunity_id for pair in pairs})
    for pair in pairs:
        pair.candidate, pair.opportunity = people[pair.candidate_id], posts[pair.opportunity_id]
    return pairs


def facts_of(pairs: Sequence[Nomination], round_id: int | None) -> Facts:
    people = {pair.candidate_id: pair.candidate for pair in pairs}
    posts = {pair.opportunity_id: pair.opportunity for pair in pairs}
    first_day = min((post.starts_on for post in posts.values()), default=clocks.today())
    homes = _homes(people.values()) | _named({key for row in people.values() for key in avoided_by(row)})
    terms = {key_of(row.home): row for row in HomeTerms.objects.filter(homes).select_related(*OF_PEOPLE[1:])}
    held = Nomination.objects.filter(HELD, candidate__in=people).exclude(round=round_id)
    taken = Nomination.objects.filter(opportunity__in=posts, state=N.MATCHED).values("opportunity")
    return Facts(
        skills=_skills(people),
        no_exception_before=_no_exception_before({row.person_id for row in people.values()}),
        taken=dict(taken.annotate(number=Count("pk")).values_list("opportunity", "number")),
        terms=terms,
        away=_away([row for row in terms.values() if row.most_away is not None], first_day, round_id),
        held=frozenset(held.values_list("candidate", flat=True)),
    )


def key_of(body: Any) -> str:
    """By which the matching knows a body: the reference of an organisation, the code of a department."""
    return getattr(body, "ref", None) or body.code


def avoided_by(row: Candidate) -> frozenset[str]:
    """Bodies with which the person must not be placed, whoever named them."""
    return frozenset([*row.avoids, *row.avoids_for_home])


def _named(keys: set[str]) -> Q:
    return Q(home_department__code__in=keys) | Q(home_organisation__ref__in=keys)


def _homes(rows: Iterable[Any]) -> Q:
    rows = list(rows)
    return Q(home_department__in={row.home_department_id for row in rows} - {None}) | Q(
        home_organisation__in={row.home_organisation_id for row in rows} - {None}
    )


def _skills(people: Iterable[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = Candidate.skills.through.objects.filter(candidate__in=list(people))
    for person, code in rows.values_list("candidate", "skill__code"):
        found[person].add(code)
    return {person: frozenset(codes) for person, codes in found.items()}


def _no_exception_before(people: Iterable[int]) -> dict[int, date]:
    """Twelve months after the end of each person's last exception."""
    rows = Placement.objects.started().filter(
        person__in=people, direction="inward", exception=ExceptionBasis.THREE
    )
    last: dict[int, date] = {}
    for person, ended, ends in rows.values_list("person", "ended_on", "ends_on"):
        last[person] = max(last.get(person, date.min), ended or ends)
    return {person: clocks.months_after(day, 12) for person, day in last.items()}


def _away(limited: Sequence[HomeTerms], first_day: date, round_id: int | None) -> Counter[str]:
    """Of bodies with a limit: who is away or will be on the first day, and whom another round holds for a post."""
    if not limited:
        return Counter()
    homes, key = _homes(limited), {}
    for row in limited:
        key[row.home_department_id, row.home_organisation_id] = key_of(row.home)
    lent = Placement.objects.filter(homes, state__in=(*BEFORE, *RUNNING), ends_on__gte=first_day)
    there = Counter(key[pair] for pair in lent.values_list("home_department", "home_organisation"))
    people = Candidate.objects.filter(
        homes, nominations__in=Nomination.objects.filter(HELD).exclude(round=round_id)
    )
    there.update(key[pair] for pair in people.values_list("home_department", "home_organisation"))
    return there
