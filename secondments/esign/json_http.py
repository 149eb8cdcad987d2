"""A service that speaks JSON over HTTPS, each message signed both ways with a shared secret (HMAC-SHA-256).

`Front-Door-Signature: t=<seconds>,v1=<hex>` signs "<seconds>.<body>"; what is older than five minutes is refused.
A paper that is sent again after an answer was lost carries the same `Idempotency-Key`: it is answered with the same id.
"""

import hmac
import json
import time
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from foundation.common.errors import Invalid, NotAllowed
from secondments.esign import Asked, Begun, Said, Unavailable

HEADER = "Front-Door-Signature"
TOLERANCE = 300
SECONDS = 8
LOCAL = ("127.0.0.1", "localhost", "::1")


def seal(body: bytes, secret: str, at: int) -> str:
    made = hmac.new(secret.encode(), b"%d." % at + body, sha256).hexdigest()
    return f"t={at},v1={made}"


def is_sealed(body: bytes, secret: str, said: str, now: float) -> bool:
    parts = dict(part.partition("=")[::2] for part in said.split(","))
    moment = parts.get("t", "")
    if not (
        moment.isascii() and moment.isdigit() and len(moment) < 12 and abs(now - int(moment)) <= TOLERANCE
    ):
        return False
    return hmac.compare_digest(seal(body, secret, int(moment)).encode(), said.encode())


def is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)


class JsonOverHttp:
    def __init__(self) -> None:
        self.url, self.secret = settings.ESIGN_URL.rstrip("/"), settings.ESIGN_SECRET
        if not is_safe(self.url) or len(self.secret) < 32:
            raise ImproperlyConfigured(
                "ESIGN_URL is an https address and ESIGN_SECRET has 32 characters or more."
            )

    def begin(self, asked: Asked) -> Begun:
        said = {name: getattr(asked, name) for name in asked.__slots__} | {
            "pdf": b64encode(asked.pdf).decode()
        }
        body = json.dumps(said).encode()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": asked.key,
            HEADER: seal(body, self.secret, int(time.time())),
        }
        try:
            answer = requests.post(
                f"{self.url}/papers", data=body, headers=headers, timeout=SECONDS, allow_redirects=False
            )
            answer.raise_for_status()
            found = answer.json()
            begun = Begun(str(found["id"]), str(found["where"]))
        except (requests.RequestException, ValueError, KeyError, TypeError) as error:
            raise Unavailable(type(error).__name__) from error
        if (
            not begun.external_ref
            or len(begun.external_ref) > 200
            or len(begun.where) > 500
            or not is_safe(begun.where)
        ):
            raise Unavailable("The answer is not as agreed.")
        return begun

    def hear(self, headers: Mapping[str, str], body: bytes) -> Said:
        if not is_sealed(body, self.secret, headers.get(HEADER, ""), time.time()):
            raise NotAllowed(_("This message is not signed by the e-signature service."))
        try:
            found: Any = json.loads(body)
            pdf = b64decode(found["pdf"], validate=True)
            return Said(str(found["id"]), str(found["name"]), str(found["content_hash"]), pdf)
        except (ValueError, KeyError, TypeError) as error:
            raise Invalid({"": [_("This message is not understood.")]}) from error
