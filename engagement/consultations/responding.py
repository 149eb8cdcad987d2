"""The legal moves of a response."""

from django.utils.translation import gettext_lazy as _

from engagement.consultations.enums import ResponseState
from foundation.common.errors import WrongState

S = ResponseState
MOVES: dict[str, frozenset[str]] = {
    S.DRAFT: frozenset({S.SUBMITTED}),
    S.SUBMITTED: frozenset({S.WITHDRAWN, S.EXCLUDED}),
    S.EXCLUDED: frozenset({S.SUBMITTED}),
    S.WITHDRAWN: frozenset(),
}


def require_move(before: str, after: str) -> None:
    if after not in MOVES[before]:
        raise WrongState(
            _("This response is now “%(state)s”, so this can no longer be done.") % {"state": S(before).label}
        )
