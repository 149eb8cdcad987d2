"""Values of an extract, cleaned or refused in words that name the field."""

import re
from datetime import date, datetime
from urllib.parse import urlsplit

from foundation.common.text import forbidden, normalise


class Problem(Exception):
    """Why a row, or one of its facts, cannot be used."""


_DATE_FORMS = ("%d/%m/%Y", "%d %B %Y", "%d-%b-%y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S")
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})")
_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
MOST_INCOME = 10**13


def words(value: str, field: str, longest: int) -> str:
    """Text in one line, or a Problem when it is longer than the register itself allows."""
    if forbidden(value):
        raise Problem(f"{field} holds characters that cannot be stored")
    value = " ".join(normalise(value).split())
    if len(value) > longest:
        raise Problem(f"{field} is longer than {longest} characters")
    return value


def lines(value: str, field: str, longest: int) -> str:
    """Longer text, cut rather than refused."""
    if forbidden(value):
        raise Problem(f"{field} holds characters that cannot be stored")
    return normalise(value)[:longest].rstrip()


def day(value: str, field: str) -> date | None:
    """A date as registers write it: ISO, with or without a time, or day first."""
    value = value.strip()
    if not value or value.upper() == "NULL":
        return None
    found = _iso(value) or next((day for form in _DATE_FORMS if (day := _parse(value, form))), None)
    if found is None or not 1066 <= found.year <= 2200:
        raise Problem(f"{field} is not a date")
    return found


def _iso(value: str) -> date | None:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def _parse(value: str, form: str) -> date | None:
    try:
        return datetime.strptime(value, form).date()
    except ValueError:
        return None


def pounds(value: str, field: str) -> int | None:
    """Whole pounds; empty when the register does not know."""
    value = value.strip().replace(",", "").removeprefix("£")
    if not value or value.upper() == "NULL":
        return None
    try:
        amount = round(float(value))
    except (ValueError, OverflowError):
        raise Problem(f"{field} is not an amount of money") from None
    if not 0 <= amount <= MOST_INCOME:
        raise Problem(f"{field} is not a possible amount of money")
    return amount


def postcode(value: str) -> str:
    """The postcode in an address or a field of its own, as the Post Office writes it."""
    found = _POSTCODE.findall(value.upper())
    return " ".join(found[-1]) if found else ""


def website(value: str) -> str:
    """An http address that is safe to link to, or nothing."""
    value = value.strip()
    if not value or len(value) > 280 or any(character.isspace() for character in value):
        return ""
    address = value if "://" in value else f"https://{value}"
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    good = parts.scheme.lower() in {"http", "https"} and "@" not in parts.netloc and _HOST.fullmatch(host)
    return address if good else ""


def host(value: str) -> str:
    """The host of a website without its www."""
    address = website(value)
    return (urlsplit(address).hostname or "").lower().removeprefix("www.") if address else ""


def email_domain(value: str) -> str:
    """The domain of an address; the person's part before it is not kept."""
    name, at, domain = value.strip().rpartition("@")
    domain = domain.lower().rstrip(".")
    return domain if at and name and _HOST.fullmatch(domain) else ""
