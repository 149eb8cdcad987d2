"""What a draft still lacks before it can be sent. The form's pages and the final check read the same list."""

from django.utils.translation import gettext_lazy as _

from engagement.requests.enums import Capacity
from engagement.requests.models import EngagementRequest

Gaps = dict[str, list[object]]


def missing(request: EngagementRequest) -> Gaps:
    """Sentences by field; empty when the request can be sent."""
    gaps: Gaps = {}

    def need(field: str, holds: object, sentence: object) -> None:
        if not holds:
            gaps[field] = [sentence]

    need("capacity", request.capacity, _("Select whether you write for an organisation or as an individual"))
    if request.capacity == Capacity.ORGANISATION:
        need("organisation", request.organisation_id, _("Find or add the organisation you write for"))
        need("speaks_with_authority", request.speaks_with_authority, _("Confirm that you may write for it"))
    need("kind", request.kind, _("Select what kind of request this is"))
    need("nations", request.nations, _("Select which parts of the United Kingdom it is about"))
    need("title", request.title, _("Enter a title"))
    need("ask", request.ask, _("Enter what you are asking for"))
    need("acts_for_client", request.acts_for_client is not None, _("Select whether a client pays you to ask"))
    if request.acts_for_client:
        need(
            "lobbying_number",
            request.lobbying_number,
            _("Enter your consultant lobbyist registration number"),
        )
    if request.needed_by:
        need("needed_by_reason", request.needed_by_reason, _("Enter why you need an answer by this date"))
    return gaps
