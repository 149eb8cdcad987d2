"""The cache for pages that everybody sees alike: so many of a room in a minute, for anybody can make words up."""

import time
from contextlib import suppress
from typing import Any

from django.core.cache import cache

MOST, MINUTE = 500, 60


class Pages:
    """Names begin with the room and a hyphen. What comes beyond the number is not kept: it fills no memory."""

    def get(self, name: str) -> Any:
        return cache.get(name)

    def set(self, name: str, page: Any, seconds: int) -> None:
        counter = f"{name.partition('-')[0]}-kept-{int(time.time()) // MINUTE}"
        cache.add(counter, 0, 2 * MINUTE)
        with suppress(ValueError):  # it went between the two
            if (cache.incr(counter) or MOST + 1) <= MOST:
                cache.set(name, page, seconds)


pages = Pages()
