"""What may be done to an opportunity."""

from django.utils.translation import gettext_lazy as _

from secondments import halves
from secondments.actions import opportunities as actions
from secondments.actions import reopening, swaps
from secondments.enums import OpportunityState as O
from secondments.forms.again import Again
from secondments.forms.base import Reason
from secondments.verbs.base import Verb

VERBS = (
    Verb(
        "opportunity",
        "agree_swap",
        _("Agree to the swap"),
        "agree_swap",
        {O.DRAFT},
        swaps.agree,
        when=lambda row, by: halves.is_proposed(row),
        lead=_(
            "You would host somebody from the other side and send one of your people to it, for the same days. "
            "Put this half in your own words before you agree, or after. Neither half begins without the other."
        ),
        done=_("You agreed. Both halves can be approved now."),
        first=True,
    ),
    Verb(
        "opportunity",
        "approve",
        _("Approve"),
        "approve",
        {O.DRAFT},
        actions.approve,
        lead=_(
            "You are the second person who reads it: purpose, level, money, clearance, and that it is a real job."
        ),
        done=_("Approved. The host can advertise it now."),
        first=True,
        when=lambda row, by: not halves.is_tied(row) or row.swap.agreed_at is not None,
    ),
    Verb(
        "opportunity",
        "advertise",
        _("Advertise"),
        "advertise",
        {O.APPROVED},
        actions.advertise,
        lead=_("It goes on the public list at once, until the end of its closing day."),
        done=_("It is on the public list."),
        first=True,
    ),
    Verb(
        "opportunity",
        "send_back",
        _("Send back to the writer"),
        "approve",
        {O.APPROVED},
        actions.send_back,
        Reason,
        done=_("It is a draft again."),
    ),
    Verb(
        "opportunity",
        "close_applications",
        _("Close to new applications"),
        "advertise",
        {O.ADVERTISED},
        actions.start_matching,
        lead=_("Nobody can apply any more. Results are due 20 working days after the closing day."),
        done=_("It is closed to new applications."),
    ),
    Verb(
        "opportunity",
        "advertise_again",
        _("Advertise again"),
        "advertise",
        {O.MATCHING, O.FILLED},
        reopening.advertise_again,
        Again,
        when=lambda row, by: row.places_left() > 0,
        lead=_(
            "There are places left. It goes on the public list again, until the end of a new closing day."
        ),
        done=_("It is on the public list."),
    ),
    Verb(
        "opportunity",
        "close_rest",
        _("Close with places left"),
        "advertise",
        {O.MATCHING},
        reopening.close_rest,
        when=lambda row, by: 0 < row.places_left() < row.places and not row.has_waiting(),
        lead=_("The places that are left stay empty. You can still advertise it again later."),
        done=_("It is closed."),
    ),
    Verb(
        "opportunity",
        "untie",
        _("Untie from the other half"),
        "untie",
        {O.DRAFT, O.APPROVED, O.ADVERTISED, O.MATCHING},
        swaps.untie,
        Reason,
        lead=_("Each half is a secondment of its own from then on. Both sides read your reason."),
        done=_("The halves are untied."),
        when=lambda row, by: halves.is_tied(row),
        danger=True,
    ),
    Verb(
        "opportunity",
        "withdraw",
        _("Withdraw"),
        "withdraw_opportunity",
        {O.DRAFT, O.APPROVED, O.ADVERTISED, O.MATCHING},
        actions.withdraw,
        Reason,
        lead=_("Everybody who applied is told. It cannot be undone."),
        done=_("It is withdrawn."),
        danger=True,
    ),
)
