"""What happens to every response as it arrives, whichever door it came by: it is on record, and others may know."""

from collections.abc import Callable, Sequence
from typing import Any

from engagement.consultations.models import Consultation, Response
from foundation import audit, notifications


def arrived(row: Response, *, by: Any) -> None:
    """In the transaction that makes it a response. Whatever is added here is paid by every submission."""
    audit.record(
        by=by,
        verb="response.received",
        target=row,
        before="draft_saved",
        after=row.state,
        channel=row.channel,
        capacity=row.capacity,
        consultation=row.consultation.ref,
    )
    fact(row, "response.received")


def many_arrived(consultation: Consultation, rows: Sequence[Response], *, by: Any) -> None:
    """The same for what came in one batch: an event each, one fact for all."""
    events = [
        audit.Event(
            "response.received",
            row,
            before="draft_saved",
            after=row.state,
            facts={"channel": row.channel, "capacity": row.capacity, "consultation": consultation.ref},
        )
        for row in rows
    ]
    audit.record_many(events, by=by)
    notifications.publish(
        verb="consultation.responses_ingested",
        about=consultation.ref,
        department=consultation.department.code,
        data={"slug": consultation.slug, "responses": len(rows)},
    )


_after_change: list[Callable[[Response], None]] = []


def on_change(follow: Callable[[Response], None]) -> None:
    """Have the rooms above follow when words change that they keep marks on."""
    if follow not in _after_change:
        _after_change.append(follow)


def changed(row: Response) -> None:
    """Its answers were edited before the close."""
    for follow in _after_change:
        follow(row)
    fact(row, "response.changed")


def fact(row: Response, verb: str) -> None:
    notifications.publish(
        verb=verb,
        about=row.ref,
        department=row.consultation.department.code,
        data={
            "consultation": row.consultation.ref,
            "state": row.state,
            "channel": row.channel,
            "capacity": row.capacity,
            "version": row.version,
        },
    )
