"""What every verb shares: take the row under lock, check the rule, write it with history, audit and messages."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation import audit, notifications
from foundation.common.errors import Invalid, WrongState
from secondments import clocks, people, rules
from secondments.enums import PlacementState
from secondments.models import Placement, Step

Row = TypeVar("Row", bound=Any)

# What the database refuses, in words for the person who asked.
REFUSALS: dict[str, tuple[str, Any]] = {
    "placement_within_24_months": (
        "ends_on",
        _(
            "An inward secondment ends within 24 months, or the Civil Service Commission’s reference is needed."
        ),
    ),
    "placement_within_own_contract": (
        "ends_on",
        _("A secondment cannot outlast the person’s own contract with the home body."),
    ),
    "placement_second_exception": (
        "reference",
        _("This person had another exception less than 12 months ago: the Commission’s reference is needed."),
    ),
    "placement_gate_signatures": ("", _("The agreement is not signed by all three parties.")),
    "placement_gate_agreement": ("", _("The agreement is not signed by all three parties.")),
    "placement_gate_clearance": ("", _("Clearance is not in date.")),
    "placement_gate_conflicts": ("", _("Conflicts of interest are not signed off.")),
    "placement_gate_exception": ("", _("The recruitment exception is not recorded.")),
    "placement_gate_approvals": ("", _("HR and finance have not both approved.")),
    "placement_gate_identity": (
        "",
        _("Record the exception again, with the person’s name and date of birth from their document."),
    ),
    "placement_reference_on_record": (
        "reference",
        _("No approval is on record with this reference that reaches to the last day. Record it first."),
    ),
    "placement_reference_covers": (
        "ends_on",
        _(
            "The Commission’s reference was given for an earlier last day. Record an approval that reaches to this one."
        ),
    ),
    "placement_start_stays": ("", _("What the start was based on does not change any more.")),
    "secondment_record_stays": ("", _("What the start was based on does not change any more.")),
    "placement_senior_needs_commission": ("", _("A post at this level needs the Commission’s reference.")),
    "placement_starts_within_its_dates": ("", _("A placement starts between its first and its last day.")),
    "placement_gate_swap": ("", _("The other half of the swap is not ready to start.")),
    "placement_swap_one_each_way": ("", _("This half of the swap has a placement already.")),
    "placement_dates_in_order": ("ends_on", _("The last day must be after the first.")),
    "signed_text_stays": (
        "",
        _("What was signed is not changed. Draw up a new text before the start, or an amendment after it."),
    ),
    "signature_once_a_person": ("", _("One person cannot sign for two parties.")),
    "signature_once_a_party": ("", _("This party has signed already.")),
    "agreement_one_at_work": (
        "",
        _("There is an agreement that is not signed yet. Finish or replace it first."),
    ),
    "opportunity_dates_in_order": (
        "closes_on",
        _("Applications must close before the first day, and the last day must come after it."),
    ),
    "opportunity_direction_fits_host": (
        "direction",
        _("Into government, the host is a department; out to civil society, it is an organisation."),
    ),
    "candidate_availability_in_order": ("available_to", _("The last day must be after the first.")),
    "candidate_open_once": ("", _("You have a profile already.")),
    "nomination_one_match": ("decision", _("This person cannot be matched here as things stand.")),
    "nomination_open_once": ("", _("You have applied for this one already.")),
}


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what a constraint refuses into a sentence; anything else stays an error of ours."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        found = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
        if found not in REFUSALS:
            raise
        raise refused(found) from error


def refused(constraint: str) -> Invalid:
    field, sentence = REFUSALS[constraint]
    return Invalid({field: [sentence]})


def take(row: Row, *, by: Any, verb: str) -> Row:
    """The row as it now stands, locked until commit, if `by` may do `verb` to it."""
    fresh = type(row).objects.locked().get(pk=row.pk)
    rules.check(by, verb, fresh)
    return fresh


def must_be(row: Any, *states: str) -> None:
    if row.state not in states:
        raise WrongState(
            _("This is now “%(state)s”, so this can no longer be done.") % {"state": row.get_state_display()}
        )


def move(row: Any, state: str, moves: dict[str, frozenset[str]]) -> None:
    """Change the state in memory if the move is legal; raises WrongState."""
    if state not in moves[row.state]:
        raise WrongState(
            _("This is now “%(state)s”, so this can no longer be done.") % {"state": row.get_state_display()}
        )
    row.state = state


def save(row: Any, *, by: Any, verb: str, before: str = "", only: Iterable[str] = (), **facts: Any) -> Any:
    """Write the row, or `only` some fields of it, with its next version, and the audit event beside it."""
    row.version += 1
    with refusals():
        row.save(update_fields=[*only, "version", "updated_at"] if only else None)
    after = getattr(row, "state", "")
    audit.record(by=by, verb=verb, target=row, before=before or after, after=after, **facts)
    return row


def finish(
    row: Placement, *, by: Any, verb: str, before: str, reason: str = "", tell: bool = True, **facts: Any
) -> Placement:
    """Write a placement with its history, audit event, outgoing fact and, when the state changed, its messages."""
    today = clocks.today()
    if row.state != before:
        row.state_since = today
    row.due_on = clocks.next_due(row)
    save(row, by=by, verb=f"secondment.{verb}", before=before, **facts)
    Step.objects.create(
        placement=row,
        verb=verb,
        from_state=before,
        to_state=row.state,
        side=rules.side_of(by, row) or "officer",
        reason=reason[:1000],
        at=timezone.now(),
        by_id=by.pk if by.audit_identity()[0] == "user" else None,
    )
    department = row.host_department or row.home_department
    notifications.publish(
        verb=f"secondment.{verb}",
        about=row.ref,
        department=department.code if department else "",
        data={"state": row.state, "version": row.version},
    )
    if tell and row.state != before:
        tell_people(
            people.of_placement(row),
            row,
            "secondment_step",
            by,
            step=PlacementState(row.state).label,
        )
    return row


def tell_people(recipients: Iterable[Any], row: Any, kind: str, by: Any, **context: Any) -> None:
    title = getattr(row, "title", "")
    notifications.tell(
        recipients,
        kind=kind,
        about=row.ref,
        url=row.get_absolute_url(),
        context={"ref": row.ref, "title": title, **context},
        skip=by,
    )


def require(text: str, field: str, sentence: Any, limit: int = 3000) -> str:
    text = (text or "").strip()
    if not text:
        raise Invalid({field: [sentence]})
    return text[:limit]


def assign(row: Any, said: dict[str, Any], allowed: Iterable[str]) -> None:
    """Take over what was said, field by field; an unknown name is a mistake of the caller."""
    names = set(allowed)
    for name, value in said.items():
        if name not in names:
            raise Invalid({name: [_("This cannot be set here.")]})
        setattr(row, name, value)
