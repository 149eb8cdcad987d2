"""Passes to the files' own origin: signed, for one file, one asker and one minute. Nothing of them is kept."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import get_language

from foundation.accounts.machines import MachineClient, by_id
from foundation.accounts.models import User
from foundation.documents.models import Document

SECONDS = 60
SALT = "foundation.documents.passes"
PLACE = "/sent/"


class Elsewhere(HttpResponseRedirect):
    """Fetch it there, this once: nobody keeps the address."""

    status_code = 303


@dataclass(frozen=True, slots=True)
class Pass:
    """Which bytes of which file, by which way, for whom (a kind and an identity), and where to ask again."""

    file: UUID
    tag: str
    way: str
    who: tuple[str, str]
    back: str
    language: str


def to_file(file: Document, *, tag: str, way: str, to: Any, request: HttpRequest) -> Elsewhere:
    """To the origin of files, with a pass. Whether `to` may have the file has been asked just before."""
    known = getattr(to, "is_authenticated", False)
    who = to.audit_identity() if known else ("", "")
    said = [file.public_id.hex, tag, way, *who, request.get_full_path(), get_language()]
    answer = Elsewhere(f"{settings.FILES_ORIGIN}{PLACE}{signing.dumps(said, salt=SALT)}")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def read(token: str) -> tuple[Pass | None, bool]:
    """What a pass says, and whether it is still good; None for what we did not sign."""
    try:
        return _read(token, SECONDS), True
    except signing.SignatureExpired:
        return _read(token, None), False
    except signing.BadSignature:
        return None, False


def _read(token: str, seconds: int | None) -> Pass:
    file, tag, way, kind, identity, back, language = signing.loads(token, salt=SALT, max_age=seconds)
    return Pass(UUID(file), tag, way, (kind, identity), back, language)


def asker(found: Pass) -> User | MachineClient | None:
    """Whoever asked, as they stand now; None for somebody unknown. Raises LookupError once they are gone."""
    kind, identity = found.who
    if not kind:
        return None
    active = User.objects.filter(public_id=identity, is_active=True)
    who = by_id(identity) if kind == "client" else active.first()
    if who is None:
        raise LookupError
    return who
