"""A series with its interval as the points of an SVG; the template draws them and puts the table beside."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from satellite_account.models import Figure

WIDTH, HEIGHT = 420, 200
RIGHT, TOP, BOTTOM = 406, 14, 168
LETTER, MOST_LABELS = 8, 8


@dataclass(frozen=True, slots=True)
class Point:
    period: str
    label: str
    x: float
    y: float
    figure: Figure


@dataclass(frozen=True, slots=True)
class Plot:
    points: list[Point]
    line: str
    band: str
    ticks: list[tuple[float, str]]
    left: float


def plot(figures: Sequence[Figure]) -> Plot | None:
    """None when there are fewer than two values to join."""
    known = [figure for figure in figures if figure.value is not None]
    if len(known) < 2:
        return None
    low, high = min(map(_low, known)), max(map(_high, known))
    low = min(low, 0.0) if low < 0.4 * high else low - 0.1 * (high - low)
    high = high if high > low else low + 1.0
    said, places = _ticks(low, high)
    left = 14 + LETTER * max((len(_said(value, places)) for value in said), default=1)
    step = (RIGHT - left) / (len(known) - 1)

    def at(value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * (value - low) / (high - low), 1)

    every = -(-len(known) // MOST_LABELS)
    points = [
        Point(
            figure.time_period, figure.time_period if number % every == 0 else "",
            round(left + step * number, 1), at(figure.value or 0.0), figure,
        )
        for number, figure in enumerate(known)
    ]  # fmt: skip
    upper = [f"{point.x} {at(_high(point.figure))}" for point in points]
    lower = [f"{point.x} {at(_low(point.figure))}" for point in reversed(points)]
    ticks = [(at(value), _said(value, places)) for value in said]
    line = "M" + "L".join(f"{point.x} {point.y}" for point in points)
    return Plot(points, line, "M" + "L".join([*upper, *lower]) + "Z", ticks, left)


def _ticks(low: float, high: float) -> tuple[list[float], int]:
    """Round values from low to high, about three, and how many decimals they need."""
    size = 10 ** math.floor(math.log10((high - low) / 3))
    step = next(size * times for times in (1, 2, 2.5, 5, 10) if size * times >= (high - low) / 3)
    first = math.ceil(low / step)
    values = [number * step for number in range(first, math.floor(high / step) + 1)]
    return values, max(0, -math.floor(math.log10(step) + 1e-9) + (step / size == 2.5 and size <= 1))


def _said(value: float, places: int) -> str:
    return f"{value:,.{places}f}"


def _low(figure: Figure) -> float:
    return figure.value if figure.lower is None else figure.lower  # type: ignore[return-value]


def _high(figure: Figure) -> float:
    return figure.value if figure.upper is None else figure.upper  # type: ignore[return-value]
