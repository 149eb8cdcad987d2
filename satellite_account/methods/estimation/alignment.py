"""Accounting periods brought to the same year: each organisation closes its books when it likes."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from satellite_account.methods.errors import MethodError
from satellite_account.methods.frames import need


def align_periods(
    frame: pd.DataFrame,
    values: Sequence[str],
    *,
    unit: str = "unit_id",
    start: str = "fys",
    end: str = "fye",
    year_starts: tuple[int, int] = (1, 1),
) -> pd.DataFrame:
    """Spreads each accounting period over years by days.

    frame        one row a period; `start` and `end` are dates, both inclusive
    year_starts  (month, day): (1, 1) calendar years; (4, 1) financial years, named by the year they start in
    returns      frame: unit, year, days, covered (share of the year's days that periods of this unit cover), values;
                 the sum over years equals the sum over periods
    Raises MethodError when a period ends before it starts or lasts over 3 years, with the row.
    Source: design note 1.6, allocation by days; ABS, conversion of accounting periods.
    """
    need(frame, [unit, start, end, *values], "The periods")
    first = pd.to_datetime(frame[start]).to_numpy("datetime64[D]")
    last = pd.to_datetime(frame[end]).to_numpy("datetime64[D]")
    length = (last - first).astype(int) + 1
    _sound(length)
    month, day = year_starts
    parts = []
    for year in range(int(str(first.min())[:4]) - 1, int(str(last.max())[:4]) + 1):
        opens, closes = (np.datetime64(f"{y:04d}-{month:02d}-{day:02d}") for y in (year, year + 1))
        within = np.minimum(last + 1, closes).astype(int) - np.maximum(first, opens).astype(int)
        use = within > 0
        part = frame.loc[use, list(values)].mul((within / length)[use], axis=0)
        whole = int((closes - opens).astype(int))
        parts.append(
            part.assign(**{unit: frame.loc[use, unit], "year": year, "days": within[use], "of": whole})
        )
    summed = pd.concat(parts).groupby([unit, "year"], as_index=False).sum()
    whole_year = summed["of"] / pd.concat(parts).groupby([unit, "year"]).size().to_numpy()
    summed["covered"] = np.minimum(summed["days"] / whole_year, 1.0)
    return summed[[unit, "year", "days", "covered", *values]]


def _sound(length: np.ndarray) -> None:
    if (bad := (length < 1) | (length > 3 * 366)).any():
        rows = ", ".join(str(row) for row in np.flatnonzero(bad)[:10])
        raise MethodError(
            f"Accounting periods that last {length[bad].min()} to {length[bad].max()} days in rows {rows}."
        )


def ncvo_year(end: "pd.Series[pd.Timestamp]") -> "pd.Series[str]":
    """The financial year that NCVO's rule puts accounts in: those that end from 1 April to 31 March.

    end      dates on which accounts close
    returns  names as `2013-14`; accounts of 2013-14 end between 1 April 2013 and 31 March 2014
    Source: NCVO Almanac methodology; the columns fys, fye and account_year of its published extract.
    Raises nothing of its own.
    """
    closed = pd.to_datetime(end)
    first = closed.dt.year - (closed.dt.month < 4)
    return first.astype(str) + "-" + ((first + 1) % 100).astype(str).str.zfill(2)
