"""Saved searches: kept from the list, ended on their own page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from foundation.common.errors import Invalid
from secondments.actions import searches as actions
from secondments.forms.opportunities import Finder
from secondments.models import SavedSearch
from secondments.views.shared import SECTION, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def searches(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _post(request)
    rows = [(row, _address(row)) for row in SavedSearch.objects.filter(user=request.user)]
    return render(request, "secondments/searches.html", SECTION | {"rows": rows, "now": timezone.now()})


def _post(request: HttpRequest) -> HttpResponse:
    if "end" in request.POST:
        actions.end(by=request.user, name=request.POST["end"][:100])
        messages.success(request, _("You no longer follow this search."))
        return HttpResponseRedirect(reverse("secondments:searches"))
    form = Finder(QueryDict(request.POST.get("query", "")[:2000]))
    if not form.is_valid():
        raise Invalid(_("One of the filters is not valid. Go back to the list and choose again."))
    said = {name: value for name, value in form.cleaned_data.items() if value}
    actions.follow(by=request.user, name=request.POST.get("name", "") or form.in_words(), said=said)
    messages.success(request, _("We tell you by email when something new fits."))
    return HttpResponseRedirect(reverse("secondments:searches"))


def _address(row: SavedSearch) -> str:
    query = QueryDict(mutable=True)
    query.update(row.said)
    return f"{reverse('secondments:list')}?{query.urlencode()}"
