"""Finding opportunities: words, place, mission, skills, time, remote, cost to the home body."""

import re
from datetime import timedelta
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import CharField, F, Func, Q, QuerySet, Value

from foundation.common.paging import Page, keyset
from secondments.models import Opportunity

ORDER = ("closes_on", "pk")
SIZE = 20
COUNTED = 1000
RARE = 500
SHOWN = (
    *("ref", "title", "state", "direction", "shape", "town", "remote", "funding", "reimbursed_percent"),
    *("fte_percent", "starts_on", "ends_on", "closes_on", "level", "places", "backfill_grant", "problem"),
    *("host_department", "host_organisation", "place", "skill_codes", "updated_at", "version"),
)
COSTS = {
    "none": Q(reimbursed_percent=100),
    "part": Q(reimbursed_percent__range=(1, 99)),
    "all": Q(reimbursed_percent=0),
}
LENGTHS = {
    "short": Q(ends_on__lt=F("starts_on") + timedelta(weeks=12)),
    "half": Q(ends_on__lt=F("starts_on") + timedelta(days=184)),
    "long": Q(ends_on__gte=F("starts_on") + timedelta(days=184)),
}
PLAIN = {"direction": "direction", "place": "place__code", "mission": "priority__code"}
PLAIN |= {"time": "shape", "remote": "remote"}


def query(text: str) -> SearchQuery | None:
    """Words as a prefix query, folded by the database as the index is; None when there is no word in it."""
    words = re.findall(r"[\w']+", text[:200])[:8]
    if not words:
        return None
    raw = " & ".join("'" + word.replace("'", "''") + "':*" for word in words)
    folded = Func(Value(raw), function="fold", output_field=CharField())
    return SearchQuery(folded, search_type="raw", config="simple")


def rows_for(said: dict[str, Any], rows: QuerySet) -> QuerySet:
    """What a reader asked for; unknown values were refused by the form."""
    for name, field in PLAIN.items():
        if said.get(name):
            rows = rows.filter(**{field: said[name]})
    if said.get("skill"):
        rows = rows.filter(skill_codes__contains=[said["skill"]])
    for name, conditions in (("cost", COSTS), ("length", LENGTHS)):
        if said.get(name) in conditions:
            rows = rows.filter(conditions[said[name]])
    if said.get("q"):
        words = query(said["q"])
        rows = _with_words(rows, words) if words else rows.none()
    return rows


def _with_words(rows: QuerySet, words: SearchQuery) -> QuerySet:
    """A rare word is looked up in the index of words; a common one is met often on the way along the list."""
    holding = Opportunity.objects.filter(state="advertised", search=words).order_by()
    keys = list(holding.values_list("pk", flat=True)[: RARE + 1])
    return rows.filter(pk__in=keys) if len(keys) <= RARE else rows.filter(search=words)


def page(said: dict[str, Any], after: str | None) -> Page:
    rows = rows_for(said, Opportunity.objects.open())
    rows = rows.select_related("host_department", "host_organisation", "place").only(
        *SHOWN,
        *(f"host_department__{name}" for name in ("code", "slug", "name", "name_cy")),
        *("host_organisation__ref", "host_organisation__name", "host_organisation__size_band"),
        *("place__code", "place__name", "place__name_cy"),
    )
    return keyset(rows, order=ORDER, after=after, size=SIZE)


def count(said: dict[str, Any]) -> int:
    """How many, counted to a thousand: more than that nobody reads."""
    return rows_for(said, Opportunity.objects.open()).order_by()[: COUNTED + 1].count()
