"""Every placement that somebody may see, page by page."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.common.paging import keyset
from secondments.enums import OPEN_PLACEMENTS
from secondments.forms.finding import OPEN, OVER, PlacementFinder
from secondments.models import Placement
from secondments.presenting import PLACEMENT_COLOURS
from secondments.views.shared import SECTION, reader, signed_in

SIZE = 50
ORDER = ("-pk",)
BESIDE = (
    "person",
    *(f"{side}_{body}" for side in ("home", "host") for body in ("department", "organisation")),
)


@require_safe
@signed_in
def placements(request: HttpRequest) -> HttpResponse:
    """Newest first. Whoever takes part in none reads an empty list."""
    form, page = PlacementFinder(request.GET or None), None
    if not form.is_bound or form.is_valid():
        rows = Placement.objects.visible_to(reader(request)).select_related(*BESIDE)
        rows = _in_state(rows, form.cleaned_data["state"] if form.is_bound else "")
        page = keyset(rows, order=ORDER, after=request.GET.get("after"), size=SIZE)
    context = SECTION | {"form": form, "page": page, "colours": PLACEMENT_COLOURS}
    return render(request, "secondments/placements.html", context)


def _in_state(rows: QuerySet, state: str) -> QuerySet:
    if state == OPEN:
        return rows.filter(state__in=OPEN_PLACEMENTS)
    if state == OVER:
        return rows.exclude(state__in=OPEN_PLACEMENTS)
    return rows.filter(state=state) if state else rows
