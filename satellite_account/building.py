"""Building a population: read the registers' rows, resolve links once, answer the criteria, write each unit once."""

import hashlib
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from foundation import audit
from foundation.common.actors import SYSTEM
from foundation.directory.enums import BAND_FLOORS, SizeBand
from satellite_account import scope
from satellite_account.enums import Building, Link
from satellite_account.models import Frame, Joined, RegisterRow, Relation, ScopeDecision, Unit
from satellite_account.resolution import Edge, holdings, rank, resolve
from satellite_account.sources.registers import ACTIVE

WRITTEN = [field.name for field in Unit._meta.concrete_fields if field.name not in {"id", "frame"}]
COPY_UNITS = f"COPY satellite_account_unit (frame_id, {', '.join(WRITTEN)}) FROM STDIN"
COPY_JOINED = "COPY satellite_account_joined (frame_id, unit_id, counted_as, link, source) FROM STDIN"
ROWS_AT_ONCE = 5000
STATED = "stated in the register"
FILLED_FROM_OTHERS = (
    *(
        "legal_form",
        "sna_sector",
        "market",
        "government_controlled",
        "distributes_profit",
        "activity",
        "icnpo",
    ),
    *("sic", "region", "income", "expenditure", "staff_costs", "employees", "volunteers", "year_end"),
)


def build(frame: Frame) -> Frame:
    """Build a waiting population in one transaction: whole, or not at all. Safe to repeat."""
    if frame.state in {Building.READY, Building.FAILED}:
        return frame
    with transaction.atomic():
        Frame.objects.select_for_update().get(pk=frame.pk)
        heads, groups = _links(frame)
        same = _others(frame, heads)
        with connection.cursor() as cursor:
            _copy(cursor, COPY_UNITS, _units(frame, heads, groups, same))
            _copy(cursor, COPY_JOINED, ([frame.pk, former, *said] for former, said in sorted(heads.items())))
            cursor.execute("ANALYZE satellite_account_unit, satellite_account_joined")
        frame.state, frame.settled_at = Building.READY, timezone.now()
        frame.sha256 = digest(frame)
        frame.rules_version, frame.facts = scope.RULES_VERSION, facts(frame)
        frame.save()
        audit.record(by=SYSTEM, verb="satellite.frame_built", target=frame, units=frame.facts["units"])
    return frame


def digest(frame: Frame) -> str:
    """Of every unit in the order of identifiers: what a run's recipe names."""
    found = hashlib.sha256()
    columns = ", ".join(name for name in WRITTEN if name != "source_row")
    query = f"SELECT {columns} FROM satellite_account_unit WHERE frame_id = {int(frame.pk)} ORDER BY unit_id"  # noqa: S608
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT") as copy:  # type: ignore[attr-defined]
        for piece in copy:
            found.update(piece)
    return found.hexdigest()


def _copy(cursor: Any, statement: str, rows: Iterator[list[Any]]) -> None:
    """In batches: a connection that is in the middle of a COPY answers no question."""
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        with cursor.copy(statement) as copy:
            for row in batch:
                copy.write_row(row)


def _links(frame: Frame) -> tuple[dict[str, tuple[str, str, str]], dict[str, str]]:
    """Only links between registrations that are in the registers chosen: others join nothing."""
    edges = list(_edges(frame))
    heads = resolve(edges, frame.day)
    there = set(
        _there(frame)
        .filter(unit_id__in={*heads, *(head for head, *_ in heads.values())})
        .values_list("unit_id", flat=True)
    )
    heads = _present(heads, there)
    return heads, holdings(edges, heads)


def _there(frame: Frame) -> "QuerySet[RegisterRow]":
    """Rows of what stood in the chosen registers on the day: removed later counts, registered later does not."""
    still = Q(removed_on__gt=frame.day) | Q(status=ACTIVE, removed_on__isnull=True)
    already = Q(registered_on__lte=frame.day) | Q(registered_on__isnull=True)
    return RegisterRow.objects.filter(still, already, version__in=frame.versions.all())


def _present(heads: dict[str, tuple[str, str, str]], there: set[str]) -> dict[str, tuple[str, str, str]]:
    """A head that no chosen register holds hands its place to the best of those it stood for."""
    members: dict[str, list[str]] = {}
    for former, (head, *_) in heads.items():
        members.setdefault(head, []).append(former)
    found: dict[str, tuple[str, str, str]] = {}
    for head, named in members.items():
        present = sorted((each for each in [head, *named] if each in there), key=rank)
        speaker = head if head in there else (present[0] if present else None)
        found |= {
            former: (speaker, *heads[former][1:])
            for former in present
            if speaker is not None and former != speaker and former in heads
        }
        if speaker is not None and speaker != head:
            found.pop(speaker, None)
    return found


