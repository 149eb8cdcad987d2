"""How often somebody may try, counted in Valkey per network address and per account (settings: SIGN_IN_RATES)."""

import base64
import ipaddress
import uuid

from allauth.core.internal import ratelimit
from allauth.core.internal.httpkit import clean_client_ip
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from foundation.common.errors import TooMany, Unavailable

DEVICE_SALT = "foundation.accounts.device"
DEVICE_AGE = 180 * 24 * 60 * 60


def client_ip(request: HttpRequest) -> str:
    """The network address of whoever asks; X-Forwarded-For counts only from our own proxies.

    The nearest proxy appends what it saw, so the address is the one that the outermost trusted proxy wrote.
    """
    proxies = settings.TRUSTED_PROXIES
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    if proxies and len(forwarded) >= proxies and (found := clean_client_ip(forwarded[-proxies])):
        return found
    return clean_client_ip(request.META.get("REMOTE_ADDR", "")) or str(ipaddress.IPv4Address(0))


def spend(request: HttpRequest, action: str, *, key: str | None = None) -> None:
    """Count one try; raises TooMany when the allowance is used up, Unavailable when nothing can count."""
    allowed = ratelimit.consume(
        request, app="", action=action, key=key, config=settings.SIGN_IN_RATES, limit_get=True
    )
    if allowed:
        return
    if not _can_count():
        raise Unavailable
    longest = max(
        rate.duration for rate in ratelimit.get_rates(app="", action=action, config=settings.SIGN_IN_RATES)
    )
    raise TooMany(_("You have tried too many times. Wait a while, then try again."), retry_after=int(longest))


def _can_count() -> bool:
    """A cache that is down refuses everybody; those who did nothing wrong are told that it is not them."""
    key = f"accounts.limits.alive.{uuid.uuid4().hex}"
    cache.set(key, True, 5)
    return cache.get(key) is True


def account_key(request: HttpRequest, email: str) -> str:
    """What tries against one account are counted by.

    A browser that has signed in to the account before has an allowance of its own, so that strangers who use up
    the account's cannot keep its owner out.
    """
    mark = _mark(email)
    known = _devices(request).get(mark)
    return f"{mark}.{known}" if known else mark


def remember_device(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Mark this browser as one that this account has signed in from. It grants nothing but its own allowance."""
    devices = _devices(request)
    mark = _mark(email)
    devices.pop(mark, None)
    devices[mark] = base64.b32encode(
        salted_hmac(DEVICE_SALT, request.session.session_key or "").digest()[:10]
    ).decode()
    newest = dict(list(devices.items())[-5:])
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(newest, salt=DEVICE_SALT, compress=True),
        max_age=DEVICE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _mark(email: str) -> str:
    return salted_hmac(DEVICE_SALT, email.lower(), algorithm="sha256").hexdigest()[:32]


def _devices(request: HttpRequest) -> dict[str, str]:
    value = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    if not value or len(value) > 2000:
        return {}
    try:
        found = signing.loads(value, salt=DEVICE_SALT, max_age=DEVICE_AGE)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}
