"""The verbs of policy programmes: begin, change, publish, move on, log decisions."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from engagement.programmes.enums import DecisionState, Stage
from engagement.programmes.models import Decision, Programme, ProgrammeUpdate, desks
from foundation import audit, notifications
from foundation.common.errors import Invalid, NotAllowed, WrongState
from foundation.common.references import next_reference
from foundation.directory.models import Department

SAID = {"title", "title_cy", "problem", "problem_cy", "how_to_get_involved", "owner_role"}
RESERVED = frozenset({"new"})


def may_write(by: Any, programme: Programme) -> bool:
    return programme.department_id in desks(by)


def _take(programme: Programme, by: Any) -> Programme:
    row = Programme.objects.locked().select_related("department").get(pk=programme.pk)
    if not may_write(by, row):
        raise NotAllowed("You cannot do this to this programme with the role you have.")
    return row


def _finish(row: Programme, *, by: Any, verb: str, before: str = "", **facts: Any) -> Programme:
    row.version += 1
    row.save()
    audit.record(by=by, verb=f"programme.{verb}", target=row, before=before, after=row.stage, **facts)
    if row.published_at:
        data = {"slug": row.slug, "stage": row.stage, "version": row.version}
        notifications.publish(
            verb=f"programme.{verb}", about=row.ref, department=row.department.code, data=data
        )
    return row


@transaction.atomic
def create(*, by: Any, department: Department, **said: Any) -> Programme:
    """Begin a programme; nobody outside the department sees it before it is published."""
    if department.pk not in desks(by):
        raise NotAllowed("You can only begin a programme for a department in which you work.")
    row = Programme(department=department, ref=next_reference("PP"))
    _put(row, said)
    row.slug = _slug(row.title)
    row.save()
    audit.record(by=by, verb="programme.begun", target=row, after=row.stage)
    return row


def _slug(title: str) -> str:
    base = slugify(title)[:100].strip("-") or "programme"
    taken = set(Programme.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED
    return (
        base
        if base not in taken
        else next(s for n in range(2, len(taken) + 3) if (s := f"{base}-{n}") not in taken)
    )


def _put(row: Programme, said: dict[str, Any]) -> None:
    for name, value in said.items():
        if name not in SAID:
            raise ValueError(f"{name!r} is not part of a programme")
        setattr(row, name, value)


@transaction.atomic
def save(*, programme: Programme, by: Any, **said: Any) -> Programme:
    row = _take(programme, by)
    _put(row, said)
    return _finish(row, by=by, verb="saved", fields=sorted(said))


@transaction.atomic
def publish(*, programme: Programme, by: Any) -> Programme:
    """Show it to everybody, with its decisions and its log, from now on."""
    row = _take(programme, by)
    if row.published_at is None:
        row.published_at = timezone.now()
        ProgrammeUpdate.objects.create(
            programme=row, stage=row.stage, note="Published.", by=_person(by), at=row.published_at
        )
        _finish(row, by=by, verb="published")
    return row


@transaction.atomic
def move(*, programme: Programme, stage: str, note: str, by: Any) -> Programme:
    """Move it to another stage, with a sentence that the public reads."""
    row = _take(programme, by)
    if stage not in Stage.values:
        raise Invalid({"stage": ["Select a stage from the list"]})
    if not note.strip():
        raise Invalid({"note": ["Say what has changed; the public reads it"]})
    before, row.stage = row.stage, stage
    ProgrammeUpdate.objects.create(programme=row, stage=stage, note=note, by=_person(by), at=timezone.now())
    return _finish(row, by=by, verb="moved", before=before)


def _person(by: Any) -> Any:
    return by if by.audit_identity()[0] == "user" else None


@transaction.atomic
def add_decision(
    *, programme: Programme, by: Any, question: str, decided_by_role: str, due_on: date | None = None
) -> Decision:
    """Say what is to be decided, by which role, by when."""
    row = _take(programme, by)
    decision = Decision.objects.create(
        programme=row, question=question, decided_by_role=decided_by_role, due_on=due_on
    )
    _finish(row, by=by, verb="decision_added", decision=str(decision.public_id))
    return decision


@transaction.atomic
def decide(
    *, decision: Decision, by: Any, state: str, words: str, decided_on: date | None = None
) -> Decision:
    """Log what was decided and why, or that it need not be decided any more. What is logged is not rewritten."""
    row = _take(decision.programme, by)
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    if decision.state != DecisionState.OPEN:
        raise WrongState("This decision is in the log already.")
    if state not in (DecisionState.DECIDED, DecisionState.DROPPED):
        raise Invalid({"state": ["Select an option"]})
    if not words.strip():
        raise Invalid({"words": ["Say what was decided and why"]})
    day = decided_on or timezone.localdate()
    if day > timezone.localdate():
        raise Invalid({"decided_on": ["The day must not lie ahead"]})
    decision.state, decision.decision, decision.decided_on = state, words, day
    decision.save()
    _finish(row, by=by, verb="decided", decision=str(decision.public_id))
    return decision
