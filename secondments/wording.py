"""Facts with values, worded by templates: a code, what belongs into its sentence, and English unless told otherwise."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

PLACE = re.compile(r"%\((\w+)\)s")


class Pence(int):
    """An amount of money in whole pence."""


class Percent(int):
    """A share in hundredths of a percent: 2897 is 28.97%."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Rates in turn: the day from which each holds, hundredths of a percent, pence a year left out of it."""

    rows: tuple[tuple[date, int, int], ...]


@dataclass(frozen=True, slots=True)
class Both:
    """What is said in either language, such as the title of a source."""

    english: str
    welsh: str


Value = str | int | date | Steps | Both


@dataclass(frozen=True, slots=True)
class Reason:
    """`values` are raw: dates, whole numbers, Pence, Percent or words of the domain."""

    code: str
    values: tuple[tuple[str, Value], ...] = ()

    def value(self, name: str) -> Value:
        return dict(self.values)[name]


def reason(code: str, **values: Value) -> Reason:
    return Reason(code, tuple(values.items()))


def shown(value: Value) -> str:
    match value:
        case Pence():
            return pounds(value)
        case Percent():
            return f"{value / 100:.2f}".rstrip("0").rstrip(".") + "%"
        case date():
            return f"{value.day} {value:%B %Y}"
    return str(value)


def pounds(pence: int) -> str:
    sign = "−" if pence < 0 else ""
    return f"{sign}£{abs(pence) // 100:,}.{abs(pence) % 100:02}"


def fill(text: str, values: Mapping[str, Value], show: Callable[[Value], str] = shown) -> str:
    """The text with each %(name)s replaced once; a value that looks like a place stays as it is."""
    return PLACE.sub(lambda place: show(values[place[1]]), text)
