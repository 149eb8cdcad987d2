"""Walking the chains: which row was edited, deleted, reordered or cut off."""

from dataclasses import dataclass

from django.db import connection

from foundation.audit import sql
from foundation.audit.models import AuditLane


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where a chain does not hold. `sentence` names the row as an auditor would look it up."""

    lane: int
    seq: int
    sentence: str


def faults(anchor: dict[str, list] | None = None) -> list[Fault]:
    """Every lane's first broken link, then cut tails, then disagreements with an anchor kept outside."""
    return [*_links(), *_heads(), *_anchored(anchor or {})]


def heads() -> dict[str, list]:
    """The present head of every used lane, to be kept outside the database as an anchor: {lane: [seq, digest]}."""
    lanes = AuditLane.objects.filter(seq__gt=0).order_by("id")
    return {str(lane.id): [lane.seq, bytes(lane.head).hex()] for lane in lanes}


def _links() -> list[Fault]:
    with connection.cursor() as cursor:
        cursor.execute(sql.BROKEN_LINKS)
        rows = cursor.fetchall()
    return [Fault(lane, seq, _sentence(lane, seq, *rest)) for lane, seq, *rest in rows]


def _sentence(lane: int, seq: int, pk: int, verb: str, ref: str, at: object, fault: str) -> str:
    place = f"event {pk} (lane {lane}, number {seq}: {verb} {ref}, {at:%Y-%m-%d %H:%M:%S} UTC)"
    if fault == "deleted":
        return f"A row before {place} was deleted."
    if fault == "reordered":
        return f"The {place} stands out of order."
    return f"The {place} was edited."


def _heads() -> list[Fault]:
    with connection.cursor() as cursor:
        cursor.execute(sql.BROKEN_HEADS)
        rows = cursor.fetchall()
    return [
        Fault(
            lane,
            seq,
            f"Lane {lane} should end at number {seq} but ends at {found}: its newest rows were cut off.",
        )
        for lane, seq, found in rows
    ]


def _anchored(anchor: dict[str, list]) -> list[Fault]:
    found: list[Fault] = []
    with connection.cursor() as cursor:
        for lane, (seq, digest) in anchor.items():
            cursor.execute(
                "SELECT encode(digest, 'hex') FROM audit_event WHERE lane = %s AND seq = %s",
                [lane, seq],
            )
            row = cursor.fetchone()
            if not row or row[0] != digest:
                found.append(
                    Fault(
                        int(lane),
                        seq,
                        f"Lane {lane}, number {seq} is not the row that the anchor holds.",
                    )
                )
    return found
