"""One check of one run: where it fails, by how much, since when, and who accepted it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from foundation.common.errors import NotAllowed
from satellite_account import actions, rules
from satellite_account.enums import Outcome
from satellite_account.forms.runs import Waive
from satellite_account.models import CheckResult
from satellite_account.text import rule, short
from satellite_account.views.doors import acts, reads
from satellite_account.views.runs import HERE


def a_check(request: HttpRequest, ref: str, code: str) -> CheckResult:
    rows = CheckResult.objects.visible_to(request.user).select_related("run", "failing_since")
    return get_object_or_404(rows.prefetch_related("waivers__by"), run__ref=ref, code=code)


@reads
def check(request: HttpRequest, ref: str, code: str) -> HttpResponse:
    return _page(request, a_check(request, ref, code), Waive())


@acts("read")
def waive(request: HttpRequest, ref: str, code: str) -> HttpResponse:
    row = a_check(request, ref, code)
    if not rules.allowed(request.user, "waive", row):
        raise NotAllowed(_("You cannot do this with the role you have."))
    form = Waive(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.waive(check=row, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The failure is accepted, with your reason."))
        return HttpResponseRedirect(row.get_absolute_url())
    return _page(request, row, form)


def _page(request: HttpRequest, row: CheckResult, form: Waive) -> HttpResponse:
    waivers = list(row.waivers.all())
    may = row.outcome == Outcome.FAILED and not waivers and rules.allowed(request.user, "waive", row)
    context = {
        "row": row,
        "run": row.run,
        "waivers": waivers,
        "form": form,
        "may_waive": may,
        "short": short,
        "rule": rule,
    }
    return render(request, "satellite/check.html", {**HERE, **context})
