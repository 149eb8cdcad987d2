"""Pages that everybody sees alike, kept in the cache for some seconds."""

import time
from contextlib import suppress

from django.core.cache import cache
from django.http import HttpResponse

MOST, MINUTE = 500, 60


def keep(room: str, name: str, answer: HttpResponse, seconds: int) -> None:
    """So many pages of a room in a minute and no more: whoever makes words up fills no memory."""
    counter = f"{room}-kept-{int(time.time()) // MINUTE}"
    cache.add(counter, 0, 2 * MINUTE)
    with suppress(ValueError):  # it went between the two
        if (cache.incr(counter) or MOST + 1) <= MOST:
            cache.set(name, answer.content.decode(), seconds)
