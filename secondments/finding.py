"""Finding opportunities: words, place, mission, skills, time, remote, cost to the home body."""

import re
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery
from django.core.cache import cache
from django.db.models import BigIntegerField, CharField, F, Func, Q, QuerySet, TextField, Value

from foundation.common.paging import Page, first, keyset
from foundation.common.prepared import Prepared
from secondments.models import Opportunity

ORDER = ("closes_on", "pk")
SIZE = 20
COUNTED = 1000
REMEMBERED = 60
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
    raw = prefixes(text)
    return _searched(Value(raw)) if raw else None


def prefixes(text: str) -> str:
    words = re.findall(r"[\w']+", text[:200])[:8]
    return " & ".join("'" + word.replace("'", "''") + "':*" for word in words)


def _searched(raw: Any) -> SearchQuery:
    folded = Func(raw, function="fold", output_field=CharField())
    return SearchQuery(folded, search_type="raw", config="simple")


def rows_for(said: dict[str, Any], rows: QuerySet) -> QuerySet:
    """What a reader asked for; unknown values were refused by the form."""
    rows = _narrowed(said, rows)
    if said.get("q"):
        words = query(said["q"])
        rows = rows.filter(search=words) if words else rows.none()
    return rows


def _narrowed(said: dict[str, Any], rows: QuerySet) -> QuerySet:
    for name, field in PLAIN.items():
        if said.get(name):
            rows = rows.filter(**{field: said[name]})
    if said.get("skill"):
        skill = said["skill"]
        rows = rows.filter(skill_codes__contains=[skill] if isinstance(skill, str) else skill)
    for name, conditions in (("cost", COSTS), ("length", LENGTHS)):
        if said.get(name) in conditions:
            rows = rows.filter(conditions[said[name]])
    return rows


CODES: ArrayField = ArrayField(CharField(max_length=80))
# What shapes a statement beside the names that are filled: few values, written into it.
SHAPING = ("cost", "length")


def _asked(slot: Any, names: tuple[str, ...], shaping: tuple[str, ...], words: str) -> QuerySet:
    """Open rows as they were asked for: a rare word by the keys that hold it, a common one met along the list."""
    kinds = {"skill": CODES}
    said = {name: slot(name, kinds.get(name, CharField())) for name in names}
    rows = _narrowed(said | dict(zip(SHAPING, shaping, strict=True)), Opportunity.objects.open())
    if words == "rare":
        return rows.filter(pk__in=slot("keys", BigIntegerField(), many=True))
    return rows.filter(search=_searched(slot("words", TextField()))) if words else rows


def _beside(rows: QuerySet) -> QuerySet:
    return rows.select_related("host_department", "host_organisation", "place").only(
        *SHOWN,
        *(f"host_department__{name}" for name in ("code", "slug", "name", "name_cy")),
        *("host_organisation__ref", "host_organisation__name", "host_organisation__size_band"),
        *("place__code", "place__name", "place__name_cy"),
    )


def _holding(slot: Any) -> QuerySet:
    rows = Opportunity.objects.open().filter(search=_searched(slot("words", TextField())))
    return rows.order_by().values_list("pk")[: COUNTED + 1]


FIRST = Prepared(lambda slot, *shape: _beside(_asked(slot, *shape)).order_by(*ORDER)[: SIZE + 1])
NUMBER = Prepared(lambda slot, *shape: _asked(slot, *shape).order_by().values_list("pk")[: COUNTED + 1])
HOLDING = Prepared(_holding)


def _holding_all(words: str) -> list[int] | None:
    """The keys of all that hold the words; None for words that more than a thousand hold, remembered for a minute."""
    name = f"secondments-common-{sha256(words.encode()).hexdigest()[:24]}"
    if cache.get(name):
        return None
    keys = [key for (key,) in HOLDING(words=words)]
    if len(keys) <= COUNTED:
        return keys
    cache.set(name, True, REMEMBERED)
    return None


@dataclass(frozen=True, slots=True)
class Found:
    page: Page
    count: int  # one more than COUNTED where there are more


def find(said: dict[str, Any], after: str | None) -> Found:
    """A page of what was asked for, and how many there are, counted to a thousand: more than that nobody reads."""
    names = tuple(name for name in (*PLAIN, "skill") if said.get(name))
    values: dict[str, Any] = {name: said[name] for name in names}
    if "skill" in values:
        values["skill"] = [values["skill"]]
    words = prefixes(said["q"]) if said.get("q") else ""
    if said.get("q") and not words:
        return Found(Page([], None, None), 0)
    keys = _holding_all(words) if words else []
    rare = bool(words) and keys is not None
    values |= {"words": words, "keys": keys}
    shaping = tuple(said.get(name) or "" for name in SHAPING)
    shape = (names, shaping, "rare" if rare else "common" if words else "")
    by_words_alone = words and not names and not any(shaping)
    alone = COUNTED + 1 if keys is None else len(keys)
    count = alone if by_words_alone else len(NUMBER(*shape, **values))
    if after:
        rows = _beside(rows_for(said, Opportunity.objects.open()))
        return Found(keyset(rows, order=ORDER, after=after, size=SIZE), count)
    return Found(first(FIRST(*shape, **values), order=ORDER, size=SIZE), count)
