"""What may be done to a matching round."""

from django.utils.translation import gettext_lazy as _

from secondments.actions import rounds as actions
from secondments.enums import RoundState as R
from secondments.verbs.base import Verb

VERBS = (
    Verb(
        "round",
        "run",
        _("Work it out"),
        "coordinate",
        {R.OPEN, R.DECIDED},
        actions.ask_to_run,
        lead=_(
            "Every pair gets a decision and its reasons. Nobody is told yet, and you can decide otherwise."
        ),
        done=_("The round is being worked out. Look at this page again in a minute."),
        first={R.OPEN},
    ),
    Verb(
        "round",
        "announce",
        _("Announce all results"),
        "coordinate",
        {R.DECIDED},
        actions.announce,
        lead=_(
            "Everybody is told at once, each with the reasons. Matches become placements. It cannot be undone."
        ),
        done=_("Everybody is told."),
        first=True,
    ),
)
