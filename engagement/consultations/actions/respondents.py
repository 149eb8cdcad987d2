"""For whom a response speaks: tied to an organisation of the directory where that is known or said."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from engagement.consultations import whose
from engagement.consultations.enums import Capacity, Publication
from engagement.consultations.models import Response
from foundation.directory.models import Organisation


class Before(NamedTuple):
    """What it said before it was changed."""

    body: int | None
    name: str
    email: str


def tie(row: Response, said: Collection[str], by: Any, before: Before) -> None:
    """What a respondent says: one of the directory, none of it, or a name, which ties it where one body has it.

    It gives no right whatsoever. It is a claim unless they are known to belong to it; what a member said stays so
    while a colleague changes the rest.
    """
    if "organisation" not in said and row.organisation_name != before.name:
        row.organisation = whose.named([row.organisation_name], by).get(row.organisation_name)
    if row.organisation_id is None or row.organisation_id != before.body:
        row.organisation_claimed = row.organisation_id is not None
    if whose.is_known_of(row.organisation, by):
        row.organisation_claimed = False


def tie_entered(who: Mapping[str, Any], known: Mapping[str, Organisation]) -> dict[str, Any]:
    """The same for what staff or a system brings: what they say themselves is known, a name that fits is a claim."""
    if who.get("organisation") is not None:
        return dict(who)
    found = known.get(who.get("organisation_name", ""))
    return {**who, "organisation": found, "organisation_claimed": found is not None}


def tidy(row: Response) -> None:
    """What belongs to one capacity only is empty in the others."""
    if row.capacity != Capacity.ORGANISATION:
        row.organisation, row.organisation_name, row.has_authority = None, "", False
        row.organisation_claimed = False
    if row.capacity == Capacity.INDIVIDUAL:
        row.how_gathered = ""
    if row.organisation_id:
        row.organisation_name = row.organisation.name
    if row.confidential:
        row.publication = Publication.DO_NOT_PUBLISH
    else:
        row.confidential_reason = ""
