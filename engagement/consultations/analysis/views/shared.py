"""What the pages of the analysis share: who may open them, and what stands on each."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engagement.consultations.analysis import evidence, rules
from engagement.consultations.enums import OPEN_TEXT
from engagement.consultations.models import Consultation, Question
from foundation.common.errors import NotAllowed

View = Callable[..., HttpResponse]
TABS = (
    ("home", "Overview"),
    ("campaigns", "Campaigns"),
    ("answers", "Answers"),
    ("files", "Files"),
    ("heard", "Who has not been heard"),
)


class SeeOther(HttpResponseRedirect):
    """The answer to a form is elsewhere: fetch it, do not send the form again."""

    status_code = 303


def signed_in(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return redirect_to_login(request.get_full_path())

    return never_cache(require_http_methods(["GET", "HEAD", "POST"])(guarded))


def inside(view: View) -> View:
    """A page for who reads the analysis. To all others it is not there; who only reads posts nothing."""

    @wraps(view)
    def guarded(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        rows = Consultation.objects.visible_to(request.user).select_related("department")
        consultation = rows.filter(slug=slug).first()
        if consultation is None or not rules.reads(request.user, consultation):
            raise Http404
        if request.method == "POST" and not rules.works(request.user, consultation):
            raise NotAllowed("You read this analysis. Only the department's officials change it.")
        return view(request, consultation, **kwargs)

    return signed_in(guarded)


def question_of(consultation: Consultation, key: str) -> Question:
    found = consultation.questions.filter(key=key, kind__in=OPEN_TEXT).first()
    if found is None:
        raise Http404
    found.consultation = consultation
    return found


def page(
    request: HttpRequest,
    template: str,
    consultation: Consultation,
    *,
    tab: str = "",
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "consultation": consultation,
        "acts": rules.works(request.user, consultation),
        "tab": tab,
        "tabs": [
            (name, label, reverse(f"analysis:{name}", args=[consultation.slug]))
            for name, label in TABS
            if name != "files" or evidence.asks(consultation)
        ],
        "section": "consultations",
    }
    return render(request, f"analysis/{template}.html", context | more, status=status)


def to(
    name: str, consultation: Consultation, *args: Any, said: str = "", request: HttpRequest | None = None
) -> SeeOther:
    if said and request is not None:
        messages.success(request, said)
    return SeeOther(reverse(f"analysis:{name}", args=[consultation.slug, *args]))
