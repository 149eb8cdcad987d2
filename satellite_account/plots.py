"""A series with its interval as the points of an SVG; the template draws them and puts the table beside."""

from collections.abc import Sequence
from dataclasses import dataclass

from satellite_account.models import Figure

WIDTH, HEIGHT = 420, 200
LEFT, RIGHT, TOP, BOTTOM = 52, 412, 14, 168


@dataclass(frozen=True, slots=True)
class Point:
    period: str
    x: float
    y: float
    figure: Figure


@dataclass(frozen=True, slots=True)
class Plot:
    points: list[Point]
    line: str
    band: str
    ticks: list[tuple[float, str]]


def plot(figures: Sequence[Figure]) -> Plot | None:
    """None when there are fewer than two values to join."""
    known = [figure for figure in figures if figure.value is not None]
    if len(known) < 2:
        return None
    low = min(_low(figure) for figure in known)
    high = max(_high(figure) for figure in known)
    low = min(low, 0.0) if low < 0.4 * high else low - 0.1 * (high - low)
    span = (high - low) or 1.0
    step = (RIGHT - LEFT) / (len(known) - 1)

    def at(value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * (value - low) / span, 1)

    points = [
        Point(figure.time_period, round(LEFT + step * number, 1), at(figure.value or 0.0), figure)
        for number, figure in enumerate(known)
    ]
    upper = [f"{point.x} {at(_high(point.figure))}" for point in points]
    lower = [f"{point.x} {at(_low(point.figure))}" for point in reversed(points)]
    ticks = [(at(low + share * span), _tick(low + share * span, span)) for share in (0, 0.5, 1)]
    line = "M" + "L".join(f"{point.x} {point.y}" for point in points)
    return Plot(points, line, "M" + "L".join([*upper, *lower]) + "Z", ticks)


def _low(figure: Figure) -> float:
    return figure.value if figure.lower is None else figure.lower  # type: ignore[return-value]


def _high(figure: Figure) -> float:
    return figure.value if figure.upper is None else figure.upper  # type: ignore[return-value]


def _tick(value: float, span: float) -> str:
    places = 0 if span >= 10 else 1 if span >= 1 else 3
    return f"{value:,.{places}f}"
