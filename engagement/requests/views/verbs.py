"""One door for every verb: a page that asks what the verb needs, then does it."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import Resolver404, resolve, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from engagement.requests import rules
from engagement.requests.forms.verbs import VerbForm
from engagement.requests.models import EngagementRequest
from engagement.requests.verbs import BY_SLUG, Verb, perform
from foundation import documents
from foundation.common.errors import Invalid, NotAllowed, Stale, TooMany, Unavailable, WrongState
from foundation.documents.health import kind_of_scanner
from foundation.documents.presenting import by_script, send_as_usual, went_well, went_wrong

AWAY = (TooMany, Unavailable)
QUEUES = ("requests:triage", "requests:desk")


def way_back(request: HttpRequest, fallback: str) -> str:
    """The queue that the person came from, if `next` names one; never an address outside of it."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if not asked.startswith("/") or asked.startswith("//") or "\\" in asked or len(asked) > 2000:
        return fallback
    try:
        found = resolve(urlsplit(asked).path)
    except (Resolver404, ValueError):
        return fallback
    return asked if found.view_name in QUEUES else fallback


def typed(form: VerbForm) -> list[tuple[str, str]]:
    """What a person wrote, by label: shown when it can no longer be used, so that it is not lost."""
    texts = [(str(bound.label), str(bound.value() or "")) for bound in form if not bound.is_hidden]
    chosen = {name for name, field in form.fields.items() if hasattr(field, "choices") or name == "chosen"}
    return [
        (label, value)
        for (label, value), bound in zip(texts, form.visible_fields(), strict=True)
        if value and bound.name not in chosen
    ]


@method_decorator([login_required, never_cache], name="dispatch")
class Do(View):
    """GET asks; POST does. 404 when the request is not the reader's to see, 403 when the verb is not theirs to do."""

    http_method_names = ["get", "head", "post"]
    with_files = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.verb: Verb = BY_SLUG[kwargs["verb"]]

    def row(self) -> EngagementRequest:
        seen = EngagementRequest.objects.visible_to(self.request.user).for_reading()
        row = get_object_or_404(seen.select_related("claimed_by"), ref=self.kwargs["ref"])
        if not rules.allowed(self.request.user, self.verb.who, row):
            raise NotAllowed(_("You cannot do this to this request with the role you have."))
        return row

    def form(self, row: EngagementRequest, data: Any = None) -> VerbForm:
        more = {} if data is None else {"files": self.request.FILES}
        return self.verb.form(data, request=row, by=self.request.user, **more)

    def get(self, request: HttpRequest, ref: str, verb: str) -> HttpResponse:
        row = self.row()
        if not self.verb.fits(row, request.user):
            return self.moved_on(row)
        return self.page(row, self.form(row))

    def post(self, request: HttpRequest, ref: str, verb: str) -> HttpResponse:
        row = self.row()
        form = self.form(row, request.POST)
        if not form.is_valid():
            return self.refused(row, form)
        try:
            self.run(row, form)
        except Stale:
            return send_as_usual() if by_script(request) else self.stale()
        except WrongState as refusal:
            return send_as_usual() if by_script(request) else self.moved_on(self.row(), form, refusal)
        except (Invalid, *AWAY) as refusal:
            _put_errors(form, refusal)
            return self.refused(row, form, refusal.status if isinstance(refusal, AWAY) else 200)
        messages.success(request, self.verb.done)
        onwards = way_back(request, row.get_absolute_url())
        return went_well(request, onwards) if by_script(request) else HttpResponseRedirect(onwards)

    def run(self, row: EngagementRequest, form: VerbForm) -> None:
        """Files are held before the row is locked; whatever fails then takes them out again."""
        said = form.said()
        with documents.holding(form.cleaned_data.get("chosen") or ()) as held:
            perform(
                self.verb,
                request=row,
                by=self.request.user,
                version=form.cleaned_data["version"],
                said=said | {"held": held} if held else said,
            )

    def refused(self, row: EngagementRequest, form: VerbForm, status: int = 200) -> HttpResponse:
        if not by_script(self.request):
            return self.page(row, form, status=status)
        if set(form.errors) == {"chosen"}:
            return went_wrong(self.request, form.errors["chosen"], status if status != 200 else 422)
        return send_as_usual()

    def stale(self) -> HttpResponse:
        """The same page with what was typed, over the row as it is now: read what changed, then send again."""
        row = self.row()
        form = self.form(row, self.request.POST)
        if not self.verb.fits(row, self.request.user):
            return self.moved_on(row, form)
        form.renewed(row.version)
        return self.page(row, form, status=409, changed=True)

    def page(
        self, row: EngagementRequest, form: VerbForm, *, status: int = 200, changed: bool = False
    ) -> HttpResponse:
        context = {
            "row": row,
            "verb": self.verb,
            "form": form,
            "changed": changed,
            "back": way_back(self.request, row.get_absolute_url()),
            "section": _section(row, self.request),
            "scanner": kind_of_scanner(),
        }
        return render(self.request, "requests/verb_page.html", context, status=status)

    def moved_on(
        self, row: EngagementRequest, form: VerbForm | None = None, refusal: WrongState | None = None
    ) -> HttpResponse:
        context = {
            "row": row,
            "verb": self.verb,
            "refusal": str(refusal.message) if refusal else "",
            "typed": typed(form) if form is not None else [],
            "back": way_back(self.request, row.get_absolute_url()),
            "section": _section(row, self.request),
        }
        return render(self.request, "requests/verb_moved_on.html", context, status=409)


def _put_errors(form: VerbForm, refusal: Invalid | TooMany | Unavailable) -> None:
    found = refusal.errors if isinstance(refusal, Invalid) else {"files": [refusal.message]}
    for name, sentences in found.items():
        name = "chosen" if name == "files" else name
        field = name if name in form.fields else None
        for sentence in sentences:
            form.add_error(field, str(sentence))


def _section(row: EngagementRequest, request: HttpRequest) -> str:
    """Which entry of the navigation the page belongs to."""
    if rules.is_sender(request.user, row):
        return "requests"
    back = way_back(request, "")
    if back.startswith(reverse("requests:desk")):
        return "desk"
    return "triage" if rules.is_centre(request.user, row) else "desk"
