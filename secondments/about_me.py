"""All that the programme holds about one person, for that person: what they wrote, what was written about them.

Not in it: what others said in confidence, the names of officials who decided, and notes of a host before the result is
announced. Where something is left out, the copy says so. Lists are whole; questions to the database are few and fixed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secondments import about_words
from secondments.explaining import in_words
from secondments.models import (
    Approval,
    Candidate,
    Evaluation,
    Nomination,
    Opportunity,
    Placement,
    Review,
    SavedSearch,
    Signature,
)

# fmt: off
PROFILE = (
    "ref", "state", "created_at", "updated_at", "home", "manager", "asked_at", "consented_at", "consent_note", "post",
    "level", "skills", "experience", "learning_goals", "development_fit", "offer", "home_benefit", "target_host",
    "available_from", "available_to", "fte_percent", "contract_ends_on", "place", "remote", "nationality", "clearance",
    "clearance_expires_on", "adjustments", "share_adjustments", "interests",
    "goal_codes", "mission_codes", "avoids", "avoids_for_home", "erased_at",
)
PLACED = (
    "ref", "state", "state_since", "due_on", "direction", "title", "level", "shape", "funding", "home", "host",
    "clearance_level", "mentor", "starts_on", "ends_on", "contract_ends_on", "matched_on", "activated_on", "paused_on",
    "ended_on", "early_reason", "early_note", "outcome", "agreement_signed_on", "clearance_requested_on",
    "clearance_granted_on", "clearance_expires_on", "conflicts_declared_on", "interests_since",
    "conflicts_signed_off_on", "exception",
    "exception_recorded_on", "identity_checked_on", "person_key", "commission_ref", "treasury_ref", "hr_approved_on",
    "finance_approved_on", "alumni_since", "alumni_contact",
)
AROUND: dict[str, tuple[str, ...]] = {
    "steps": ("at", "verb", "from_state", "to_state", "side", "reason"),
    "conflicts": ("interest", "mitigation", "detail", "reviewed_on"),
    "recusals": ("matter", "organisation", "department", "from_on", "to_on"),
    "approvals": ("kind", "reference", "note", "on", "until"),
    "onboardingitems": ("title", "side", "due_on", "done_on"),
    "learningoutcomes": ("text", "met", "evidence"),
    "reviews": ("point", "note", "on"),
    "absences": ("kind", "from_on", "to_on"),
    "evaluations": (
        "point", "party", "goals_met", "worth_it", "in_contact", "policy_change", "comment", "on",
    ),
    "agreements": (
        "number", "kind", "state", "post", "team", "location", "line_manager", "hours", "leave", "starts_on", "ends_on",
        "home_fte_percent", "salary_pence", "allowances_pence", "pension", "expenses", "outside_activities",
        "return_post", "change_note", "text_hash", "issued_at", "signed_at",
    ),
}
RETURN = (
    "role_on_return", "who_uses_learning", "contacts_kept", "share_back_on", "share_back_held_on", "share_back_note",
    "written_on",
)
BEFOREHAND = (
    "steps", "conflicts", "recusals__organisation", "recusals__department", "approvals", "onboardingitems",
    "learningoutcomes", "reviews", "absences", "evaluations", "issues", "agreements__signatures",
)
# fmt: on
WITHHELD = _("Left out: the words of somebody else, said in confidence.")
NOT_YET = _("Left out until the result is announced: what the host noted.")
TITLES: dict[str, Any] = {
    "account": _("Your account"),
    "profiles": _("Your profiles"),
    "nominations": _("Your applications"),
    "placements": _("Your placements"),
    "searches": _("Searches that you follow"),
    "parts": _("Parts that you play for others"),
    "notes": _("What is left out, and why"),
}


@dataclass(frozen=True)
class Copy:
    """The copy: plain values in sections, as they go into the file."""

    made_at: str
    sections: dict[str, list[dict[str, Any]]]

    def as_json(self) -> dict[str, Any]:
        return {"about": "secondments", "made_at": self.made_at, **self.sections}


def copy_for(user: Any) -> Copy:
    nominations = [_nomination(row) for row in _nominations(user)]
    placements = [_placement(row, user) for row in _placements(user)]
    sections: dict[str, list[dict[str, Any]]] = {
        "account": [{"name": user.name, "email": user.email}],
        "profiles": [_fields(row, PROFILE) for row in _profiles(user)],
        "nominations": nominations,
        "placements": placements,
        "searches": [_fields(row, ("name", "said", "created_at")) for row in _searches(user)],
        "parts": list(_parts(user)),
    }
    sections["notes"] = _notes(nominations, placements)
    return Copy(timezone.now().isoformat(timespec="seconds"), sections)


def _profiles(user: Any) -> Any:
    beside = ("home_department", "home_organisation", "manager", "place")
    rows = Candidate.objects.filter(person=user).select_related(*beside)
    return rows.prefetch_related("skills").order_by("pk")


def _nominations(user: Any) -> Any:
    beside = ("opportunity__host_department", "opportunity__host_organisation", "round")
    return Nomination.objects.filter(candidate__person=user).select_related(*beside).order_by("pk")


def _placements(user: Any) -> Any:
    rows = Placement.objects.filter(person=user).for_reading().select_related("reintegration").order_by("pk")
    return rows.prefetch_related(*BEFOREHAND)


def _searches(user: Any) -> Any:
    return SavedSearch.objects.filter(user=user)


def _nomination(row: Nomination) -> dict[str, Any]:
    """What the host noted is the person's to read once the result is out."""
    told = row.announced_at is not None or row.opportunity.state in ("filled", "withdrawn")
    shown = _fields(row, ("ref", "created_at", "wish", "why", "announced_at"))
    shown |= {"opportunity": row.opportunity.title, "host": str(row.opportunity.host)}
    if not told:
        state = row.state if row.state == "withdrawn" else "nominated"
        return shown | {"state": state, "left_out": str(NOT_YET)}
    shown |= _fields(row, ("state", "host_rank", "host_note", "fit_percent", "overrule_reason"))
    return shown | {"reasons": in_words(row.explanation, to_person=True)}


