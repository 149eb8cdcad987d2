"""A person's own requests, and those of the organisations they belong to."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from engagement.requests import names
from engagement.requests.enums import OPEN, State
from engagement.requests.models import EngagementRequest
from engagement.requests.presenting import COLOURS, turn
from engagement.requests.views.drafts import signed_in
from foundation.common.paging import keyset
from foundation.directory.standing import standing

# What is shown: its name, its states, and the order that says most about it.
TABS: dict[str, tuple[Any, frozenset[str], tuple[str, ...]]] = {
    "open": (_("Open"), OPEN, ("due_on", "pk")),
    "drafts": (_("Drafts"), frozenset({State.DRAFT}), ("-updated_at", "-pk")),
    "answered": (_("Answered"), frozenset({State.RESPONDED}), ("-submitted_at", "-pk")),
    "closed": (
        _("Closed"),
        frozenset({State.CLOSED, State.DECLINED, State.WITHDRAWN}),
        ("-submitted_at", "-pk"),
    ),
}
SIZE = 25
SHOWN = (
    *("ref", "public_id", "title", "kind", "state", "due_on", "updated_at", "submitted_at", "submitted_on"),
    *("reopen_until", "reply_due_on", "organisation_name", "department", "offered_to", "days_taken"),
)


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    own = EngagementRequest.objects.sent_by_or_for(request.user)
    counts = _counts(own)
    show = request.GET.get("show") or next((tab for tab in TABS if counts[tab]), "open")
    if show not in TABS:
        show = "open"
    _label, states, order = TABS[show]
    rows = own.filter(state__in=sorted(states)).only(*SHOWN)
    page = keyset(rows, order=order, after=request.GET.get("after"), size=SIZE)
    names.put(page, "department", "offered_to")
    context = {
        "section": "requests",
        "tabs": [(key, label, counts[key]) for key, (label, *_rest) in TABS.items()],
        "show": show,
        "page": page,
        "turns": {row.pk: turn(row, sender=True) for row in page},
        "colours": COLOURS,
        "official": standing(request.user).is_government,
    }
    return render(request, "requests/mine.html", context)


def _counts(own: QuerySet) -> dict[str, int]:
    by_state = dict(own.order_by().values_list("state").annotate(Count("pk")))
    return {key: sum(by_state.get(state, 0) for state in states) for key, (_l, states, _o) in TABS.items()}
