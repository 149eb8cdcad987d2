"""How much one caller may ask of the API, or begin on public pages, in a window of time, counted in the cache's Redis.

When Redis does not answer the API fails open: callers are served uncounted, without RateLimit headers, and the
counter is left alone for some seconds so that a dead Redis does not slow every request.
"""

import ipaddress
import logging
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_redis import get_redis_connection
from redis.exceptions import RedisError

from foundation.common.errors import TooMany

logger = logging.getLogger(__name__)

REST_AFTER_FAILURE = 5.0
_resting_until = 0.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left to a caller; `reset` is in seconds."""

    kind: str
    limit: int
    remaining: int
    reset: int
    window: int

    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
            "RateLimit-Policy": f'"{self.kind}";q={self.limit};w={self.window}',
            "RateLimit": f'"{self.kind}";r={self.remaining};t={self.reset}',
        }


def count(request: HttpRequest, principal: Any = None) -> tuple[Allowance | None, bool]:
    """Count one request; the allowance (None when nothing is counted) and whether it is used up."""
    kind, caller = _caller(request, principal)
    limit, window = settings.API_LIMITS[kind]
    if not limit:
        return None, False
    return _counted(kind, caller, limit, window)


def _counted(kind: str, caller: str, limit: int, window: int) -> tuple[Allowance | None, bool]:
    now = time.time()
    used = _add(f"fd:limit:{kind}:{caller}:{int(now // window)}", window)
    if used is None:
        return None, False
    reset = max(1, round(window - now % window))
    return Allowance(kind, limit, max(0, limit - used), reset, window), used > limit


def spend(request: HttpRequest, what: str) -> None:
    """Count one of `what` for the caller's network address (settings: PAGE_LIMITS); raises TooMany beyond it.

    Fails open, as the API does: a dead counter keeps nobody from being heard.
    """
    limit, window = settings.PAGE_LIMITS[what]
    if not limit:
        return
    allowance, is_over = _counted(what, client_address(request), limit, window)
    if allowance is not None and is_over:
        words = _("Too much comes from your network at the moment. Wait, then try again.")
        raise TooMany(words, retry_after=allowance.reset)


def refusal(allowance: Allowance) -> TooMany:
    words = _("You may send %(limit)d requests in %(window)d seconds. Try again later.")
    return TooMany(
        words % {"limit": allowance.limit, "window": allowance.window}, retry_after=allowance.reset
    )


def client_address(request: HttpRequest) -> str:
    """Where a caller comes from; an IPv6 caller is its /64, since one machine commands all of it.

    X-Forwarded-For counts only from our own proxies: the entry that the outermost of them wrote.
    """
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    if settings.TRUSTED_PROXIES and len(forwarded) >= settings.TRUSTED_PROXIES:
        address = forwarded[-settings.TRUSTED_PROXIES].strip()
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return str(parsed)


def _caller(request: HttpRequest, principal: Any) -> tuple[str, str]:
    if getattr(principal, "is_authenticated", False):
        return "client", ":".join(principal.audit_identity())
    return "anonymous", client_address(request)


def _add(key: str, window: int) -> int | None:
    global _resting_until
    if time.monotonic() < _resting_until:
        return None
    try:
        pipeline = get_redis_connection("default").pipeline(transaction=False)
        pipeline.incr(key)
        pipeline.expire(key, window * 2, nx=True)
        return pipeline.execute()[0]
    except (RedisError, OSError):
        _resting_until = time.monotonic() + REST_AFTER_FAILURE
        logger.warning("rate limits are not counted: Redis does not answer")
        return None
