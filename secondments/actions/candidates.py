"""A person's verbs: write a profile, ask the home manager, take it back; and the manager's answer."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.common.errors import Invalid, WrongState
from foundation.common.references import next_reference
from secondments import people, rules
from secondments.actions.steps import assign, move, must_be, refusals, save, take, tell_people
from secondments.enums import BEFORE, CANDIDATE_MOVES, RUNNING, UNTOLD
from secondments.enums import CandidateState as C
from secondments.models import Candidate, Placement

OWN = frozenset({"adjustments", "share_adjustments", "place", "remote", "avoids"})
PLAN = frozenset(
    {
        *("post", "level", "experience", "learning_goals", "development_fit", "offer", "home_benefit"),
        *("target_host", "available_from", "available_to", "fte_percent", "contract_ends_on", "nationality"),
        *("clearance", "clearance_expires_on", "interests", "manager", "goal_codes", "mission_codes"),
    }
)
ERASED = "(erased)"  # where the record needs a word: somebody decided otherwise, with a reason
TEXTS = (
    *("post", "experience", "learning_goals", "development_fit", "offer", "home_benefit", "target_host"),
    *("adjustments", "interests", "consent_note"),
)


@transaction.atomic
def start_profile(*, by: Any, department: Any = None, organisation: Any = None, **said: Any) -> Candidate:
    """Write one's own profile with one home body. Nobody else sees it until the person asks the manager."""
    row = Candidate(
        ref=next_reference("SC"), person=by, home_department=department, home_organisation=organisation
    )
    rules.check(by, "start_profile", row)
    skills = said.pop("skills", ())
    assign(row, said, PLAN | OWN)
    save(row, by=by, verb="candidate.started")
    row.skills.set(skills)
    return row


@transaction.atomic
def edit_profile(*, candidate: Candidate, by: Any, **said: Any) -> Candidate:
    """Change one's profile. What the manager agreed to needs a new yes; adjustments and place do not."""
    row = take(candidate, by=by, verb="edit_profile")
    must_be(row, C.DRAFT, C.ASKED, C.AGREED, C.REFUSED)
    before = row.state
    skills = said.pop("skills", None)
    changed = {name for name, value in said.items() if getattr(row, name, None) != value}
    assign(row, said, PLAN | OWN)
    if changed - OWN and row.state != C.DRAFT:
        if row.nominations.filter(state__in=UNTOLD).exists():
            raise WrongState(_("You were put forward with this plan. Withdraw that first, then change it."))
        row.state = C.DRAFT
        row.consented_by, row.consented_at = None, None
    save(row, by=by, verb="candidate.edited", before=before)
    if skills is not None:
        row.skills.set(skills)
    return row


@transaction.atomic
def ask_consent(*, candidate: Candidate, by: Any) -> Candidate:
    """Show the plan to the home manager and ask to be released."""
    row = take(candidate, by=by, verb="ask_consent")
    before = row.state
    if not people.colleagues_on(row, by).filter(pk=row.manager_id).exists():
        raise Invalid({"manager": [_("Choose somebody of your own body who can agree to it.")]})
    move(row, C.ASKED, CANDIDATE_MOVES)
    row.asked_at, row.consented_by, row.consented_at = timezone.now(), None, None
    save(row, by=by, verb="candidate.asked", before=before)
    tell_people([row.manager], row, "secondment_consent_asked", by, person=_name(by))
    return row


@transaction.atomic
def give_consent(*, candidate: Candidate, by: Any, note: str = "") -> Candidate:
    """Agree, for the home body, that the person may apply. Never one's own."""
    row = take(candidate, by=by, verb="release")
    must_be(row, C.ASKED)
    move(row, C.AGREED, CANDIDATE_MOVES)
    row.consented_by, row.consented_at, row.consent_note = by, timezone.now(), note[:1000]
    save(row, by=by, verb="candidate.released", before=C.ASKED)
    tell_people([row.person], row, "secondment_consent_given", by, answer=C.AGREED.label)
    return row


@transaction.atomic
def refuse_consent(*, candidate: Candidate, by: Any, note: str) -> Candidate:
    """Say no, with a reason that the person reads."""
    row = take(candidate, by=by, verb="release")
    must_be(row, C.ASKED)
    if not note.strip():
        raise Invalid({"note": [_("Enter a reason")]})
    move(row, C.REFUSED, CANDIDATE_MOVES)
    row.consent_note = note[:1000]
    save(row, by=by, verb="candidate.refused", before=C.ASKED)
    tell_people([row.person], row, "secondment_consent_given", by, answer=C.REFUSED.label)
    return row


@transaction.atomic
def withdraw_profile(*, candidate: Candidate, by: Any) -> Candidate:
    """Leave: open nominations are withdrawn, and what the person wrote is erased. Placements stay on record."""
    row = take(candidate, by=by, verb="withdraw_profile")
    if Placement.objects.filter(nomination__candidate=row, state__in=(*BEFORE, *RUNNING)).exists():
        raise WrongState(_("You have a placement that has not ended. It has to end first."))
    before = row.state
    move(row, C.WITHDRAWN, CANDIDATE_MOVES)
    for nomination in row.nominations.locked().filter(state__in=UNTOLD).order_by("pk"):
        nomination.state, nomination.decision = "withdrawn", ""
        save(nomination, by=by, verb="nomination.withdrawn")
    _erase(row)
    return save(row, by=by, verb="candidate.withdrawn", before=before)


def _erase(row: Candidate) -> None:
    for name in TEXTS:
        setattr(row, name, "")
    row.share_adjustments = False
    row.avoids, row.avoids_for_home, row.goal_codes, row.mission_codes = [], [], [], []
    row.manager, row.place, row.contract_ends_on = None, None, None
    row.clearance, row.clearance_expires_on = "", None
    row.erased_at = timezone.now()
    row.skills.clear()
    # What was noted about them goes too; the points only where no placement rests on them.
    row.nominations.update(why="", host_note="", explanation=[])
    row.nominations.exclude(overrule_reason="").update(overrule_reason=ERASED)
    row.nominations.exclude(state="matched").update(fit_percent=None)
    Placement.objects.filter(person=row.person, alumni_since__isnull=False).touch(
        alumni_since=None, alumni_contact=""
    )


@transaction.atomic
def change_contract_end(*, candidate: Candidate, ends_on: Any, by: Any) -> Candidate:
    """The home body knows a new last day of the person's contract; placements may not outlast it."""
    # Placements before the profile, as whoever ends one does.
    list(Placement.objects.locked().filter(nomination__candidate=candidate.pk).order_by("pk").values("pk"))
    row = take(candidate, by=by, verb="release")
    row.contract_ends_on = ends_on
    with refusals():
        Placement.objects.filter(nomination__candidate=row, state__in=(*BEFORE, *RUNNING)).touch(
            contract_ends_on=ends_on
        )
    return save(row, by=by, verb="candidate.contract_changed")


def _name(user: Any) -> str:
    return user.name or user.email


__all__ = [
    "ask_consent",
    "change_contract_end",
    "edit_profile",
    "give_consent",
    "refuse_consent",
    "start_profile",
    "withdraw_profile",
]
