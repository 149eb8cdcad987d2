"""Writing an opportunity."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from foundation.common.errors import Invalid, NotAllowed, WrongState
from foundation.common.forms.refusals import put_errors
from foundation.common.forms.seen import overtaken, stamp
from secondments import rules
from secondments.actions import opportunities
from secondments.forms.opportunities import OpportunityForm, hosts_of
from secondments.halves import is_tied
from secondments.models import Opportunity
from secondments.views.shared import form_page, read, signed_in


@signed_in
def new(request: HttpRequest) -> HttpResponse:
    if not hosts_of(request.user):
        raise NotAllowed(_("Only members of an organisation and officials of a department can offer one."))
    form = OpportunityForm(request.POST or None, row=None, by=request.user)
    words = {"heading": _("Offer a secondment"), "action": _("Save as draft")}
    if request.method == "POST" and not form.is_search() and form.is_valid():
        try:
            row = opportunities.offer(by=request.user, **form.where(), **form.said())
        except Invalid as refusal:
            put_errors(form, refusal)
        else:
            return _kept(request, row)
    return form_page(request, form, **words)


def _kept(request: HttpRequest, row: Opportunity) -> HttpResponse:
    """Back to the draft, with who has to say yes next."""
    if is_tied(row) and row.swap.agreed_at is None:
        messages.success(request, _("The draft is kept. The other body has to agree to the swap first."))
    else:
        messages.success(request, _("The draft is kept. A second person has to approve it."))
    return HttpResponseRedirect(row.get_absolute_url())


@signed_in
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    row = read(Opportunity.objects.visible_to(request.user).select_related("place", "priority"), ref)
    if not rules.allowed(request.user, "edit_opportunity", row):
        raise NotAllowed
    if row.state not in ("draft", "approved"):
        raise WrongState(_("What was advertised is not changed any more."))
    form = OpportunityForm(request.POST or None, row=row, by=request.user)
    if request.method == "POST" and not form.is_search() and form.is_valid() and not overtaken(request, form):
        try:
            opportunities.edit(opportunity=row, by=request.user, **form.said())
        except Invalid as refusal:
            put_errors(form, refusal)
        else:
            return _kept(request, row)
    words = {"heading": row.title, "action": _("Save as draft"), "seen": stamp(form)}
    return form_page(request, form, back=row.get_absolute_url(), **words)
