"""Reading lists of consultations and responses at a cost that does not grow with them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.cache import cache
from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from engagement.consultations.enums import Phase, Workflow
from engagement.consultations.models import Answer, Consultation, Response
from foundation.common.paging import Page, keyset
from foundation.common.prepared import Prepared
from foundation.directory.words import in_language

SIZE = 20
RELEASED = ("-published_at", "-pk")
CLOSING_NEXT = 3
CLOSING_NEXT_KEY = "consultations-closing-next"
MOST_WORDS = 12
FRESH = 60
COUNTED = 10
ORDERS: dict[str, tuple[str, ...]] = {
    Phase.UPCOMING: ("opening_at", "pk"),
    Phase.OPEN: ("closing_at", "pk"),
    Phase.CLOSED: ("-closing_at", "-pk"),
    Phase.OUTCOME: ("-closing_at", "-pk"),
    Phase.WITHDRAWN: ("-withdrawn_at", "-pk"),
    "": ("-opening_at", "-pk"),
}
SHOWN = (
    *("ref", "slug", "kind", "title", "title_cy", "summary", "summary_cy", "workflow", "publish_at"),
    *("opening_at", "closing_at", "outcome_published_at", "department__name", "department__name_cy"),
    *("updated_at", "version", "withdrawn_at", "notice"),
)


def consultations(rows: Any, said: Mapping[str, Any]) -> QuerySet:
    """Public consultations by the filters of their list."""
    found = rows.filter(opening_at__isnull=False)
    if phase := said.get("phase"):
        found = found.in_phase(phase, timezone.now())
    if kind := said.get("kind"):
        found = found.filter(kind=kind)
    if department := said.get("department"):
        found = found.filter(department=department)
    for word in (said.get("q") or "").split()[:MOST_WORDS]:
        found = found.filter(
            Q(title__icontains=word)
            | Q(title_cy__icontains=word)
            | Q(summary__icontains=word)
            | Q(summary_cy__icontains=word)
        )
    return found.select_related("department").only(*SHOWN)


def closing_next() -> list[dict[str, Any]]:
    """The open consultations that close first, for the front page; what opened in the last minute may be missing."""
    found = cache.get(CLOSING_NEXT_KEY)
    now = timezone.now()
    if found is None:
        rows = Consultation.objects.public().exclude(workflow=Workflow.WITHDRAWN).in_phase(Phase.OPEN, now)
        first = rows.select_related("department").only(*SHOWN).order_by("closing_at", "pk")[:CLOSING_NEXT]
        # Plain values: rows of the ORM take ten times as long to come out of the cache.
        found = [
            (
                row.slug,
                row.closing_at,
                *((getattr(of, name), getattr(of, f"{name}_cy")) for of, name in words(row)),
            )
            for row in first
        ]
        cache.set(CLOSING_NEXT_KEY, found, FRESH)
    return [
        {
            "slug": slug,
            "closing_at": closing_at,
            "title": in_language(*title),
            "summary": in_language(*summary),
            "department": in_language(*department),
        }
        for slug, closing_at, title, summary, department in found
        if closing_at >= now
    ]


def words(row: Consultation) -> tuple[tuple[Any, str], ...]:
    return (row, "title"), (row, "summary"), (row.department, "name")


def page_of(rows: QuerySet, phase: str, after: str | None) -> Page:
    return keyset(rows, order=ORDERS[phase or ""], after=after, size=SIZE)


def responses(rows: QuerySet, said: Mapping[str, Any], *, public: bool = False) -> QuerySet:
    """Responses by who sent them and by words in their answers. `public`: words that were taken out find nothing."""
    for name in ("capacity", "nation", "channel", "state", "organisation_name"):
        if value := said.get(name):
            rows = rows.filter(**{name: value})
    if theme := said.get("theme"):
        rows = rows.filter(contributions__theme=theme)
    if said.get("unread"):
        rows = rows.filter(published_at__isnull=True)
    if words := said.get("q"):
        rows = rows.filter(Exists(with_words(words, public=public).filter(response=OuterRef("pk"))))
    return rows


def _released(slot: Any, *names: str) -> QuerySet:
    rows = Response.objects.filter(consultation=slot("consultation", BigIntegerField())).published()
    rows = rows.filter(**{name: slot(name, CharField(max_length=30)) for name in names})
    return rows.order_by(*RELEASED).values_list("pk", "updated_at")[: SIZE + 1]


_RELEASED = Prepared(_released)


def first_released(consultation: int, said: Mapping[str, str]) -> list[tuple[int, datetime]]:
    """Key and last change of the responses on the first page of what the public reads: another, once it has changed."""
    if said.get("q", "").strip():  # of words the database must know which, to choose its way
        rows = responses(Response.objects.filter(consultation=consultation).published(), said, public=True)
        return list(rows.order_by(*RELEASED).values_list("pk", "updated_at")[: SIZE + 1])
    there = {name: value for name, value in said.items() if value and name != "q"}
    return _RELEASED(*sorted(there), consultation=consultation, **there)


def with_words(words: str, *, public: bool = False) -> QuerySet:
    """Answers that hold all of these words, in any of their forms, by the index on their text."""
    query = SearchQuery(" ".join(words.split()[:MOST_WORDS]), config="english", search_type="plain")
    found = Answer.objects.annotate(words=SearchVector("text", config="english")).filter(words=query)
    if public:
        shown = found.annotate(shown=SearchVector("redacted", config="english"))
        found = shown.filter(Q(redacted__isnull=True) | Q(shown=query))
    return found


def received(consultation: Consultation) -> int:
    """How many responses came in, ten seconds old at most: no counter is kept that those who send would wait for."""
    key = f"consultation-received-{consultation.pk}"
    found = cache.get(key)
    if found is None:
        found = consultation.responses.counted().count()
        cache.set(key, found, COUNTED)
    return found
