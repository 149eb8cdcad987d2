"""Writing a consultation: begin it, what the public reads, what the principles ask."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify

from engagement.consultations.actions.steps import person, take_to_edit, touch
from engagement.consultations.models import Consultation
from engagement.consultations.models.consultation import Asked, Principles
from engagement.programmes.models import desks
from foundation import audit
from foundation.common.errors import Invalid, NotAllowed
from foundation.common.references import next_reference
from foundation.directory.models import Department

RESERVED = frozenset({"new", "desk", "feed", "calendar", "download"})
DETAILS = {field.name for field in Asked._meta.get_fields()} | {"programme"}
PRINCIPLES = {field.name for field in Principles._meta.get_fields()}
MOST_WORDS = 300


@transaction.atomic
def create(*, by: Any, department: Department, title: str, kind: str, **said: Any) -> Consultation:
    """Begin a consultation or call for evidence as a draft of the department."""
    if department.pk not in desks(by):
        raise NotAllowed("You can only begin a consultation for a department in which you work.")
    row = Consultation(department=department, owner=person(by), title=title, kind=kind)
    _put(row, said, DETAILS | PRINCIPLES)
    row.ref, row.slug = next_reference("CO"), _slug(title)
    row.save()
    audit.record(by=by, verb="consultation.begun", target=row, after=row.workflow, kind=kind)
    return row


def _slug(title: str) -> str:
    """The address for life: the title's words, with a number where another has them already."""
    base = slugify(title)[:100].strip("-") or "consultation"
    taken = set(Consultation.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(name for name in numbered if name not in taken)


@transaction.atomic
def save_details(*, consultation: Consultation, by: Any, **said: Any) -> Consultation:
    """Keep what the public reads: titles, summary, dates, whom it is for. Raises WrongState once it is checked."""
    row = take_to_edit(consultation, by=by)
    _put(row, said, DETAILS)
    return touch(row, by=by, verb="details_saved", fields=sorted(said))


@transaction.atomic
def save_principles(*, consultation: Consultation, by: Any, **said: Any) -> Consultation:
    """Keep what the consultation principles ask: purpose, what is open and what is settled, who decides and when."""
    row = take_to_edit(consultation, by=by)
    _put(row, said, PRINCIPLES)
    return touch(row, by=by, verb="principles_saved", fields=sorted(said))


def _put(row: Consultation, said: dict[str, Any], known: set[str]) -> None:
    for name, value in said.items():
        if name not in known:
            raise ValueError(f"{name!r} is not something its authors say here")
        setattr(row, name, value)
    if row.opening_at and row.closing_at and row.closing_at <= row.opening_at:
        raise Invalid({"closing_at": ["The closing time must be after the opening time"]})
    if len(row.body.split()) > MOST_WORDS:
        raise Invalid({"body": [f"Use {MOST_WORDS} words or fewer"]})


__all__ = ["RESERVED", "create", "save_details", "save_principles"]
