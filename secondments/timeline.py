"""What happened to a placement, step by step, by sides: officials are not named."""

from functools import cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from secondments.enums import PlacementState
from secondments.models import Placement
from secondments.presenting import SIDES

HAPPENED: dict[str, Any] = {
    "matched": _("Matched"),
    "declared": _("Interests declared"),
    "mitigated": _("An interest was dealt with"),
    "conflicts_signed_off": _("Conflicts of interest signed off"),
    "approved": _("An approval was recorded"),
    "exception_recorded": _("Recruitment exception recorded"),
    "clearance_asked": _("Clearance asked for"),
    "clearance_granted": _("Clearance recorded"),
    "dates_set": _("Dates changed"),
    "agreement_drawn_up": _("Agreement drawn up"),
    "agreement_issued": _("Agreement issued to be signed"),
    "agreement_taken_back": _("Agreement taken back"),
    "signed": _("Agreement signed by one party"),
    "agreement_signed": _("Agreement signed by all three"),
    "amendment_drawn_up": _("Amendment drawn up"),
    "amendment_signed": _("Amendment signed by all three"),
    "early_end_asked": _("Early end asked for"),
    "early_end_signed": _("Early end signed by all three"),
    "signed_and_waits": _("Signed by all three; waits for the other half of the swap"),
    "extension_signed": _("Extension signed by all three"),
    "started": _("Placement started"),
    "mentor_named": _("Mentor named"),
    "learning_planned": _("Learning plan written"),
    "reviewed": _("Learning plan reviewed"),
    "absence": _("Absence noted"),
    "paused": _("Paused"),
    "clearance_ran_out": _("Paused, because clearance ran out"),
    "resumed": _("Resumed"),
    "ending": _("Eight weeks to the end"),
    "return_planned": _("Return planned"),
    "returned": _("Returned"),
    "ended_early": _("Ended early"),
    "evaluated": _("A side said how it was"),
    "all_spoke": _("All three have said how it was"),
    "shared_back": _("What was learned was shared"),
    "half_stopped": _("The other half of the swap stopped"),
    "untied": _("Untied from the other half of the swap"),
    "closed": _("File closed"),
    "cancelled": _("Given up before the start"),
}

CLOCK = _("Front Door, by its clock")


@cache
def words(language: str | None) -> tuple[dict[str, str], dict[str, str]]:
    """What happened and who did it, in the language being read, whose name is given."""
    happened = {state.value: str(state.label) for state in PlacementState} | {
        verb: str(said) for verb, said in HAPPENED.items()
    }
    sides = {side: str(name) for side, name in SIDES.items()}
    return happened, sides | {"clock": str(CLOCK)}


def timeline(row: Placement) -> list[dict[str, Any]]:
    happened, sides = words(get_language())
    return [
        {
            "title": happened.get(step.verb) or happened[step.to_state],
            "at": step.at,
            "by": sides.get(step.side, ""),
            "text": step.reason,
        }
        for step in row.steps.all()
    ]
