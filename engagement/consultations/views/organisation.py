"""Which organisation of the directory a response is for: those that fit the name, or a search, without an account."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from engagement.consultations import actions, whose
from engagement.consultations.enums import Capacity
from engagement.consultations.forms.who import ANOTHER, WhichForm, WhoForm
from engagement.consultations.views.shared import SECTION, Held, while_open
from foundation.common.errors import Invalid
from foundation.common.forms.refusals import put_errors
from foundation.directory.models import Organisation

AT_MOST = 10


def ask(request: HttpRequest, held: Held, form: Any, name: str, heading: str, **more: Any) -> HttpResponse:
    context = {
        "consultation": held.consultation,
        "response": held.response,
        "form": form,
        "heading": heading,
        "back": held.url("receipt" if held.response.is_sent else "tasks"),
    }
    return render(request, f"consultations/respond/{name}.html", SECTION | context | more)


def save_who(held: Held, form: Any, said: dict[str, Any]) -> bool:
    try:
        held.response = actions.say_who(**held.proof, **said)
    except Invalid as error:
        put_errors(form, error)
        return False
    return True


def onwards(held: Held) -> str:
    return "receipt" if held.response.is_sent else "publication"


def after_who(held: Held, form: WhoForm) -> str:
    """Whoever typed a name is shown what the directory has like it, once; where it has nothing, nothing is asked."""
    said = form.said
    if said["capacity"] != Capacity.ORGANISATION or said.get("organisation"):
        return onwards(held)
    changed = "organisation_name" in form.changed_data or "capacity" in form.changed_data
    return "organisation" if changed and _found(held, said["organisation_name"]) else onwards(held)


def _found(held: Held, words: str) -> list[Organisation]:
    """What the search finds; the one that is chosen stays among them."""
    found = list(whose.there(held.by).prefetch_related("identifiers").search(words, limit=AT_MOST))
    chosen = held.response.organisation
    return [*([chosen] if chosen and chosen not in found else []), *found]


@while_open
def organisation(request: HttpRequest, held: Held) -> HttpResponse:
    row = held.response
    if row.capacity != Capacity.ORGANISATION:
        return held.to("who")
    asked = (request.POST if request.method == "POST" else request.GET).get("q", "").strip()[:200]
    words = asked or row.organisation_name
    found = _found(held, words)
    first = row.organisation.ref if row.organisation else ANOTHER if row.is_sent else None
    form = WhichForm(
        request.POST if request.method == "POST" else None, found=found, initial={"organisation": first}
    )
    if request.method == "POST" and form.is_valid() and save_who(held, form, {"organisation": form.chosen}):
        return held.to(onwards(held))
    more = {"words": words, "found": found, "onwards": held.url(onwards(held)), "back": held.url("who")}
    return ask(request, held, form, "organisation", _("Find your organisation"), **more)
