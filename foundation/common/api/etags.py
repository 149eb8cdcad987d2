"""Entity tags (RFC 9110, 8.8): one version of a row has one strong tag."""

from hashlib import blake2b

from django.http import HttpRequest
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from foundation.common.errors import Stale


def etag(*parts: object) -> str:
    return f'"{blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'


def unchanged(request: HttpRequest, tag: str) -> bool:
    """Whether If-None-Match names this version, so that 304 will do."""
    header = request.headers.get("If-None-Match")
    if not header:
        return False
    known = parse_etags(header)
    return known == ["*"] or tag in {one.removeprefix("W/") for one in known}


def require_current(request: HttpRequest, tag: str) -> None:
    """Raise Stale unless If-Match, when it is sent, names this version (weak tags never do)."""
    header = request.headers.get("If-Match")
    if not header:
        return
    wanted = parse_etags(header)
    if wanted != ["*"] and tag not in wanted:
        raise Stale(_("This is no longer the newest version. Read it again before you write."))
