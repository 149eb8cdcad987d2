"""Numbers of public registers: how each is shaped, typed, stored and shown.

No register's number carries a check digit, so a well-formed number is not yet an existing one.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scheme(TextChoices):
    """Lists of org-id.guide, in order of precedence: an organisation's main number is the first it has."""

    CHC = "GB-CHC", _("Charity number (England and Wales)")
    SC = "GB-SC", _("Scottish charity number")
    NIC = "GB-NIC", _("Northern Ireland charity number")
    EDU = "GB-EDU", _("School reference number")
    UKPRN = "GB-UKPRN", _("UK provider reference number")
    NHS = "GB-NHS", _("NHS organisation code")
    LAE = "GB-LAE", _("Local authority code (England)")
    SHPE = "GB-SHPE", _("Social housing provider number")
    CASC = "GB-CASC", _("Community amateur sports club")
    MPR = "GB-MPR", _("Mutuals register number")
    COH = "GB-COH", _("Company number")


CHARITY_SCHEMES = (Scheme.CHC, Scheme.SC, Scheme.NIC)
PRECEDENCE = {scheme.value: place for place, scheme in enumerate(Scheme)}

# What is stored. The database checks the same patterns.
STORED = {
    Scheme.CHC: r"^[1-9][0-9]{5,6}(-[0-9]{1,3})?$",
    Scheme.SC: r"^SC[0-9]{6}$",
    Scheme.NIC: r"^1[0-9]{5}(-[0-9]{1,3})?$",
    Scheme.MPR: r"^[A-Z]{0,2}[0-9]{1,6}[A-Z]{0,4}$",
    Scheme.COH: r"^([0-9]{8}|[A-Z]{2}[0-9]{6}|R[0-9]{7}|(IP|SP|NP|NO|RS)[0-9A-Z]{5,6})$",
}
OTHER_STORED = r"^[A-Z0-9][A-Z0-9-]{0,31}$"
_COMPILED: dict[str, re.Pattern[str]] = {scheme: re.compile(pattern) for scheme, pattern in STORED.items()}
_OTHER = re.compile(OTHER_STORED)
_GAPS = re.compile(r"[\s.\u00a0\u200b]+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212_/]")
_NUMBERED_PREFIXES = {"SC", "NI", "OC", "SO", "NC", "CE", "CS"}
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Number:
    scheme: str
    value: str

    @property
    def org_id(self) -> str:
        return f"{self.scheme}-{self.value}"


def _squeeze(text: str) -> str:
    return _DASHES.sub("-", _GAPS.sub("", text.upper()))


def _charity_commission(text: str) -> str:
    main, dash, linked = text.partition("-")
    main = main.lstrip("0") if len(main.lstrip("0")) >= 6 else main
    linked = linked.lstrip("0") if linked.isdigit() else linked
    return f"{main}-{linked}" if dash and linked else main


def _scottish(text: str) -> str:
    if not text.startswith("SC"):
        return text
    digits = text[2:].replace("-", "").replace("O", "0")
    return f"SC{digits.zfill(6)}" if digits else text


def _northern_irish(text: str) -> str:
    for prefix in ("NIC", "NI"):
        text = text.removeprefix(prefix)
    main, dash, linked = text.lstrip("-").partition("-")
    linked = linked.lstrip("0") if linked.isdigit() else linked
    return f"{main}-{linked}" if dash and linked else main


def _company(text: str) -> str:
    text = text.replace("-", "")
    if text.isdigit():
        return text.zfill(8)
    letters, rest = text[:2], text[2:]
    if letters in _NUMBERED_PREFIXES:
        rest = rest.replace("O", "0")
    return f"{letters}{rest.zfill(6)}" if letters.isalpha() and rest.isdigit() else text


_TIDY: dict[str, Callable[[str], str]] = {
    Scheme.CHC: _charity_commission,
    Scheme.SC: _scottish,
    Scheme.NIC: _northern_irish,
    Scheme.COH: _company,
    Scheme.MPR: lambda text: text.replace("-", ""),
}


def normalise(scheme: str, text: str) -> str | None:
    """The stored form of a number as somebody typed it, or None when it cannot be one of that register.

    "sco 42386" becomes SC042386, a company's 445566 becomes 00445566.
    """
    if len(text) > _LONGEST:
        return None
    squeezed = _squeeze(text).removeprefix(f"{scheme}-")
    tidy = _TIDY.get(scheme)
    value = tidy(squeezed) if tidy and squeezed else squeezed
    return value if value and well_formed(scheme, value) else None


def well_formed(scheme: str, value: str) -> bool:
    return bool(_COMPILED.get(scheme, _OTHER).fullmatch(value))


def candidates(text: str) -> list[Number]:
    """Every register in which the text could be a number, in order of precedence."""
    squeezed = _squeeze(text)
    if len(squeezed) > _LONGEST or not any(character.isdigit() for character in squeezed):
        return []
    named = next((scheme for scheme in Scheme if squeezed.startswith(f"{scheme.value}-")), None)
    tried = [named] if named else list(_COMPILED)
    found = [(scheme, normalise(scheme, squeezed)) for scheme in tried]
    return [Number(str(scheme), value) for scheme, value in found if value]


def shown(scheme: str, value: str) -> str:
    """The number as its register prints it."""
    return f"NIC{value}" if scheme == Scheme.NIC else value
