"""Who has not been heard: the organisations that answered, beside those that the directory knows, by one
feature at a time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, lgamma, log

UNLIKELY = 0.05


@dataclass(frozen=True, slots=True)
class Line:
    """One group: how many answered, how many would have if each group had answered alike, and what that
    says.
    """

    key: str
    heard: int
    known: int
    expected: float
    verdict: str  # "silent", "less", "as expected" or "more"


def compare(heard: Mapping[str, int], known: Mapping[str, int]) -> list[Line]:
    """Groups least heard first.

    `heard` counts organisations that answered, `known` those of the directory.
    """
    answered, total = sum(heard.values()), sum(known.values())
    lines = []
    for key in known.keys() | heard.keys():
        share = known.get(key, 0) / total if total else 0.0
        count = heard.get(key, 0)
        expected = answered * share
        lines.append(
            Line(
                key, count, known.get(key, 0), round(expected, 1), _verdict(count, answered, share, expected)
            )
        )
    return sorted(lines, key=lambda line: (line.heard - line.expected, line.key))


def _verdict(count: int, answered: int, share: float, expected: float) -> str:
    """Beyond chance only: with few answers nothing can be said of anybody."""
    if count < expected and at_most(count, answered, share) < UNLIKELY:
        return "less" if count else "silent"
    if count > expected and 1 - at_most(count - 1, answered, share) < UNLIKELY:
        return "more"
    return "as expected"


def at_most(count: int, size: int, share: float) -> float:
    """The probability that of `size` answers at most `count` come from a group with this share (binomial)."""
    if count < 0:
        return 0.0
    if share <= 0 or count >= size:
        return 1.0
    if share >= 1:
        return 0.0
    whole = lgamma(size + 1)
    return min(
        1.0,
        sum(
            exp(whole - lgamma(k + 1) - lgamma(size - k + 1) + k * log(share) + (size - k) * log(1 - share))
            for k in range(count + 1)
        ),
    )
