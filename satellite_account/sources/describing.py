"""What a version covers, counted once when it is ready."""

from typing import Any

from django.db.models import Count, Max, Min, Q, Sum

from satellite_account.models import Observation, RegisterRow, Relation, Version
from satellite_account.sources.layouts import FILE, OBSERVATION, ROW, Layout

ITEMS = ("income", "expenditure", "staff_costs", "employees", "volunteers", "activity", "region", "year_end")


def facts(layout: Layout, version: Version) -> dict[str, Any]:
    if layout.into == ROW:
        return _register(version)
    if layout.into == OBSERVATION:
        return _observations(version)
    if layout.into == FILE:
        return {}
    found = Relation.objects.filter(version=version).values_list("link").annotate(Count("pk"))
    return {"links": dict(found.order_by("link"))}


def _register(version: Version) -> dict[str, Any]:
    """How many, how many active, and for how many each item is known."""
    rows = RegisterRow.objects.filter(version=version)
    known = {name: Count("pk", filter=Q(**{f"{name}__isnull": False})) for name in ITEMS}
    found = rows.aggregate(
        active=Count("pk", filter=Q(status="active")),
        total=Sum("income"),
        first=Min("year_end"),
        last=Max("year_end"),
        **{f"known_{name}": value for name, value in known.items()},
    )
    return {
        "active": found["active"],
        "income": int(found["total"] or 0),
        "first": found["first"] and found["first"].isoformat(),
        "last": found["last"] and found["last"].isoformat(),
        "known": {name: found[f"known_{name}"] for name in ITEMS},
    }


def _observations(version: Version) -> dict[str, Any]:
    rows = Observation.objects.filter(version=version)
    found = rows.aggregate(
        rows=Count("row", distinct=True),
        columns=Count("column", distinct=True),
        first=Min("period"),
        last=Max("period"),
        missing=Count("pk", filter=Q(value__isnull=True)),
    )
    return found | {"units": sorted(rows.values_list("unit", flat=True).distinct()[:20])}
