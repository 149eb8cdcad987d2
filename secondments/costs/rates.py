"""Dated rates with their sources, from a data file that a department can replace."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from foundation.common.errors import Invalid
from foundation.common.words import day as written
from secondments.costs.words import KINDS
from secondments.wording import Both

DATA = Path(__file__).parent / "data" / "rates.json"


@dataclass(frozen=True, slots=True)
class Rate:
    """In force from a day until the next of its kind. Later than `known_to` it is an assumption."""

    kind: str
    since: date
    percent: int  # hundredths of a percent
    threshold: int  # pence a year of pay below which nothing is due
    upper: int | None  # pence a year of pay above which nothing more is due
    known_to: date | None
    source: Both
    url: str

    def on(self, pay: int) -> int:
        """The yearly pay, in pence, to which the percentage applies."""
        return max(min(pay, self.upper or pay) - self.threshold, 0)


class Rates:
    def __init__(self, rows: dict[str, list[dict[str, object]]]) -> None:
        self.rows = {
            kind: sorted((_rate(kind, row) for row in found), key=lambda rate: rate.since, reverse=True)
            for kind, found in rows.items()
        }

    @classmethod
    def load(cls, path: Path = DATA) -> "Rates":
        return cls(json.loads(path.read_text()))

    def at(self, kind: str, day: date) -> Rate:
        """The rate in force on a day. Raises Invalid when none is known for it."""
        for rate in self.rows.get(kind, ()):
            if rate.since <= day:
                return rate
        what = {"kind": _(KINDS[kind]), "day": written(day)}
        raise Invalid({"": [_("No rate is known for %(day)s: %(kind)s.") % what]})


@cache
def published() -> Rates:
    return Rates.load()


def _rate(kind: str, row: dict[str, object]) -> Rate:
    known_to, upper = row.get("known_to"), row.get("upper")
    return Rate(
        kind=kind,
        since=date.fromisoformat(str(row["from"])),
        percent=int(str(row["percent"])),
        threshold=int(str(row.get("threshold", 0))),
        upper=None if upper is None else int(str(upper)),
        known_to=None if known_to is None else date.fromisoformat(str(known_to)),
        source=Both(str(row["source"]), str(row.get("source_cy") or row["source"])),
        url=str(row["url"]),
    )