def _edges(frame: Frame) -> Iterator[Edge]:
    versions = frame.versions.all()
    for former, counted_as, link, source, since in Relation.objects.filter(version__in=versions).values_list(
        "former", "counted_as", "link", "source", "valid_from"
    ):
        yield Edge(former, counted_as, link, source, since)
    rows = RegisterRow.objects.filter(version__in=versions)
    for unit_id, others in rows.exclude(same_as=None).exclude(same_as=[]).values_list("unit_id", "same_as"):
        for other in others or ():
            yield Edge(other, unit_id, Link.DUAL, STATED, stated=True)
    for unit_id, head in rows.exclude(group_id=None).values_list("unit_id", "group_id"):
        yield Edge(unit_id, head, Link.GROUP, STATED)


def _others(frame: Frame, heads: dict[str, tuple[str, str, str]]) -> dict[str, list[RegisterRow]]:
    """The rows of registrations counted through another: they fill what the speaker's register does not know."""
    found: dict[str, list[RegisterRow]] = {}
    rows = RegisterRow.objects.filter(version__in=frame.versions.all(), unit_id__in=list(heads))
    for row in rows.order_by("unit_id"):
        found.setdefault(heads[row.unit_id][0], []).append(row)
    return found


def _units(
    frame: Frame, heads: dict[str, Any], groups: dict[str, str], same: dict[str, list[RegisterRow]]
) -> Iterator[list[Any]]:
    decided = _decided()
    last = None
    for row in _there(frame).order_by("unit_id", F("version").desc()).iterator(chunk_size=ROWS_AT_ONCE):
        if row.unit_id in heads or row.unit_id == last:
            continue
        last = row.unit_id
        others = same.get(row.unit_id, [])
        _fill(row, others)
        yield [frame.pk, *_unit(row, [row.unit_id, *(each.unit_id for each in others)], groups, decided)]


def _fill(row: RegisterRow, others: list[RegisterRow]) -> None:
    for other in others:
        for name in FILLED_FROM_OTHERS:
            if getattr(row, name) is None:
                setattr(row, name, getattr(other, name))


def _unit(
    row: RegisterRow, identifiers: list[str], groups: dict[str, str], decided: dict[str, dict[str, str]]
) -> list[Any]:
    known = scope.facts_of(row)
    marks = scope.answers(known, decided.get(row.unit_id))
    values: dict[str, Any] = {name: getattr(row, name, None) for name in WRITTEN}
    values |= {
        "identifiers": identifiers,
        "sna_sector": str(scope.sector(known)),
        "scope": marks,
        "in_scope": scope.is_in(marks),
        "band": str(band(row.income)),
        "holding": groups.get(row.unit_id, ""),
        "weight": 1.0,
        "in_sample": False,
        "source_row": row.pk,
    }
    for name in ("legal_form", "activity", "icnpo", "sic", "region"):
        values[name] = values[name] or ""
    return [values[name] for name in WRITTEN]


def band(income: int | None) -> SizeBand:
    if income is None:
        return SizeBand.UNKNOWN
    return next((found for floor, found in BAND_FLOORS if income >= floor), SizeBand.MICRO)


def _decided() -> dict[str, dict[str, str]]:
    """The newest decision on each criterion of each unit that people decided on."""
    found: dict[str, dict[str, str]] = {}
    for unit_id, criterion, answer in ScopeDecision.objects.order_by("pk").values_list(
        "unit_id", "criterion", "answer"
    ):
        found.setdefault(unit_id, {})[criterion] = answer
    return found


def facts(frame: Frame) -> dict[str, Any]:
    units = Unit.objects.filter(frame=frame)
    counted = units.aggregate(
        units=Count("pk"),
        within=Count("pk", filter=Q(in_scope=True)),
        total=Sum("income", filter=Q(in_scope=True)),
        unclassified=Sum("income", filter=Q(in_scope=True, activity="")),
    )
    by = {
        name: {
            key or "": count for key, count in units.values_list(name).annotate(Count("pk")).order_by(name)
        }
        for name in ("sna_sector", "band", "scope")
    }
    joined = Joined.objects.filter(frame=frame).values_list("link").annotate(Count("pk")).order_by("link")
    whole = {name: int(value or 0) for name, value in counted.items()}
    return whole | {"by": by, "joined": dict(joined)}
