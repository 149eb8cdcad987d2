"""What happens because time passed."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from engagement.requests import clocks
from engagement.requests.actions.department import finalise
from engagement.requests.actions.steps import finish, tell_sender
from engagement.requests.enums import Outcome, State
from engagement.requests.models import EngagementRequest
from foundation.common.actors import SYSTEM

BATCH = 500


def close_unanswered() -> int:
    """Close requests whose question had no answer in the time allowed; the sender may reopen them."""
    late = EngagementRequest.objects.filter(state=State.CLARIFICATION_NEEDED, due_on__lt=clocks.today())
    keys = list(late.order_by("due_on", "pk").values_list("pk", flat=True)[:BATCH])
    return sum(_close(key) for key in keys)


@transaction.atomic
def _close(key: int) -> int:
    request = EngagementRequest.objects.locked().filter(pk=key, state=State.CLARIFICATION_NEEDED).first()
    if request is None or request.due_on >= clocks.today():
        return 0
    before = request.state
    request.move_to(State.CLOSED)
    with override(request.language):
        finalise(request, _("We asked you a question and had no answer in time, so we closed this request."))
    request.outcome = Outcome.UNANSWERED
    request.state_before_pause = ""
    finish(request, by=SYSTEM, verb="closed_unanswered", before=before)
    tell_sender(request, "request_closed_unanswered")
    return 1
