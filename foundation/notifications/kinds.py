"""The kinds of message: upper rooms declare theirs in AppConfig.ready(); the words go through gettext."""

import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

MAIL = "mail"
DIGEST = "daily_digest"

_FIELD = re.compile(r"(?<!%)(?:%%)*%\((\w+)\)[sd]")


@dataclass(frozen=True, slots=True)
class Kind:
    """What is said, in %-format with the names of the context, and how it is treated.

    mandatory: sent at once whatever the person prefers (receipts, sign-in codes)
    urgent:    overtakes the others in the queue
    passing:   holds a secret, so nothing of it is kept once it is sent
    repeat:    sent again with the same Message-ID when a crash leaves it open whether it went out
    """

    name: str
    subject: Any
    body: Any
    line: Any
    many: Any
    purpose: Any
    mandatory: bool
    urgent: bool
    passing: bool
    repeat: bool
    fields: frozenset[str]


_kinds: dict[str, Kind] = {}


def register(
    name: str,
    *,
    subject: Any,
    body: Any,
    line: Any = "",
    many: Any = "",
    purpose: Any = "",
    mandatory: bool = False,
    urgent: bool = False,
    passing: bool = False,
    repeat: bool = True,
) -> Kind:
    """Declare a kind of message.

    `line` says it in a summary (default: the subject), `many` is the subject of several at once with %(count)s,
    `purpose` ends the sentence "You get this email because …".
    """
    kind = Kind(
        name=name,
        subject=subject,
        body=body,
        line=line or subject,
        many=many or _("%(count)s updates"),
        purpose=purpose or _("you follow this on Front Door."),
        mandatory=mandatory,
        urgent=urgent,
        passing=passing,
        repeat=repeat,
        fields=_fields(subject, body, line),
    )
    _kinds[name] = kind
    return kind


def get(name: str) -> Kind:
    try:
        return _kinds[name]
    except KeyError:
        raise ImproperlyConfigured(
            f"No kind of message is called {name!r}: register it in AppConfig.ready()."
        ) from None


def _fields(*texts: Any) -> frozenset[str]:
    with override("en"):
        return frozenset(field for text in texts for field in _FIELD.findall(str(text)))
