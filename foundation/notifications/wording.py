"""From a row to a letter: the words of its kind, in the reader's language, around the facts of its context."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from foundation.common import words
from foundation.notifications import kinds

LINES = 100
_LONGEST = 300
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_PREFIX = re.compile(r"^/cy(?=/)")


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str


def one_line(text: object) -> str:
    """Text that people typed, made safe inside a header or a sentence: one line, no marks that turn its direction."""
    return " ".join(_UNSEEN.sub(" ", str(text)).split())


def freeze(context: Mapping[str, Any]) -> dict[str, Any]:
    """The context as JSON. What can be translated is kept in every language, since the reader's is not ours."""
    return {name: _freeze(value) for name, value in context.items()}


def _freeze(value: Any) -> Any:
    if isinstance(value, Promise):
        return {"words": {code: one_line(_said_in(code, value)) for code, _name in settings.LANGUAGES}}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, bool | int | float) or value is None:
        return value
    return one_line(value)[:_LONGEST]


def _said_in(language: str, phrase: Promise) -> str:
    with override(language):
        return str(phrase)


def _thaw(value: Any, language: str) -> Any:
    if not isinstance(value, dict):
        return value
    if "words" in value:
        return value["words"].get(language) or value["words"]["en"]
    if "moment" in value:
        return words.moment(datetime.fromisoformat(value["moment"]))
    return words.day(date.fromisoformat(value["day"]))


def _fill(text: Any, context: Mapping[str, Any], language: str) -> str:
    """A broken translation must not stop a message: the English words stand in for it."""
    facts = {name: _thaw(value, language) for name, value in context.items()}
    try:
        return str(text) % facts
    except (KeyError, TypeError, ValueError):
        with override("en"):
            return str(text) % facts


def link(path: str, language: str) -> str:
    """The full address of a page in the reader's language."""
    if not path:
        return ""
    plain = _PREFIX.sub("", path)
    return f"{settings.SITE_URL}{'/cy' if language == 'cy' else ''}{plain}"


def letter(message: Any, *, name: str = "", children: Iterable[Any] = ()) -> Letter:
    """Subject and text of a message; `children` are the rows that a daily summary brings together."""
    kind = kinds.get(message.kind)
    with override(message.language):
        if kind.name == kinds.MAIL:
            return Letter(one_line(message.context["subject"]), message.context["body"])
        if kind.name == kinds.DIGEST:
            return _summary(kind, message, name, list(children))
        if items := message.context.get("items"):
            return _several(kind, message, name, items)
        subject = one_line(_fill(kind.subject, message.context, message.language))
        body = _fill(kind.body, message.context, message.language)
        return Letter(subject, _framed(kind, name, [body, link(message.url, message.language)]))


def _several(kind: kinds.Kind, message: Any, name: str, items: list[dict[str, Any]]) -> Letter:
    """One message in place of many, after a bulk action."""
    count = message.context["count"]
    subject = one_line(_fill(kind.many, {"count": count}, message.language))
    lines = [_line(kind, item["about"], item["url"], item["context"], message.language) for item in items]
    return Letter(subject, _framed(kind, name, [f"{subject}:", *lines, _rest(count - len(lines))]))


def _summary(kind: kinds.Kind, message: Any, name: str, children: list[Any]) -> Letter:
    lines = [line for child in children for line in _lines_of(child, message.language)]
    count = message.context["count"]
    subject = one_line(_fill(kind.subject, {"count": count}, message.language))
    intro = _fill(kind.body, {}, message.language)
    return Letter(
        subject, _framed(kind, name, [intro, *lines[:LINES], _rest(count - min(len(lines), LINES))])
    )


def _lines_of(child: Any, language: str) -> list[str]:
    kind = kinds.get(child.kind)
    if items := child.context.get("items"):
        return [_line(kind, item["about"], item["url"], item["context"], language) for item in items]
    return [_line(kind, child.about, child.url, child.context, language)]


def _line(kind: kinds.Kind, about: str, url: str, context: Mapping[str, Any], language: str) -> str:
    said = one_line(_fill(kind.line, context, language))
    head = f"{about}: {said}" if about and about not in said else said
    return "\n".join(part for part in (f"* {head}", link(url, language)) if part)


def _rest(more: int) -> str:
    return _("and %(count)s more, which you can see when you sign in.") % {"count": more} if more > 0 else ""


def _framed(kind: kinds.Kind, name: str, parts: Iterable[str]) -> str:
    hello = _("Hello %(name)s,") % {"name": one_line(name)} if name.strip() else _("Hello,")
    why = _("You get this email because %(purpose)s") % {"purpose": str(kind.purpose)}
    foot = [why]
    if not kind.mandatory or kind.name == kinds.DIGEST:
        foot.append(_("Choose which emails you get: %(link)s") % {"link": _preferences()})
    foot.append(_("Please do not reply to this email."))
    return "\n\n".join([hello, *(part for part in parts if part), "-- \n" + "\n".join(foot)]) + "\n"


def _preferences() -> str:
    from django.urls import reverse

    return settings.SITE_URL + reverse("notifications:preferences")
