"""Pages that everybody sees alike: who is like every other, what shared caches may keep, and what we keep ourselves."""

import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers, patch_cache_control

Answer = TypeVar("Answer", bound=HttpResponseBase)
View = TypeVar("View", bound=Callable[..., Any])
NEVER = "max-age=0, no-cache, no-store, must-revalidate, private"

MOST, MINUTE = 500, 60
FRESH = 60  # seconds that a shared cache may keep a page


def never_kept(view: View) -> View:
    """Django's `never_cache` in one header: nobody keeps such a page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        answer = view(request, *args, **kwargs)
        if "Cache-Control" in answer.headers:
            add_never_cache_headers(answer)
        else:
            answer.headers["Cache-Control"] = NEVER
        return answer

    return cast("View", guarded)


def is_nobody(request: HttpRequest) -> bool:
    """Whether the reader is like every other: no session, no message waiting."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES and "messages" not in request.COOKIES


def shared(request: HttpRequest, answer: Answer) -> Answer:
    """Let caches keep what everybody sees alike; never the page of somebody who is signed in."""
    if is_nobody(request) and answer.status_code == 200:
        patch_cache_control(answer, public=True, max_age=FRESH)
    return answer


class Pages:
    """The cache with an end: so many pages of a room in a minute, for anybody can make words up.

    Names begin with the room and a hyphen. What comes beyond the number is not kept: it fills no memory.
    """

    def get(self, name: str) -> Any:
        return cache.get(name)

    def set(self, name: str, page: Any, seconds: int) -> None:
        counter = f"{name.partition('-')[0]}-kept-{int(time.time()) // MINUTE}"
        cache.add(counter, 0, 2 * MINUTE)
        with suppress(ValueError):  # it went between the two
            if (cache.incr(counter) or MOST + 1) <= MOST:
                cache.set(name, page, seconds)


pages = Pages()
