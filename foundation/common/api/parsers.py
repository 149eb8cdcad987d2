"""JSON as strictly as RFC 8259 and I-JSON ask, and forms with files: what two readers could understand differently is
refused.
"""

import json
import math
from collections import Counter
from collections.abc import Mapping
from email.message import Message
from typing import IO, Any

from django.conf import settings
from django.http import UnreadablePostError
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser, MultiPartParser

from foundation.common import text
from foundation.common.api.problems import TooLarge

MAX_DEPTH = 32
MAX_NUMBER = 2**63 - 1


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping | None = None
    ) -> Any:
        _refuse_other_charsets(media_type or self.media_type)
        limit = settings.API_MAX_BODY
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise TooLarge(_("A body may hold %(limit)d bytes.") % {"limit": limit})
        return loads(raw)


class Sent(dict[str, Any]):
    """The members of a multipart body, with the files that came beside them."""

    files: list[Any] = []


class StrictFormParser(MultiPartParser):
    """multipart/form-data for what carries files: every other part is text and stands once, the files are `files`."""

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping | None = None
    ) -> Sent:
        try:
            found = super().parse(stream, media_type, parser_context)
        except UnreadablePostError:
            raise ParseError(_("The body ended before it was whole.")) from None
        said = Sent()
        for name, values in found.data.lists():
            _refuse_forbidden(name)
            if len(values) > 1:
                raise ParseError(_("The member “%(name)s” appears twice.") % {"name": _shown(name)})
            _refuse_forbidden(values[0])
            said[name] = values[0]
        if foreign := sorted(set(found.files) - {"files"}):
            raise ParseError(_("Send files as “files”, not as “%(name)s”.") % {"name": _shown(foreign[0])})
        said.files = found.files.getlist("files")
        return said


def loads(raw: bytes) -> Any:
    """The value of a JSON text. Raises ParseError with a sentence that says what is wrong."""
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_members,
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_bounded,
        )
    except UnicodeDecodeError:
        raise ParseError(_("The body is not UTF-8.")) from None
    except RecursionError:
        raise _too_deep() from None
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        raise ParseError(_("The body is not JSON (line %(line)d, column %(column)d).") % place) from None
    _inspect(value)
    return value


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        twice, _times = Counter(name for name, _value in pairs).most_common(1)[0]
        raise ParseError(_("The member “%(name)s” appears twice.") % {"name": _shown(twice)})
    return members


def _no_constant(name: str) -> None:
    raise ParseError(_("%(name)s is not JSON.") % {"name": name})


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ParseError(_("A number is out of range."))
    return number


def _bounded(digits: str) -> int:
    if len(digits) > 20 or abs(int(digits)) > MAX_NUMBER:
        raise ParseError(_("A number is out of range."))
    return int(digits)


def _inspect(value: Any) -> None:
    """No nesting beyond the limit, and no text that PostgreSQL cannot hold."""
    level = [value]
    for _depth in range(MAX_DEPTH + 1):
        below: list[Any] = []
        for item in level:
            if isinstance(item, str):
                _refuse_forbidden(item)
            elif isinstance(item, dict):
                below.extend(item)
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        if not below:
            return
        level = below
    raise _too_deep()


def _refuse_forbidden(words: str) -> None:
    if text.forbidden(words):
        raise ParseError(_("A text holds a NUL or half of a surrogate pair."))


def _too_deep() -> ParseError:
    return ParseError(_("The body is nested more than %(limit)d levels deep.") % {"limit": MAX_DEPTH})


def _refuse_other_charsets(media_type: str) -> None:
    header = Message()
    header["Content-Type"] = media_type
    if (header.get_content_charset() or "utf-8") not in {"utf-8", "utf8"}:
        raise UnsupportedMediaType(media_type, _("JSON is UTF-8; no other charset is taken."))


def _shown(name: str) -> str:
    """A name safe to repeat in an answer: short, and without what cannot be encoded."""
    return name[:50].encode("utf-8", "replace").decode("utf-8")
