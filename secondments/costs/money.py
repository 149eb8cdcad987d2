"""Exact arithmetic: fractions until the end, and parts that add up to the rounded whole."""

from collections.abc import Iterable
from fractions import Fraction
from math import floor

HALF = Fraction(1, 2)


def rounded(amount: Fraction) -> int:
    """To the nearest penny, half a penny upwards."""
    return floor(amount + HALF)


def parts(amounts: Iterable[Fraction]) -> list[int]:
    """Each amount in pence, so that every running total is the rounded running total, the last one included."""
    found, running, before = [], Fraction(0), 0
    for amount in amounts:
        running += amount
        found.append(rounded(running) - before)
        before += found[-1]
    return found


def percent(hundredths: int) -> Fraction:
    return Fraction(hundredths, 10_000)
