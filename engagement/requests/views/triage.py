"""The front-door team's queue: read, claim, acknowledge and route, singly and in bulk."""

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engagement.requests import listing, routing
from engagement.requests.filters import ahead
from engagement.requests.forms.queue import QueueForm
from engagement.requests.models import EngagementRequest
from engagement.requests.queues import ORDERS, TRIAGE
from engagement.requests.views.queues import Choices, QueueView
from foundation.common.errors import NotAllowed
from foundation.common.near import Near
from foundation.common.paging import first
from foundation.directory.prepared import PreparedFor
from foundation.directory.standing import standing

READERS = ("triage", "auditor")
TABS = {tab.key: tab for tab in TRIAGE}
COUNTED = (*(tab.key for tab in TRIAGE if tab.counted), "urgent")


def _beginning(slot: Any, reader: Any, tab: str, sort: str) -> QuerySet:
    return listing.beginning(TABS[tab].rows(reader, None), ORDERS[sort])


def _counts(slot: Any, reader: Any) -> QuerySet:
    urgent = TABS["with-us"].rows(reader, None).filter(ahead())
    found = {name: TABS[name].rows(reader, None) for name in COUNTED if name in TABS}
    return listing.counting(reader, found | {"urgent": urgent})


def said(proposal: routing.Proposal) -> tuple[Any, str]:
    """The department that the table proposes and its first reason, in words."""
    return proposal.department or "", proposal.reasons[0].sentence() if proposal.reasons else ""


FORMS, FILTERS = Near(60), Near(60)
BEGINNING, COUNTS = PreparedFor(_beginning), PreparedFor(_counts)


class Queue(QueueView):
    tabs = TRIAGE
    template = "requests/triage_queue.html"
    download = "requests:triage-csv"
    verbs = ("claim", "release", "acknowledge", "route")

    def admit(self) -> None:
        if not standing(self.request.user).has(*READERS):
            raise NotAllowed(_("The queue is for the front-door team."))

    def prepare(self) -> None:
        self.table = routing.kept_table() if self.tab.proposes else None

    def show(self, form: QueueForm, words: str) -> HttpResponseBase:
        """Where most readings begin, the query is prepared: a view of the queue from its start, with no filter."""
        if words or form.chosen() or self.department(form) or "after" in self.request.GET:
            return super().show(form, words)
        sort = form.cleaned_data["sort"] or self.tab.orders[0]
        rows = BEGINNING(self.request.user, self.tab.key, sort)
        return self.page(form, listing.Listing(first(rows, order=ORDERS[sort], size=listing.SIZE)))

    def who(self) -> list[tuple[str, Any]]:
        return [("free", _("Claimed by nobody")), ("claimed", _("Claimed by me"))]

    def is_plain(self) -> bool:
        """Whether nothing is chosen: then the form says the same to all who work here."""
        return set(self.request.GET) <= {"tab", "after"}

    def form(self) -> QueueForm:
        """Topics and departments hardly change."""
        if not self.is_plain():
            return super().form()
        return FORMS.get((self.tab.key, get_language()), self._plain_form)

    def _plain_form(self) -> QueueForm:
        form = QueueForm(QueryDict(), choices=self.choices(), without=self.without())
        form.full_clean()
        return form

    def read_choices(self) -> Choices:
        """Where departments are proposed, the routing table has read the topics already."""
        if self.table is None:
            return super().read_choices()
        topics = sorted(self.table.topics, key=lambda topic: topic.label)
        return {"topic": [(topic.code, topic.label) for topic in topics], "department": []}

    def count(self) -> dict[str, int]:
        return dict(zip(COUNTED, COUNTS(self.request.user)[0], strict=True))

    def kept_filters(self, context: dict[str, Any]) -> SafeString | None:
        if not self.is_plain():
            return None
        return FILTERS.get((self.tab.key, get_language()), lambda: self._filters(context))

    def _filters(self, context: dict[str, Any]) -> SafeString:
        html = render_to_string("requests/queue_filters.html", context, request=self.request)
        return mark_safe(html)  # noqa: S308 — a template of ours, escaped

    def more(self, rows: list[EngagementRequest]) -> dict[str, Any]:
        proposals = routing.propose_many(rows, self.table) if self.table else {}
        return {
            "section": "triage",
            "works_here": standing(self.request.user).has("triage"),
            "proposals": {pk: said(found[0]) for pk, found in proposals.items()},
            "urgent": self.counts["urgent"],
        }
