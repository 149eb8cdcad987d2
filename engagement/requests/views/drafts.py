"""What the question pages share: whose draft it is, and keeping what was typed when a sign-in has run out."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet, UUIDField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engagement.requests.enums import State
from engagement.requests.models import EngagementRequest
from foundation.directory.prepared import PreparedFor

KEPT = "kept_answers"
MOST_KEPT = 24_000

View = Callable[..., HttpResponse]


class SeeOther(HttpResponseRedirect):
    """The answer to a form is elsewhere: fetch it, do not send the form again."""

    status_code = 303


def to(name: str, draft: EngagementRequest, **parts: str) -> SeeOther:
    return SeeOther(reverse(f"requests:{name}", kwargs={"key": draft.public_id, **parts}))


def signed_in(view: View) -> View:
    """Send visitors to sign in and back; what they typed waits in their browser's session."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            _keep(request)
        return redirect_to_login(request.get_full_path())

    return never_cache(require_http_methods(["GET", "HEAD", "POST"])(guarded))


def _keep(request: HttpRequest) -> None:
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    encoded = typed.urlencode()
    if len(encoded) <= MOST_KEPT:
        request.session[KEPT] = {"path": request.path, "typed": encoded}


def kept(request: HttpRequest) -> QueryDict | None:
    """What this page was sent while nobody was signed in; given once."""
    waiting = request.session.get(KEPT)
    if not waiting or waiting["path"] != request.path:
        return None
    del request.session[KEPT]
    return QueryDict(waiting["typed"])


def with_draft(view: View) -> View:
    """The view gets the draft; other people's are not there, and one that was sent leads to its receipt."""

    @signed_in
    @wraps(view)
    def found(request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        draft = own(request.user, key)
        if draft.state != State.DRAFT:
            return to("sent", draft)
        return view(request, draft, **kwargs)

    return found


def _own(slot: Any, reader: Any) -> QuerySet:
    rows = EngagementRequest.objects.sent_by_or_for(reader)
    mine = rows.filter(submitter=reader.pk, public_id=slot("key", UUIDField()))
    return mine.select_related("organisation", "topic", "preferred_department")


OWN = PreparedFor(_own)


def own(user: Any, key: UUID) -> EngagementRequest:
    found = OWN(user, key=key)
    if not found:
        raise Http404
    return found[0]
