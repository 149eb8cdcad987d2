"""What a home body lets the matching heed about all its people."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.directory.models import Department
from secondments import bodies, rules
from secondments.actions import home_terms as actions
from secondments.forms.bodies import HomeTermsForm
from secondments.models import HomeTerms
from secondments.views.shared import form_page, signed_in


@signed_in
def home_terms(request: HttpRequest, key: str) -> HttpResponse:
    body = bodies.by_key(key)
    kind = "department" if isinstance(body, Department) else "organisation"
    home = {f"home_{kind}": body}
    if body is None or not rules.allowed(request.user, "home_terms", HomeTerms(**home)):
        raise Http404
    row = HomeTerms.objects.filter(**home).first() or HomeTerms(**home)
    form = HomeTermsForm(request.POST or None, row=row, by=request.user)
    if request.method == "POST" and form.is_valid():
        actions.set_terms(by=request.user, **{kind: body}, **form.said())
        messages.success(request, _("It is kept. Matching rounds from now on heed it."))
        return HttpResponseRedirect(reverse("secondments:mine"))
    lead = _(
        "People of yours are not matched with these bodies. Nobody but you, and those who match, sees this."
    )
    return form_page(
        request, form, heading=_("What your body can spare"), caption=str(body), lead=lead, action=_("Save")
    )
