"""Filters that turn values into words: dates, numbers, and text that people typed."""

import re
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import urlsplit

from django.utils import dateformat, formats, timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from foundation.common.tongues import in_english, lang_of, spoken, tongue

_ADDRESS = re.compile(r"https?://[^\s<>\"']{4,500}")
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(timezone.get_default_timezone())
    return value


@lru_cache(4096)
def _written(on: date, form: str, language: str | None) -> str:
    """Lists show the same days again and again."""
    return dateformat.format(on, form)


def _day(value: date | datetime | None, form: str) -> str:
    if not value:
        return ""
    local = _local(value)
    on = local.date() if isinstance(local, datetime) else local
    return _written(on, form, get_language())


def day(value: date | datetime | None) -> str:
    """3 November 2026"""
    return _day(value, "j F Y")


def short_day(value: date | datetime | None) -> str:
    """3 Nov 2026"""
    return _day(value, "j M Y")


def month(value: date | datetime | None) -> str:
    """November 2026"""
    return _day(value, "F Y")


def months(first: date, last: date) -> str:
    """April to June 2026"""
    return _("%(first)s to %(last)s") % {"first": _day(first, "F"), "last": month(last)}


def short_month(value: date | datetime | None) -> str:
    """Nov"""
    return _day(value, "M")


def weekday(value: date | datetime | None) -> str:
    """Tuesday 3 November 2026"""
    return _day(value, "l j F Y")


def clock(value: datetime) -> str:
    """2:05pm, midday or midnight"""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    if (local.hour, local.minute) in {(0, 0), (12, 0)}:
        return _("midday") if local.hour else _("midnight")
    hour = local.hour % 12 or 12
    half = _("am") if local.hour < 12 else _("pm")
    return f"{hour}:{local.minute:02d}{half}" if local.minute else f"{hour}{half}"


def moment(value: datetime | None) -> str:
    """3 November 2026 at 2:05pm"""
    if not value:
        return ""
    return _at(_local(value).replace(second=0, microsecond=0, tzinfo=None), get_language())  # type: ignore[call-arg]


@lru_cache(4096)
def _at(minute: datetime, language: str | None) -> str:
    return _("%(date)s at %(time)s") % {"date": day(minute), "time": clock(minute)}


def ago(value: date | datetime | None) -> str:
    """Today, yesterday, 5 days ago; the date itself after four weeks or when it lies ahead."""
    if not value:
        return ""
    local = _local(value)
    days = (timezone.localdate() - (local.date() if isinstance(local, datetime) else local)).days
    if days < 0 or days > 28:
        return day(value)
    if days == 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days}


def number(value: float | int | None, places: int | None = None) -> str:
    """12,345"""
    if value is None:
        return ""
    if places is None and isinstance(value, int):
        return f"{value:,}"
    return formats.number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


def bdi(value: object) -> SafeString:
    """Text that a person typed, in its own direction: an override in it cannot turn what stands beside it."""
    words = str(value)
    return mark_safe(f"<bdi{lang_of(words)}>{escape(value)}</bdi>")  # noqa: S308  (escaped in the same breath)


def _live(match: re.Match[str]) -> str:
    address = match[0]
    tail = ""
    while address and address[-1] in ".,;:!?)]}":
        address, tail = address[:-1], address[-1] + tail
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    if not host or "." not in host:
        return str(escape(match[0]))
    shown = escape(address)
    return f'<a class="govuk-link" href="{shown}" rel="nofollow ugc noopener noreferrer">{shown}</a>{escape(tail)}'


def _with_links(text: str) -> str:
    out, place = [], 0
    for match in _ADDRESS.finditer(text):
        out += [escape(text[place : match.start()]), _live(match)]
        place = match.end()
    out.append(escape(text[place:]))
    return "".join(out)


def paragraphs(value: object, links: bool = False) -> SafeString:
    """Text that a person typed, as paragraphs with their line breaks; addresses are live only when asked for."""
    lang = lang_of(value)
    text = str(value or "").replace("\r\n", "\n").strip()
    if not text:
        return mark_safe("")
    write = _with_links if links else escape
    parts = (str(write(part)).replace("\n", "<br>") for part in _BLANK_LINES.split(text))
    body = "".join(f'<p class="govuk-body">{part}</p>' for part in parts)
    return mark_safe(f'<div class="fd-words" dir="auto"{lang}>{body}</div>')  # noqa: S308  (every part is escaped)


def iso(value: str) -> date:
    """The date that a template writes as 2026-11-03."""
    return date.fromisoformat(value)


FILTERS = {
    "iso": iso,
    "date": day,
    "short_date": short_day,
    "weekday_date": weekday,
    "month": month,
    "short_month": short_month,
    "datetime": moment,
    "time": clock,
    "ago": ago,
    "number": number,
    "bdi": bdi,
    "paragraphs": paragraphs,
    "in_english": in_english,
    "said_in": spoken,
    "tongue": tongue,
}
