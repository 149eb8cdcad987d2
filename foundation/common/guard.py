"""The token that each form carries, as Django makes it: drawing and masking its letters took longer than a query.

What is checked, and how, stays with Django's middleware.
"""

import os

from django.http import HttpRequest
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH, rotate_token
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString

_MANY = len(CSRF_ALLOWED_CHARS)
_PLACES = {letter: place for place, letter in enumerate(CSRF_ALLOWED_CHARS)}
_ROUND = CSRF_ALLOWED_CHARS * 2
# Each letter stands for as many bytes as any other; the bytes that are left over are drawn again.
_LETTERS = bytes(ord(CSRF_ALLOWED_CHARS[byte % _MANY]) for byte in range(256))
_LEFT_OVER = bytes(range(256 // _MANY * _MANY, 256))


def token(request: HttpRequest) -> str:
    """As `django.middleware.csrf.get_token`: the secret of this browser under a mask that is new each time."""
    if "CSRF_COOKIE" not in request.META:
        rotate_token(request)
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True
    return masked(request.META["CSRF_COOKIE"])


def masked(secret: str) -> str:
    mask = drawn()
    return mask + "".join(
        [_ROUND[_PLACES[one] + _PLACES[other]] for one, other in zip(secret, mask, strict=True)]
    )


def drawn() -> str:
    """As many letters by lot as a secret has."""
    found = b""
    while len(found) < CSRF_SECRET_LENGTH:
        found = os.urandom(2 * CSRF_SECRET_LENGTH).translate(_LETTERS, _LEFT_OVER)
    return found[:CSRF_SECRET_LENGTH].decode()


def _field(request: HttpRequest) -> SafeString:
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token(request))


field_lazy, token_lazy = lazy(_field, SafeString, str), lazy(token, str)
