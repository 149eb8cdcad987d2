"""Reference data of the room: pre-election periods as dated rows, with their source."""

from datetime import date
from typing import Any

SOURCE = "Expected from the date of the polls; confirm with the Cabinet Office’s guidance when it appears"
PERIODS = [
    ("Scottish Parliament election, May 2026", date(2026, 3, 26), date(2026, 5, 7), ["scotland"]),
    ("Senedd election, May 2026", date(2026, 3, 26), date(2026, 5, 7), ["wales"]),
    ("Local elections in England, May 2026", date(2026, 3, 26), date(2026, 5, 7), ["england"]),
    ("Local elections in England, May 2027", date(2027, 3, 25), date(2027, 5, 6), ["england"]),
    ("Local elections in Scotland, May 2027", date(2027, 3, 25), date(2027, 5, 6), ["scotland"]),
    ("Local elections in Wales, May 2027", date(2027, 3, 25), date(2027, 5, 6), ["wales"]),
    (
        "Northern Ireland Assembly and local elections, May 2027",
        date(2027, 3, 25),
        date(2027, 5, 6),
        ["northern-ireland"],
    ),
]


def load(apps: Any) -> None:
    """Write or refresh the rows; safe to repeat."""
    periods = apps.get_model("consultations", "PreElectionPeriod").objects
    for name, starts, ends, nations in PERIODS:
        periods.update_or_create(
            name=name, starts_on=starts, defaults={"ends_on": ends, "nations": nations, "source": SOURCE}
        )
