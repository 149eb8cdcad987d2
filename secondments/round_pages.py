"""The pairs and the opportunities of a round, page by page; the halves of a swap stand beside each other."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Min, OuterRef, QuerySet, Subquery, Value, When

from secondments.enums import IN_PLAY
from secondments.models import Nomination, Opportunity, Round

PAIRS, POSTS = 100, 100
SHOWN = (*IN_PLAY, "declined", "matched", "not_matched")
BESIDE = (
    "round",
    "opportunity__swap",
    *(f"opportunity__host_{body}" for body in ("department", "organisation")),
    *(f"candidate__{name}" for name in ("person", "home_department", "home_organisation")),
)


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Any]
    previous: int | None
    next: int | None


def page_of(rows: QuerySet, asked: str | None, size: int) -> Page:
    number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    first = (max(number, 1) - 1) * size
    found = list(rows[first : first + size + 1])
    more = number + 1 if len(found) > size else None
    return Page(found[:size], number - 1 if number > 1 else None, more)


def pairs_of(row: Round) -> QuerySet:
    """In the order of the page: a swap stands by the title of its first half."""
    tied = Opportunity.objects.filter(swap=OuterRef("opportunity__swap")).order_by().values("swap")
    first = Subquery(tied.annotate(first=Min("title")).values("first"))
    is_half = When(opportunity__swap__isnull=False, opportunity__swap__untied_at=None, then=first)
    group = When(opportunity__swap__untied_at=None, then=F("opportunity__swap"))
    rows = Nomination.objects.filter(round=row, state__in=SHOWN).select_related(*BESIDE)
    return rows.annotate(
        group=Case(is_half, default=F("opportunity__title")), swap_group=Case(group, default=Value(0))
    ).order_by(
        *(
            "group",
            "swap_group",
            "opportunity__title",
            "opportunity",
            F("host_rank").asc(nulls_last=True),
            "pk",
        )
    )


def posts_of(row: Round) -> QuerySet:
    beside = ("swap", "host_department", "host_organisation")
    return row.opportunities.select_related(*beside).order_by("title", "pk")


def halves_of(row: Round) -> tuple[list[Opportunity], list[Nomination]]:
    """Opportunities that are halves of a swap, and who was put forward for them."""
    posts = list(posts_of(row).filter(swap__isnull=False, swap__untied_at=None)[:200])
    pairs = pairs_of(row).filter(opportunity__in=[post.pk for post in posts])
    return posts, list(pairs[:1000]) if posts else []
