"""What the doors share: the row for an address, who holds a response, caching what everybody sees alike."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from engagement.consultations import reading
from engagement.consultations.actions.responses import require_open
from engagement.consultations.models import Consultation, Response
from engagement.consultations.rules import RESPONDENT, holds
from foundation.common.keeping import never_kept
from foundation.common.keeping import pages as cache

KEPT = 30  # seconds that we keep a page ourselves
AT_HAND, LARGEST = 128, 65_536  # pages that this process has at hand, and how long one of them may be
FRESH = 60  # seconds that a shared cache may keep a page
SECTION = {"section": "consultations"}
View = Callable[..., HttpResponse]


class SeeOther(HttpResponseRedirect):
    """The answer to a form is elsewhere: fetch it, do not send the form again."""

    status_code = 303


def kept(
    request: HttpRequest, stamp: str, make: Callable[[], HttpResponse], *, at_hand: bool = False
) -> HttpResponse:
    """The page as it was made for the reader before, as long as its stamp is the same; not for those signed in.

    `at_hand`: the stamp names one row for good, so that this process may have its page at hand.
    """
    if not is_nobody(request):
        return make()
    asked = f"{get_language()}|{request.get_full_path()}|{stamp}"
    until, html = _at_hand.get(asked, (0.0, b""))
    if until > time.monotonic():
        return shared(request, HttpResponse(html))
    name = f"consultations-{hashlib.sha256(asked.encode()).hexdigest()}"
    found = cache.get(name)
    if found is None:
        answer = make()
        if answer.status_code != 200:
            return answer
        found = (time.time() + KEPT, answer.content)
        cache.set(name, found, KEPT)
    if at_hand:
        _have_at_hand(asked, *found)
    return shared(request, HttpResponse(found[1]))


_at_hand: OrderedDict[str, tuple[float, bytes]] = OrderedDict()


def _have_at_hand(asked: str, until: float, html: bytes) -> None:
    """Spare the next reader the way to the cache; here no page is kept for longer than there."""
    if len(html) > LARGEST:
        return
    _at_hand[asked] = (time.monotonic() + min(KEPT, until - time.time()), html)
    while len(_at_hand) > AT_HAND:
        with suppress(KeyError):  # another thread was first
            _at_hand.popitem(last=False)


def public_row(request: HttpRequest, slug: str, *more: str) -> Consultation:
    """A consultation that this reader may see, or a 404; `more` is read beside it."""
    seen = Consultation.objects.visible_to(request.user).select_related("department", "programme", *more)
    return get_object_or_404(seen, slug=slug)


def is_nobody(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME not in request.COOKIES and "messages" not in request.COOKIES


def shared(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Let caches keep what everybody sees alike; never the page of somebody who is signed in."""
    if is_nobody(request) and answer.status_code == 200:
        patch_cache_control(answer, public=True, max_age=FRESH)
    return answer


# Responses


def cookie_name(key: UUID | str) -> str:
    return f"response-{str(key)[:8]}"


def actor(request: HttpRequest) -> Any:
    """The person who is signed in, or a respondent of whom nothing is known."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return RESPONDENT
    return request.user if request.user.is_authenticated else RESPONDENT


def remember(answer: HttpResponse, response: Response, secret: str) -> HttpResponse:
    """Keep the secret in the browser instead of in addresses."""
    answer.set_cookie(
        cookie_name(response.public_id),
        secret,
        max_age=120 * 86_400,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return answer


class Held:
    """A response and the proof that this browser or person may work on it."""

    def __init__(self, request: HttpRequest, slug: str, key: UUID) -> None:
        response = reading.held(key, slug)
        if response is None:
            raise Http404
        self.response = response
        self.secret = request.COOKIES.get(cookie_name(key), "")
        self.by = actor(request)
        if not holds(self.by, self.secret, self.response):
            raise Http404

    @property
    def proof(self) -> dict[str, Any]:
        return {"response": self.response, "by": self.by, "secret": self.secret}

    @property
    def consultation(self) -> Consultation:
        return self.response.consultation

    def url(self, name: str, **more: Any) -> str:
        return reverse(
            f"consultations:{name}",
            kwargs={"slug": self.consultation.slug, "key": self.response.public_id, **more},
        )

    def to(self, name: str, **more: Any) -> SeeOther:
        return SeeOther(self.url(name, **more))


def with_response(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, key: UUID, **more: Any) -> HttpResponse:
        return view(request, Held(request, slug, key), **more)

    return never_kept(require_http_methods(["GET", "HEAD", "POST"])(guarded))


def while_open(view: View) -> View:
    """Pages with a form to answer: they are there only while answers are taken; afterwards they say why not."""

    @wraps(view)
    def guarded(request: HttpRequest, held: Held, **more: Any) -> HttpResponse:
        require_open(held.consultation, held.response.extended_until)
        return view(request, held, **more)

    return with_response(guarded)
