"""What may be done to a profile, and to somebody who was put forward."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from secondments.actions import candidates, home_terms, nominations, rounds
from secondments.enums import IN_PLAY, UNTOLD
from secondments.enums import CandidateState as C
from secondments.enums import NominationState as N
from secondments.forms import people as forms
from secondments.forms.base import Note, NoteNeeded
from secondments.forms.bodies import AvoidForHome
from secondments.verbs.base import Verb


def has_several(row: Any, by: Any) -> bool:
    return row.nominations.filter(state__in=UNTOLD).count() > 1


def is_decided(row: Any, by: Any) -> bool:
    return row.round is not None and row.round.state == "decided"


CANDIDATES = (
    Verb(
        "candidate",
        "ask",
        _("Ask my manager"),
        "ask_consent",
        {C.DRAFT, C.REFUSED},
        candidates.ask_consent,
        lead=_("Your manager reads your plan, not your adjustments, and says yes or no."),
        done=_("Your manager is asked. We tell you of the answer."),
        first=True,
        when=lambda row, by: row.state == C.DRAFT,
    ),
    Verb(
        "candidate",
        "reorder",
        _("Say which you would like best"),
        "edit_profile",
        {C.AGREED},
        nominations.reorder,
        forms.Reorder,
        lead=_("1 is your first wish. Hosts do not see the order; the matching uses it."),
        done=_("Your order is kept."),
        when=has_several,
    ),
    Verb(
        "candidate",
        "agree",
        _("Agree to the secondment"),
        "release",
        {C.ASKED},
        candidates.give_consent,
        Note,
        lead=_("You release this person for the dates and the plan that you have read."),
        done=_("You agreed. The person can apply now."),
        first=True,
    ),
    Verb(
        "candidate",
        "refuse",
        _("Do not agree"),
        "release",
        {C.ASKED},
        candidates.refuse_consent,
        NoteNeeded,
        done=_("The person is told, with your reason."),
    ),
    Verb(
        "candidate",
        "contract",
        _("Change the end of the contract"),
        "release",
        {C.ASKED, C.AGREED, C.PLACED},
        candidates.change_contract_end,
        forms.ContractEnd,
        lead=_("No placement may end after it."),
    ),
    Verb(
        "candidate",
        "avoid",
        _("Name bodies where the person must not work"),
        "release",
        {C.ASKED, C.AGREED, C.PLACED},
        home_terms.avoid,
        AvoidForHome,
        lead=_("Because of a bid, a grant or an interest. The person sees what you name; hosts do not."),
    ),
    Verb(
        "candidate",
        "withdraw",
        _("Delete my profile"),
        "withdraw_profile",
        {C.DRAFT, C.ASKED, C.AGREED, C.REFUSED, C.PLACED},
        candidates.withdraw_profile,
        lead=_("Your applications are withdrawn and what you wrote is erased. It cannot be undone."),
        done=_("Your profile is deleted."),
        danger=True,
    ),
)

NOMINATIONS = (
    Verb(
        "nomination",
        "shortlist",
        _("Put on the shortlist"),
        "shortlist",
        {N.NOMINATED, N.SHORTLISTED, N.DECLINED},
        nominations.shortlist,
        forms.Shortlist,
        lead=_("Give people places in the order in which you would rather have them."),
        done=_("It is on your list."),
        first=True,
    ),
    Verb(
        "nomination",
        "decline",
        _("Leave off the list"),
        "shortlist",
        {N.NOMINATED, N.SHORTLISTED},
        nominations.decline,
        NoteNeeded,
        lead=_("The person reads your reason when results are announced."),
        done=_("It is off your list."),
    ),
    Verb(
        "nomination",
        "overrule",
        _("Decide otherwise"),
        "overrule",
        set(IN_PLAY),
        rounds.overrule,
        forms.Overrule,
        lead=_("Places and hard rules still hold. Your reason is kept and the person reads it."),
        done=_("Your decision is kept. Nobody is told before the round is announced."),
        when=is_decided,
    ),
    Verb(
        "nomination",
        "withdraw",
        _("Take the application back"),
        "withdraw_nomination",
        {N.NOMINATED, N.SHORTLISTED, N.DECLINED},
        nominations.withdraw_nomination,
        done=_("Your application is withdrawn."),
        danger=True,
    ),
)