def _placement(row: Placement, user: Any) -> dict[str, Any]:
    found = _fields(row, PLACED)
    for name, fields in AROUND.items():
        found[name] = [_fields(one, fields) for one in getattr(row, name).all()]
    found["issues"] = [_issue(one, user) for one in row.issues.all()]
    found["signatures"] = [
        {"agreement": text.number, "party": one.party, "at": _plain(one.at)}
        | (
            _fields(one, ("name", "proof", "text_hash")) | {"certificate_says": one.certificate_said()}
            if one.user_id == user.pk
            else {}
        )
        for text in row.agreements.all()
        for one in text.signatures.all()
    ]
    plan = getattr(row, "reintegration", None)
    found["return_plan"] = _fields(plan, RETURN) if plan is not None else None
    return found


def _issue(one: Any, user: Any) -> dict[str, Any]:
    shown = _fields(one, ("at", "side", "closed_on"))
    if one.by_id == user.pk:
        return shown | {"body": one.body, "answer": one.answer}
    return shown | {"left_out": str(WITHHELD)}


def _parts(user: Any) -> Iterable[dict[str, Any]]:
    """Where they act for others: which row, as what, and when; what stands in those rows is about other people."""
    managed = Q(host_manager=user) | Q(home_manager=user)
    asked = (
        ("wrote", Opportunity.objects.filter(created_by=user).values_list("ref", "created_at")),
        ("approved", Opportunity.objects.filter(approved_by=user).values_list("ref", "approved_at")),
        ("manages", Opportunity.objects.filter(host_manager=user).values_list("ref", "created_at")),
        ("manages", Placement.objects.filter(managed).values_list("ref", "matched_on")),
        ("asked to release", Candidate.objects.filter(manager=user).values_list("ref", "asked_at")),
        ("signed", _of(Signature, "user", user, "agreement__placement__ref", "at")),
        ("recorded an approval", _of(Approval, "by", user, "placement__ref", "on")),
        ("reviewed", _of(Review, "by", user, "placement__ref", "on")),
        ("evaluated", _of(Evaluation, "by", user, "placement__ref", "on")),
    )
    for part, rows in asked:
        for ref, at in rows:
            yield {"part": part, "ref": ref, "at": _plain(at)}


def _of(model: type[Model], field: str, user: Any, *columns: str) -> Any:
    path = "agreement__placement__person" if model is Signature else "placement__person"
    return model._default_manager.filter(**{field: user}).exclude(**{path: user}).values_list(*columns)


def _notes(nominations: list[dict[str, Any]], placements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    issues = [one for row in placements for one in row["issues"] if "left_out" in one]
    found: list[dict[str, Any]] = []
    if any("left_out" in row for row in nominations):
        found.append({"left_out": str(NOT_YET)})
    if issues:
        found.append({"left_out": str(WITHHELD), "how_many": len(issues)})
    return found


def _fields(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    """As JSON has it. Of other rows their name alone, of people the name they go by."""
    if value is None or isinstance(value, bool | int | str | float):
        return value
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict | list):
        return value
    if hasattr(value, "all"):
        return [str(one) for one in value.all()]
    return getattr(value, "name", "") or str(value)


def as_text(copy: Copy) -> str:
    """The copy to read: a heading for each section, a line for each fact, what is empty left out."""
    lines = [str(_("What the secondment programme holds about you")), copy.made_at, ""]
    for name, rows in copy.sections.items():
        if rows:
            title = str(TITLES[name])
            lines += ["", title, "=" * len(title)]
        for row in rows:
            lines += [*about_words.lines(about_words.facts(row, name)), ""]
    return "\n".join(lines).rstrip() + "\n"
