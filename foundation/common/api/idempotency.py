"""Idempotency-Key: however often and however parallel a write arrives, it is done once and answered alike.

The key is claimed by an insert inside the transaction of the write. A second request with the key waits at the unique
index until the first commits (then it gets the stored answer) or rolls back (then it does the work itself). Answers
that refuse are not kept: nothing was written, so the same key may try again.
"""

import hashlib
import json
import re
from datetime import timedelta
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.common.actors import Actor
from foundation.common.errors import Invalid, KeyReused
from foundation.common.models import IdempotencyKey

KEPT = timedelta(hours=24)
_KEY = re.compile(r"[!-~]{1,255}")

# An expired row is taken over as if it were not there; a live one is left alone and nothing is returned.
_CLAIM = """
INSERT INTO common_idempotencykey AS held (principal, key, fingerprint, expires_at, status, headers, body)
VALUES (%s, %s, %s, %s, 0, '{}', '')
ON CONFLICT (principal, key) DO UPDATE
    SET fingerprint = excluded.fingerprint, expires_at = excluded.expires_at, status = 0
    WHERE held.expires_at <= %s
RETURNING id
"""


def key_of(request: HttpRequest) -> str | None:
    """The key that a request carries, bare or as the quoted string of the IETF draft."""
    if "Idempotency-Key" not in request.headers:
        return None
    key = request.headers["Idempotency-Key"].strip()
    if len(key) > 1 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if not _KEY.fullmatch(key):
        raise Invalid(_("Idempotency-Key takes 1 to 255 visible ASCII characters, a UUID for example."))
    return key


def fingerprint(request: HttpRequest, data: Any) -> str:
    """The same for two requests that ask for the same, however their JSON is laid out, and with the same files."""
    parts = [request.method, request.path, data, *map(_print_of, getattr(data, "files", ()))]
    said = json.dumps(parts, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def _print_of(file: Any) -> list[Any]:
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)
    return [file.name, file.size, digest.hexdigest()]


class Once:
    """One write under one key. Use inside a transaction: `claim()`, do the work, `keep()` the answer."""

    def __init__(self, *, by: Actor, key: str, fingerprint: str) -> None:
        self.principal = ":".join(by.audit_identity())
        self.key = key
        self.fingerprint = fingerprint
        self.row: Any = None

    def claim(self) -> HttpResponse | None:
        """None when the work is ours to do, otherwise the answer that was given before."""
        now = timezone.now()
        values: list[Any] = [self.principal, self.key, self.fingerprint, now + KEPT, now]
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, values)
            if claimed := cursor.fetchone():
                self.row = claimed[0]
                return None
        kept = IdempotencyKey.objects.get(principal=self.principal, key=self.key)
        if kept.fingerprint != self.fingerprint:
            raise KeyReused
        return HttpResponse(bytes(kept.body), status=kept.status, headers=kept.headers)

    def keep(self, answer: HttpResponse) -> None:
        headers = {
            name: answer.headers[name]
            for name in ("Content-Type", "ETag", "Location")
            if name in answer.headers
        }
        IdempotencyKey.objects.filter(pk=self.row).update(
            status=answer.status_code, headers=headers, body=answer.content
        )


def forget_expired(limit: int = 10_000) -> int:
    """Delete a batch of keys past their time; the clock calls it until nothing is left."""
    old = (
        IdempotencyKey.objects.filter(expires_at__lte=timezone.now())
        .order_by("expires_at")
        .values("pk")[:limit]
    )
    return IdempotencyKey.objects.filter(pk__in=old).delete()[0]
