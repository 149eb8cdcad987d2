"""The figures as a CSV file that spreadsheets open without running anything in it."""

import csv
import io

from foundation.common.spreadsheets import harmless
from secondments.figures.quarterly import Figures

HEAD = ("quarter", "direction", "dimension", "value", "placements")


def as_csv(figures: Figures) -> str:
    """One line a number; hidden ones as [c]. A name that a spreadsheet would take for a formula gets an apostrophe."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(HEAD)
    for row in figures.rows:
        count = row.text if row.count is None else str(row.count)
        writer.writerow((row.quarter, row.direction, row.dimension, harmless(row.value), count))
    return written.getvalue()
