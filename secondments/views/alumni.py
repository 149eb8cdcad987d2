"""Those who agreed to be asked by secondees who come after them."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.common.errors import NotAllowed
from foundation.common.paging import keyset
from secondments.forms.people import AlumniFinder
from secondments.mine import may_meet_alumni
from secondments.models import Placement
from secondments.views.shared import SECTION, signed_in

SIZE = 50
ORDER = ("-alumni_since", "-pk")


@require_safe
@signed_in
def alumni(request: HttpRequest) -> HttpResponse:
    """For those who are or were on a placement themselves, and those who look after secondments."""
    if not may_meet_alumni(request.user):
        raise NotAllowed(_("This list is for secondees and those who look after them."))
    form = AlumniFinder(request.GET or None)
    rows = Placement.objects.filter(alumni_since__isnull=False).for_reading()
    page = None
    if not form.is_bound or form.is_valid():
        said = form.cleaned_data if form.is_bound else {}
        page = keyset(_found(rows, said), order=ORDER, after=request.GET.get("after"), size=SIZE)
    return render(request, "secondments/alumni.html", SECTION | {"form": form, "page": page})


def _found(rows: QuerySet, said: dict[str, Any]) -> QuerySet:
    if way := said.get("direction"):
        rows = rows.filter(direction=way)
    if level := said.get("level"):
        rows = rows.filter(level=level)
    if department := said.get("department"):
        rows = rows.filter(Q(host_department__code=department) | Q(home_department__code=department))
    if words := said.get("q", "").strip():
        for word in words.split()[:5]:
            rows = rows.filter(Q(title__icontains=word) | Q(person__name__icontains=word))
    return rows
