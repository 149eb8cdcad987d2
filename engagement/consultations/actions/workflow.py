"""The editorial workflow: a second pair of eyes, publication at a time, and the ways back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from engagement.consultations import editions, gates
from engagement.consultations.actions.responses import forget
from engagement.consultations.actions.steps import (
    client,
    fact,
    finish,
    officers,
    person,
    require,
    take,
    tell,
    touch,
)
from engagement.consultations.enums import DELETABLE, EditionState, Workflow
from engagement.consultations.models import Consultation, Edition, Response
from engagement.consultations.turns import take_away
from foundation import audit
from foundation.common.actors import SYSTEM
from foundation.common.errors import Invalid, WrongState


@transaction.atomic
def submit(*, consultation: Consultation, by: Any, note: str = "") -> Consultation:
    """Send the draft for a check by somebody else. Raises Invalid with all that is still missing."""
    row = take(consultation, by=by, verb="submit")
    _pass(row)
    before = row.workflow
    row.move_to(Workflow.SUBMITTED)
    row.submitted_by, row.approved_by, row.approved_client = person(by), None, ""
    finish(row, by=by, verb="submitted", before=before)
    keep_edition(row, by=by, note=note)
    tell(officers(row.department_id), row, "consultation_to_check", skip=by)
    return row


def _pass(row: Consultation, public_at: datetime | None = None) -> None:
    if found := gates.stops(row, public_at=public_at):
        raise Invalid({"": [gate.text for gate in found]})


@transaction.atomic
def approve(*, consultation: Consultation, by: Any, publish_at: datetime | None = None) -> Consultation:
    """Pass the check: it is published now, or by itself at the given moment.

    Raises NotAllowed when the same person sent it for the check.
    """
    row = take(consultation, by=by, verb="approve")
    if row.workflow != Workflow.SUBMITTED:
        raise WrongState(f"This is “{row.get_workflow_display()}”, so there is nothing to check.")
    _pass(row, publish_at)
    row.approved_by, row.approved_client = person(by), client(by)
    row.forced_at, row.force_reason = None, ""
    return _release(row, by=by, publish_at=publish_at, verb="approved")


def _release(row: Consultation, *, by: Any, publish_at: datetime | None, verb: str) -> Consultation:
    now, before = timezone.now(), row.workflow
    later = publish_at is not None and publish_at > now
    if later and row.closing_at and publish_at >= row.closing_at:
        text = "It would be published after it closes. Choose an earlier day, or change when it closes"
        raise Invalid({"publish_on": [text]})
    row.publish_at = publish_at if later else now
    row.move_to(Workflow.SCHEDULED if later else Workflow.PUBLISHED)
    if not later:
        row.first_published_at = row.first_published_at or now
        row.notice = ""
    finish(row, by=by, verb="scheduled" if later else "published", before=before, reason=row.force_reason)
    if verb == "forced":
        audit.record(by=by, verb="consultation.forced", target=row)
    if not later:
        _publish_edition(row, by=by)
    return row


@transaction.atomic
def force_publish(
    *, consultation: Consultation, by: Any, reason: str, publish_at: datetime | None = None
) -> Consultation:
    """Publish without a second check. The reason is kept, colleagues are told, and the cases are counted."""
    row = take(consultation, by=by, verb="force_publish")
    if row.workflow not in DELETABLE:
        raise WrongState(f"This is “{row.get_workflow_display()}”, so it cannot be published now.")
    _pass(row, publish_at)
    row.forced_at = timezone.now()
    row.force_reason = require(reason, "reason", "Say why it cannot wait for a second check")
    row.submitted_by = row.submitted_by or person(by)
    if row.workflow != Workflow.SUBMITTED:
        keep_edition(row, by=by, note="")
    _release(row, by=by, publish_at=publish_at, verb="forced")
    tell(officers(row.department_id), row, "consultation_forced", skip=by)
    return row


@transaction.atomic
def reject(*, consultation: Consultation, by: Any, reason: str) -> Consultation:
    """Send it back to its authors with a reason."""
    row = take(consultation, by=by, verb="reject")
    before = row.workflow
    row.move_to(Workflow.REJECTED)
    reason = require(reason, "reason", "Say what has to change")
    finish(row, by=by, verb="rejected", before=before, reason=reason)
    if row.submitted_by_id:
        tell([row.submitted_by], row, "consultation_rejected")
    return row


@transaction.atomic
def unschedule(*, consultation: Consultation, by: Any) -> Consultation:
    """Take a scheduled publication back, as long as its moment has not come."""
    row = take(consultation, by=by, verb="unschedule")
    if row.is_public():
        raise WrongState("It has been published already.")
    before = row.workflow
    row.move_to(Workflow.SUBMITTED)
    row.publish_at, row.approved_by, row.approved_client = None, None, ""
    row.forced_at, row.force_reason = None, ""
    return finish(row, by=by, verb="unscheduled", before=before)


def publish_due(now: datetime | None = None) -> int:
    """What was scheduled and whose moment has come. Readers see it from that moment on, with or without this."""
    now = now or timezone.now()
    due = Consultation.objects.filter(workflow=Workflow.SCHEDULED, publish_at__lte=now)
    return sum(_publish_one(pk) for pk in due.values_list("pk", flat=True)[:500])


@transaction.atomic
def _publish_one(pk: int) -> int:
    row = Consultation.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if row is None or row.workflow != Workflow.SCHEDULED:
        return 0
    row.move_to(Workflow.PUBLISHED)
    row.first_published_at = row.first_published_at or row.publish_at
    finish(row, by=SYSTEM, verb="published", before=Workflow.SCHEDULED)
    _publish_edition(row, by=SYSTEM)
    return 1


@transaction.atomic
def unpublish(*, consultation: Consultation, by: Any, reason: str) -> Consultation:
    """Take a page away that was published by mistake. Only before anybody responded; afterwards it is withdrawn."""
    take_away(consultation.pk)
    row = take(consultation, by=by, verb="unpublish")
    if Response.objects.filter(consultation=row).counted().exists():
        raise WrongState("People have responded, so the page stays. Withdraw it instead.")
    before = row.workflow
    row.move_to(Workflow.UNPUBLISHED)
    row.notice = require(reason, "reason", "Say why it is taken away")
    return finish(row, by=by, verb="unpublished", before=before, reason=row.notice)


@transaction.atomic
def withdraw(*, consultation: Consultation, by: Any, reason: str) -> Consultation:
    """Withdraw it: the page stays with the reason on it, and takes no more responses.

    Whoever answered it or has begun to is told; a sweep does that, however many they are.
    """
    take_away(consultation.pk)
    row = take(consultation, by=by, verb="withdraw")
    before = row.workflow
    row.move_to(Workflow.WITHDRAWN)
    row.withdrawn_at, row.withdrawal_told = timezone.now(), 0
    row.notice = require(reason, "reason", "Say why it is withdrawn; the public reads it")
    return finish(row, by=by, verb="withdrawn", before=before, reason=row.notice)


@transaction.atomic
def unwithdraw(*, consultation: Consultation, by: Any, length_reason: str = "") -> Consultation:
    """Bring a withdrawn page back, as a new edition. The days that people lost are taken off its length.

    Raises Invalid where less than twelve weeks are left of it and nobody has said why.
    """
    row = take(consultation, by=by, verb="unwithdraw")
    before = row.workflow
    lost = row.days_lost()
    row.move_to(Workflow.PUBLISHED)
    row.notice, row.withdrawn_at, row.withdrawal_told = "", None, None
    row.days_withdrawn += lost
    row.length_reason = length_reason.strip() or row.length_reason
    _say_why_short(row, lost)
    finish(row, by=by, verb="unwithdrawn", before=before, days_lost=lost)
    keep_edition(row, by=by, note="No longer withdrawn", public=True)
    return row


def _say_why_short(row: Consultation, lost: int) -> None:
    length = row.length()
    if lost and length is not None and length < gates.SHORT and not row.length_reason:
        left = gates.in_weeks(length)
        text = f"Without the days for which it was withdrawn, people have {left} to answer. Say why"
        raise Invalid({"length_reason": [text]})


AMENDABLE = frozenset(
    {"summary", "summary_cy", "body", "body_cy", "closing_at", "respond_email", "respond_post"}
)


@transaction.atomic
def amend(*, consultation: Consultation, by: Any, change_note: str, **said: Any) -> Consultation:
    """Change a published page: a later closing date, a clearer text. The note is public and a new edition is kept.

    Questions stay as people answered them. The closing date moves only later, and only before it has passed.
    """
    row = take(consultation, by=by, verb="amend")
    if row.workflow != Workflow.PUBLISHED:
        raise WrongState("Only a published consultation is changed in this way.")
    if unknown := set(said) - AMENDABLE:
        raise ValueError(f"{sorted(unknown)} cannot be changed after publication")
    note = require(change_note, "change_note", "Say what changed and why; the public reads it", 500)
    _later_only(row, said.get("closing_at"))
    for name, value in said.items():
        setattr(row, name, value)
    touch(row, by=by, verb="amended", fields=sorted(said))
    fact(row, "consultation.amended", closing_at=str(row.closing_at))
    keep_edition(row, by=by, note=note, public=True)
    return row


def _later_only(row: Consultation, closing_at: datetime | None) -> None:
    if closing_at is None or closing_at == row.closing_at:
        return
    if timezone.now() > row.closing_at:
        raise Invalid({"closing_at": ["It has closed. Begin a new consultation to ask again"]})
    if closing_at < row.closing_at:
        raise Invalid({"closing_at": ["People count on the closing date, so it can only move later"]})


def keep_edition(row: Consultation, *, by: Any, note: str, public: bool = False) -> Edition:
    """Keep the whole text as the next edition; once it is public it replaces the one before."""
    last = row.editions.order_by("-number").values_list("number", flat=True).first() or 0
    edition = Edition.objects.create(
        consultation=row,
        number=last + 1,
        content=editions.snapshot(row),
        change_note=note,
        is_public_note=public,
        by=person(by),
        at=timezone.now(),
    )
    if public:
        _publish_edition(row, by=by)
    return edition


def _publish_edition(row: Consultation, *, by: Any) -> None:
    newest = row.editions.order_by("-number").first()
    if newest is None:
        newest = keep_edition(row, by=by, note="")
    row.editions.filter(state=EditionState.PUBLISHED).update(state=EditionState.SUPERSEDED)
    Edition.objects.filter(pk=newest.pk).update(state=EditionState.PUBLISHED)


@transaction.atomic
def discard(*, consultation: Consultation, by: Any) -> None:
    """Delete what was never published; its audit trail keeps only that it was there."""
    row = take(consultation, by=by, verb="discard")
    if row.workflow not in DELETABLE or row.first_published_at:
        raise WrongState("It was published, so it cannot be deleted.")
    audit.record(by=by, verb="consultation.deleted", target=row, before=row.workflow)
    forget(Response.objects.filter(consultation=row))
    row.questions.all().delete()
    row.delete()
