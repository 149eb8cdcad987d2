"""Columns of a layout: the exact name in the heading, how a cell is read, and what was expected when it cannot be."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

_DAY_FIRST = ("%d/%m/%Y", "%d %B %Y", "%d-%b-%y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S")
_YES, _NO = frozenset({"1", "t", "true", "y", "yes"}), frozenset({"0", "f", "false", "n", "no"})
_PERIOD = re.compile(r"(1[89]|20|21)[0-9]{2}([-–]?([0-9]{2}|[0-9]{4}|Q[1-4]|[0-9]{4}Q[1-4]))?")
_NOTHING = frozenset({"", "NULL", "null", "NA", "N/A"})
LARGEST = 10**13


class Unreadable(ValueError):
    """A cell that is not what its column holds; the words say what is expected."""


Reader = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """`to` is the field that takes the value; `says` describes the column for people."""

    name: str
    to: str
    read: Reader
    says: str = ""
    needed: bool = False  # the heading must be there
    filled: bool = False  # and no cell may be empty

    def value(self, cell: str) -> Any:
        if cell in _NOTHING:
            if self.filled:
                raise Unreadable("a value: the cell is empty")
            return None
        return self.read(cell)


def text(longest: int) -> Reader:
    def read(cell: str) -> str:
        if len(cell) > longest:
            raise Unreadable(f"at most {longest} characters")
        if "\x00" in cell:
            raise Unreadable("text without NUL characters")
        return cell

    return read


def one_of(names: dict[str, Any]) -> Reader:
    """One of a few words; the exact names are given when it is another."""

    def read(cell: str) -> Any:
        try:
            return names[cell]
        except KeyError:
            raise Unreadable("one of " + ", ".join(names)) from None

    return read


def matching(pattern: str, says: str) -> Reader:
    fits = re.compile(pattern).fullmatch

    def read(cell: str) -> str:
        if not fits(cell):
            raise Unreadable(says)
        return cell

    return read


def pounds(cell: str) -> int:
    """Whole pounds; a fraction is rounded, a thousands comma or pound sign is allowed."""
    try:
        amount = int(cell)
    except ValueError:
        try:
            amount = round(float(cell.replace(",", "").removeprefix("£")))
        except (ValueError, OverflowError):
            raise Unreadable("an amount in pounds, such as 12500") from None
    if not -LARGEST <= amount <= LARGEST:
        raise Unreadable("an amount below ten trillion pounds")
    return amount


def count(cell: str) -> int:
    try:
        found = int(cell.replace(",", ""))
    except ValueError:
        raise Unreadable("a whole number, such as 12") from None
    if not 0 <= found <= 2**31 - 1:
        raise Unreadable("a number from 0 to 2,147,483,647")
    return found


def number(cell: str) -> float:
    try:
        found = float(cell.replace(",", ""))
    except ValueError:
        raise Unreadable("a number, such as 12.5") from None
    if found != found or found in {float("inf"), float("-inf")}:
        raise Unreadable("a finite number")
    return found


def day(cell: str) -> date:
    try:
        found = date.fromisoformat(cell[:10])
    except ValueError:
        found = _day_first(cell)
    if not 1066 <= found.year <= 2200:
        raise Unreadable("a date between 1066 and 2200")
    return found


def _day_first(cell: str) -> date:
    for form in _DAY_FIRST:
        try:
            return datetime.strptime(cell, form).date()
        except ValueError:
            continue
    raise Unreadable("a date, such as 2026-03-31")


def truth(cell: str) -> bool:
    word = cell.lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Unreadable("yes or no")


def period(cell: str) -> str:
    """A year, a financial year or a quarter: 2024, 2023-24, 2024Q1."""
    if not _PERIOD.fullmatch(cell) and not re.fullmatch(r"(1[89]|20|21)[0-9]{2}-?Q[1-4]", cell):
        raise Unreadable("a period, such as 2024, 2023-24 or 2024Q1")
    return cell.replace("–", "-")
