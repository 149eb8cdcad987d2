"""The other half of a swap as one reader may see it: all of it for who may see it anyway, else how far it is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from secondments import halves
from secondments.enums import BEFORE, RUNNING, OpportunityState
from secondments.models import Opportunity, Placement
from secondments.presenting import OPPORTUNITY_COLOURS, PLACEMENT_COLOURS


@dataclass(frozen=True, slots=True)
class Half:
    """`ref`, `title` and `who` are empty for whoever may not open the other half."""

    home: str = ""
    host: str = ""
    words: Any = ""
    colour: str = "grey"
    ref: str = ""
    title: str = ""
    who: str = ""
    proposed: bool = False
    asked: str = ""
    untied: str = ""
    untied_on: date | None = None


def half_of(row: Any, user: Any) -> Half | None:
    """Nothing for what was never half of a swap."""
    if row.swap_id is None:
        return None
    if not row.swap.is_tied:
        if isinstance(row, Opportunity):  # a public page: why the two sides parted is theirs
            return None
        return Half(untied=row.swap.untied_reason, untied_on=row.swap.untied_at)
    half = halves.other(row)
    if half is None:
        return None
    seen = type(half).objects.visible_to(user).filter(pk=half.pk).exists()
    found = _placement(half, seen) if isinstance(half, Placement) else _opportunity(row, half, seen)
    return Half(**found, ref=half.ref if seen else "", title=half.title if seen else "")


def _placement(half: Placement, seen: bool) -> dict[str, Any]:
    """Those of the other half alone know its gates; everybody in the swap knows whether it can begin."""
    found: dict[str, Any] = {"home": str(half.home), "host": str(half.host)}
    if seen:
        words, colour = half.get_state_display(), PLACEMENT_COLOURS[half.state]
        return found | {"words": words, "colour": colour, "who": half.person.name}
    words, colour = COARSE[_stage(half)]
    return found | {"words": words, "colour": colour}


def _stage(half: Placement) -> str:
    if half.state in halves.NOT_READY:
        return "waits"
    return "ready" if half.state in BEFORE else "runs" if half.state in RUNNING else "over"


COARSE = {
    "waits": (_("Not ready yet"), "yellow"),
    "ready": (_("Ready to start"), "green"),
    "runs": (_("Active"), "green"),
    "over": (_("Ended"), "grey"),
}


def _opportunity(row: Opportunity, half: Opportunity, seen: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"home": str(row.host), "host": str(half.host)}
    asked = row.swap.agreed_at is None and half.state == OpportunityState.DRAFT
    proposed = half if halves.is_proposed(half) else row if halves.is_proposed(row) else None
    found |= {"proposed": asked and proposed is not None, "asked": str(proposed.host) if proposed else ""}
    if seen:
        return found | {"words": half.get_state_display(), "colour": OPPORTUNITY_COLOURS[half.state]}
    return found | {"words": _("Not public yet")}
