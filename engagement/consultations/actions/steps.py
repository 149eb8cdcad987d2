"""What every verb shares: take the row under lock, check the rule, leave step, audit event, fact and messages."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import lazy

from engagement.consultations import rules
from engagement.consultations.enums import EDITABLE
from engagement.consultations.models import Consultation, Step
from foundation import audit, notifications
from foundation.accounts.models import User
from foundation.common.errors import Invalid, WrongState
from foundation.directory.models import Appointment

MOST_TOLD = 50


def take(consultation: Consultation, *, by: Any, verb: str) -> Consultation:
    """The row as it now stands, locked until commit, if `by` may do `verb` to it."""
    row = Consultation.objects.locked().select_related("department").get(pk=consultation.pk)
    rules.check(by, verb, row)
    return row


def take_to_edit(consultation: Consultation, *, by: Any) -> Consultation:
    """The same, for its text: only while it is with its authors."""
    row = take(consultation, by=by, verb="edit")
    if row.workflow not in EDITABLE:
        raise WrongState(
            f"This is “{row.get_workflow_display()}”. Its text can be changed only while it is a draft."
        )
    return row


def person(by: Any) -> User | None:
    return by if by.audit_identity()[0] == "user" else None


def client(by: Any) -> str:
    kind, identity = by.audit_identity()
    return identity if kind == "client" else ""


def touch(consultation: Consultation, *, by: Any, verb: str, **facts: Any) -> Consultation:
    """Save the next version of the row, with its audit event."""
    consultation.version += 1
    consultation.save()
    audit.record(by=by, verb=f"consultation.{verb}", target=consultation, **facts)
    return consultation


def finish(
    consultation: Consultation, *, by: Any, verb: str, before: str, reason: str = "", **facts: Any
) -> Consultation:
    """Save a move of the workflow with step, audit event and outgoing fact beside it."""
    consultation.version += 1
    consultation.save()
    Step.objects.create(
        consultation=consultation,
        verb=verb,
        from_workflow=before,
        to_workflow=consultation.workflow,
        reason=reason,
        by=person(by),
        client_id=client(by),
        at=timezone.now(),
    )
    after = consultation.workflow
    audit.record(by=by, verb=f"consultation.{verb}", target=consultation, before=before, after=after, **facts)
    fact(consultation, f"consultation.{verb}")
    return consultation


def fact(consultation: Consultation, verb: str, **data: Any) -> None:
    notifications.publish(
        verb=verb,
        about=consultation.ref,
        department=consultation.department.code,
        data={"slug": consultation.slug, "workflow": consultation.workflow, "version": consultation.version}
        | data,
    )


def require(text: str, field: str, sentence: object, limit: int = 1000) -> str:
    """A text that must say something; raises Invalid for the field."""
    text = (text or "").strip()
    if not text:
        raise Invalid({field: [sentence]})
    if len(text) > limit:
        raise Invalid({field: [f"Use {limit:,} characters or fewer."]})
    return text


def officers(department_id: int) -> list[User]:
    """Who runs a department's consultations today."""
    today = timezone.localdate()
    held = Appointment.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today),
        valid_from__lte=today,
        role__in=["officer", "civil_society_lead"],
        department=department_id,
    )
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True)[:MOST_TOLD])


def authors(consultation: Consultation) -> list[User]:
    """The owner where there is one, otherwise the department's officers."""
    if consultation.owner_id:
        found = list(User.objects.filter(pk=consultation.owner_id, is_active=True))
        if found:
            return found
    return officers(consultation.department_id)


def title_of(consultation: Consultation) -> Any:
    """Its title in whatever language the reader turns out to have."""
    return lazy(lambda: consultation.title_shown, str)()


def tell(
    people: Iterable[User | str], consultation: Consultation, kind: str, *, url: str = "", **options: Any
) -> int:
    context = options.pop("context", {})
    return notifications.tell(
        people,
        kind=kind,
        about=consultation.ref,
        url=url or f"/consultations/{consultation.slug}/manage/",
        context={"title": consultation.title, **context},
        **options,
    )
