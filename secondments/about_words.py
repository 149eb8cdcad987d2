"""What the programme holds about one person, in words to read: days, choices and amounts as pages write them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from foundation.common import words
from secondments.forms.agreements import Terms
from secondments.forms.people import ProfileForm
from secondments.forms.placements import Evaluate, ReturnPlan
from secondments.models import Agreement, Candidate, Nomination, Placement
from secondments.models.common import words_of
from secondments.timeline import words as happened

DAY, MOMENT = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d-\d\dT.*")
LABELS: dict[str, Any] = {
    "ref": _("Reference"),
    "state": _("State"),
    "name": _("Name"),
    "email": _("Email"),
    "home": _("Home body"),
    "host": _("Host"),
    "manager": _("Manager"),
    "title": _("Title"),
    "opportunity": _("Opportunity"),
    "direction": _("Which way?"),
    "shape": _("Time"),
    "funding": _("Who pays?"),
    "avoids_for_home": _("Bodies where your home body says that you must not work"),
    "mentor": _("Mentor"),
    "starts_on": _("First day"),
    "ends_on": _("Last day"),
    "from_on": _("First day"),
    "to_on": _("Last day"),
    "clearance_level": _("Clearance"),
    "clearance_expires_on": _("Clearance until"),
    "exception": _("Recruitment exception"),
    "commission_ref": _("Commission reference"),
    "outcome": _("What came of it?"),
    "why": _("Why this one?"),
    "reasons": _("Why"),
    "reason": _("Reason"),
    "answer": _("Answer"),
    "host_note": _("What the host says"),
    "steps": _("What happened"),
    "verb": _("What happened"),
    "conflicts": _("Interests declared"),
    "recusals": _("Stays out of"),
    "approvals": _("Approvals"),
    "onboardingitems": _("Onboarding"),
    "learningoutcomes": _("Learning plan"),
    "absences": _("Absences"),
    "evaluations": _("What each side says"),
    "agreements": _("Agreement"),
    "issues": _("Issues"),
    "signatures": _("Signatures"),
    "certificate_says": _("What its certificate says"),
    "return_plan": _("The way home"),
}
FORMS = (Terms, ReturnPlan, Evaluate, ProfileForm)
MODELS: dict[str, Any] = {"profiles": Candidate, "nominations": Nomination, "placements": Placement}
MODELS |= {"agreements": Agreement, "signatures": Agreement.signatures.rel.related_model}
MODELS |= {
    relation.get_accessor_name(): relation.related_model
    for relation in Placement._meta.related_objects
    if relation.get_accessor_name() not in MODELS
}


@dataclass(frozen=True, slots=True)
class Fact:
    """`rows` are facts of rows that belong to this one. A label without a translation is in English."""

    label: str
    is_english: bool
    value: str
    rows: tuple[tuple["Fact", ...], ...] = ()


def facts(row: dict[str, Any], of: str) -> tuple[Fact, ...]:
    """What is known, label by label; `of` is the section or the list in which the row stands."""
    known = labels()
    found = []
    for name, value in row.items():
        if value in (None, "", [], {}):
            continue
        label, english = known.get(name), name not in known
        label = label or name.replace("_", " ").capitalize()
        found.append(_fact(label, english, name, value, of))
    return tuple(found)


def labels() -> dict[str, str]:
    asked = {name: field.label for form in FORMS for name, field in form.base_fields.items()}
    return {name: str(label) for name, label in (asked | LABELS).items()}


def _fact(label: str, english: bool, name: str, value: Any, of: str) -> Fact:
    if isinstance(value, dict):
        return Fact(label, english, "", (facts(value, name),))
    if isinstance(value, list) and isinstance(value[0], dict):
        return Fact(label, english, "", tuple(facts(one, name) for one in value))
    said = ", ".join(map(str, value)) if isinstance(value, list) else shown(name, value, of)
    return Fact(label, english, said)


def shown(name: str, value: Any, of: str) -> str:
    if isinstance(value, bool):
        return _now("Yes") if value else _now("No")
    if name.endswith("_pence"):
        return f"£{words.number(value / 100, 2)}"
    if not isinstance(value, str):
        return str(value)
    if MOMENT.fullmatch(value):
        return words.moment(datetime.fromisoformat(value))
    if DAY.fullmatch(value):
        return words.day(date.fromisoformat(value))
    return _choices(name, of).get(value, value)


def _choices(name: str, of: str) -> dict[str, str]:
    done, sides = happened(get_language())
    if name == "side":
        return sides
    if name in ("verb", "from_state", "to_state"):
        return done
    for field in MODELS[of]._meta.concrete_fields if of in MODELS else ():
        if field.name == name and field.choices:
            return words_of(field, get_language())
    return {}


def lines(found: Iterable[Fact], indent: str = "") -> Iterable[str]:
    """As a text to read: a line for each fact."""
    for fact in found:
        if not fact.rows:
            yield f"{indent}{fact.label}: " + fact.value.replace("\n", f"\n{indent}    ")
            continue
        yield f"{indent}{fact.label}:"
        for row in fact.rows:
            yield from lines(row, indent + "    ")
            yield ""
