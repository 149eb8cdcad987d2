"""Appending to the log: one statement, in the caller's transaction, whatever the number of events."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from foundation.common.actors import Actor
from foundation.common.prepared import execute


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to `target`. `facts` are codes, counts and references: never free text or addresses."""

    verb: str
    target: Any
    before: str = ""
    after: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


def record(
    *,
    by: Actor,
    verb: str,
    target: Any,
    before: str = "",
    after: str = "",
    **facts: Any,
) -> None:
    """Record one event; it stands or falls with the caller's transaction."""
    record_many([Event(verb, target, before, after, facts)], by=by)


def record_many(events: Iterable[Event], *, by: Actor) -> None:
    """Record events in their order, as one link after another of one chain."""
    kind, identity = by.audit_identity()
    rows = [_row(event) for event in events]
    if not rows:
        return
    execute("SELECT audit_append(%s, %s, %s::jsonb)", [kind, identity, json.dumps(rows, default=str)])


def _row(event: Event) -> dict[str, Any]:
    target_type, target_ref = identify(event.target)
    return {
        "verb": event.verb,
        "target_type": target_type,
        "target_ref": target_ref,
        "before": str(event.before),
        "after": str(event.after),
        "facts": event.facts,
    }


def identify(target: Any) -> tuple[str, str]:
    """Type and public identity of a row: its reference, else its UUID, else its key."""
    if isinstance(target, tuple):
        return target
    for name in ("ref", "public_id"):
        if value := getattr(target, name, None):
            return target._meta.label_lower, str(value)
    return target._meta.label_lower, str(target.pk)
