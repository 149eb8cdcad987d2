"""One door for every verb: a page that asks what the verb needs, then does it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views import View
from django.views.decorators.cache import never_cache

from foundation.accounts import second_factor
from foundation.accounts.proof import is_recent, person
from foundation.common.errors import Invalid, NotAllowed, WrongState
from foundation.common.forms.refusals import put_errors
from secondments.models import Candidate, Nomination, Opportunity, Placement, Round
from secondments.verbs import BY_SLUG
from secondments.verbs.base import Verb
from secondments.views.shared import SECTION, read

ROWS: dict[str, Any] = {
    "opportunity": (Opportunity, ("host_department", "host_organisation", "swap")),
    "candidate": (Candidate, ("person", "home_department", "home_organisation", "manager")),
    "nomination": (Nomination, ("candidate", "opportunity", "round")),
    "round": (Round, ("department",)),
    "placement": (Placement, ("person", "home_department", "home_organisation", "agreement", "swap")),
}


def subject(row: Any) -> str:
    """What it is about, as everybody may read who sees the row: a post or a round, never a person."""
    post = row.opportunity if isinstance(row, Nomination) else row
    return getattr(post, "title", "") or getattr(post, "name", "")


@method_decorator([login_required, never_cache], name="dispatch")
class Do(View):
    """GET asks; POST does. 404 when the row is not the reader's to see, 403 when the verb is not theirs to do."""

    http_method_names = ["get", "head", "post"]
    noun = ""

    def rows(self) -> QuerySet:
        model, beside = ROWS[self.noun]
        return model.objects.visible_to(self.request.user).select_related(*beside)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        verb = BY_SLUG[self.noun].get(kwargs["verb"])
        if verb is None:
            raise Http404
        self.verb: Verb = verb
        self.row = read(self.rows(), kwargs["ref"])
        if not verb.allowed(self.row, request.user):
            raise NotAllowed
        if verb.proof and (where := self.unproven()):
            return HttpResponseRedirect(where)
        return super().dispatch(request, *args, **kwargs)

    def unproven(self) -> str | None:
        """Where to prove once more who one is; None when that was done within a quarter of an hour."""
        has_factor = second_factor.exists(person(self.request))
        if is_recent(self.request, with_factor=has_factor):
            return None
        where = reverse("mfa_reauthenticate" if has_factor else "account_confirm")
        return f"{where}?{urlencode({REDIRECT_FIELD_NAME: self.request.path})}"

    def form(self, data: Any = None) -> Any:
        files = self.request.FILES if data is not None else None
        return self.verb.form(data, files, row=self.row, by=self.request.user)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.verb.fits(self.row, request.user):
            return self.unfit()
        return self.page(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.verb.fits(self.row, request.user):
            return self.unfit()
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            self.perform(form.said())
        except Invalid as refusal:
            put_errors(form, refusal)
            return self.page(form)
        except WrongState as refusal:
            return self.page(None, moved_on=str(refusal.message), status=409)
        messages.success(request, self.verb.done)
        return HttpResponseRedirect(self.way_on())

    def unfit(self) -> HttpResponse:
        """The row is past it, or not there yet: then the page says what is missing, or the day."""
        why = self.verb.not_yet(self.row) if self.verb.not_yet else None
        return self.page(None, moved_on=why or True, status=409)

    def perform(self, said: dict[str, Any]) -> None:
        if self.verb.proof:
            said["proof"] = "mfa" if second_factor.exists(person(self.request)) else "code"
        self.verb.act(**{self.noun: self.row}, by=self.request.user, **said)

    def way_on(self) -> str:
        """Back to the row, when it still is the reader's to see."""
        if self.rows().filter(pk=self.row.pk).exists():
            return self.row.get_absolute_url()
        return reverse("secondments:mine")

    def page(self, form: Any, *, moved_on: Any = False, status: int = 200) -> HttpResponse:
        context = SECTION | {
            "row": self.row,
            "noun": self.noun,
            "verb": self.verb,
            "subject": subject(self.row),
            "form": form,
            "moved_on": moved_on,
            "text": self.text(),
        }
        return render(self.request, "secondments/verb.html", context, status=status)

    def text(self) -> Any:
        """What is signed stands on the page on which it is signed."""
        if self.verb.who != "sign":
            return None
        from secondments.views.papers import shown

        return shown(self.row, self.request.user)


class DoWithFile(Do):
    """The one verb that takes a file; every other page refuses what is larger than words."""

    with_files = True
