"""A department's queue: to accept, in progress, overdue, waiting, offered, answered."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from engagement.requests import listing, ontime
from engagement.requests.forms.queue import QueueForm
from engagement.requests.listing import MOST_COUNTED
from engagement.requests.models import EngagementRequest
from engagement.requests.querysets import desks
from engagement.requests.queues import DESK
from engagement.requests.views.queues import QueueView
from foundation.common.errors import NotAllowed
from foundation.common.words import number
from foundation.directory.models import Department
from foundation.directory.standing import standing

IN_FIGURES = ("accept", "in-hand", "overdue", "waiting")


class Desk(QueueView):
    tabs = DESK
    template = "requests/desk_queue.html"
    download = "requests:desk-csv"
    verbs = ("accept", "accept_transfer", "close")

    def admit(self) -> None:
        self.at = desks(self.request.user)
        if not self.at:
            raise NotAllowed(_("This desk is for officers of a department and for its civil society lead."))

    def without(self) -> set[str]:
        """Whoever works in one department has none to choose."""
        alone = len(self.at) == 1
        return set(self.tab.without | {"department"} if alone else self.tab.without - {"department"})

    def offered_departments(self) -> QuerySet:
        return Department.objects.filter(pk__in=self.at)

    def choices(self) -> Any:
        self.here_name = ""
        found = super().choices()
        if len(self.at) > 1:
            found["department"] = self.named
        return found

    def read_choices(self) -> Any:
        found = super().read_choices()
        self.named = found["department"]
        return found

    def department(self, form: QueueForm) -> int | None:
        """The one chosen, or the first by name."""
        chosen = form.cleaned_data.get("department") if form.is_valid() else ""
        code = chosen or (self.named[0][0] if self.named else "")
        self.here_name = dict(self.named).get(code, "")
        self.here = self.departments.get(code)
        return self.here

    def who(self) -> list[tuple[str, Any]]:
        teams = [("team", _("My team"))] if standing(self.request.user).team_ids else []
        return [("mine", _("Me")), *teams]

    def counted(self) -> dict[str, QuerySet]:
        reader = self.request.user
        counted = {tab.key: tab.rows(reader, self.here) for tab in DESK if tab.counted}
        return counted | (ontime.counted(reader, self.here) if self.leads() else {})

    def leads(self) -> bool:
        return standing(self.request.user).holds("civil_society_lead", self.here)

    def page(self, form: QueueForm, found: listing.Listing, **options: Any) -> Any:
        self.department(form)
        return super().page(form, found, **options)

    def more(self, rows: list[EngagementRequest]) -> dict[str, Any]:
        return {
            "section": "desk",
            "here": self.here_name,
            "here_id": self.here,
            "figures": self.figures() if self.leads() else [],
        }

    def figures(self) -> list[dict[str, Any]]:
        """What waits in each view, and the share answered in time."""
        tiles = [
            {
                "label": tab.label,
                "value": f"{number(MOST_COUNTED)}+"
                if self.counts[tab.key] > MOST_COUNTED
                else self.counts[tab.key],
                "late": tab.key == "overdue" and self.counts[tab.key] > 0,
            }
            for tab in DESK
            if tab.key in IN_FIGURES
        ]
        return [*tiles, ontime.tile(self.counts)]
