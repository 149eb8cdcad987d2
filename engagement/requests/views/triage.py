"""The front-door team's queue: read, claim, acknowledge and route, singly and in bulk."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from engagement.requests import routing
from engagement.requests.filters import ahead
from engagement.requests.models import EngagementRequest
from engagement.requests.queues import TRIAGE
from engagement.requests.views.queues import Choices, QueueView
from foundation.common.errors import NotAllowed
from foundation.directory.standing import standing

READERS = ("triage", "auditor")


class Queue(QueueView):
    tabs = TRIAGE
    template = "requests/triage_queue.html"
    download = "requests:triage-csv"
    verbs = ("claim", "release", "acknowledge", "route")

    def admit(self) -> None:
        if not standing(self.request.user).has(*READERS):
            raise NotAllowed(_("The queue is for the front-door team."))

    def prepare(self) -> None:
        self.table = routing.table() if self.tab.proposes else None

    def who(self) -> list[tuple[str, Any]]:
        return [("free", _("Claimed by nobody")), ("claimed", _("Claimed by me"))]

    def read_choices(self) -> Choices:
        """Where departments are proposed, the routing table has read the topics already."""
        if self.table is None:
            return super().read_choices()
        topics = sorted(self.table.topics, key=lambda topic: topic.label)
        return {"topic": [(topic.code, topic.label) for topic in topics], "department": []}

    def counted(self) -> dict[str, QuerySet]:
        counted = {tab.key: tab.rows(self.request.user, None) for tab in TRIAGE if tab.counted}
        return counted | {"urgent": counted["with-us"].filter(ahead())}

    def more(self, rows: list[EngagementRequest]) -> dict[str, Any]:
        proposals = routing.propose_many(rows, self.table) if self.table else {}
        return {
            "section": "triage",
            "acts": standing(self.request.user).has("triage"),
            "proposals": {pk: found[0] for pk, found in proposals.items()},
            "urgent": self.counts["urgent"],
        }
