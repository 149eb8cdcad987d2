"""Gathering a round."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from foundation.common.errors import Invalid, NotAllowed
from foundation.common.forms.refusals import put_errors
from secondments.actions import rounds
from secondments.forms.rounds import RoundForm
from secondments.querysets import offices
from secondments.views.shared import form_page, signed_in


@signed_in
def new_round(request: HttpRequest) -> HttpResponse:
    if not offices(request.user):
        raise NotAllowed
    form = RoundForm(request.POST or None, row=None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            row = rounds.open_round(by=request.user, **form.said())
        except Invalid as refusal:
            put_errors(form, refusal)
        else:
            return HttpResponseRedirect(row.get_absolute_url())
    return form_page(request, form, heading=_("Gather a matching round"), action=_("Open the round"))
