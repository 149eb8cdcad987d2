"""Texts of the workbench: numbers, rules, and the first rows of a kept file."""

import re
from itertools import islice

from satellite_account.models import Version
from satellite_account.sources import layouts, reading
from satellite_account.sources.storing import opened

ROWS, COLUMNS = 10, 12


def short(value: float | None) -> str:
    """A number as far as it says something: 1,234.5 and not 1,234.5000."""
    if value is None:
        return "–"
    if value and abs(value) < 0.0001:
        return f"{value:.3g}"
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def rule(text: str) -> str:
    """What a check asks, on its own page: its number stands in the heading, and codes are known without backticks."""
    return re.sub(r"^[0-9]+[a-z]?\. ", "", text).replace("`", "")


def preview(version: Version) -> tuple[list[str], list[list[str]]]:
    """Heading and first rows, as far as the layout knows their columns."""
    layout = layouts.get(version.dataset.layout)
    with opened(version) as (name, stream, _length):
        heading, rows = reading.rows(name, stream, layout)
        there = [number for number, place in enumerate(heading.places) if place >= 0][:COLUMNS]
        lines = [
            [row[number] for number in there] for row in islice(rows, ROWS) if row and isinstance(row, list)
        ]
    return [layout.columns[number].name for number in there], lines
