"""Checks of the books that go with figures: reasons, registers, coverage, reconciliation, metadata."""

import pandas as pd

from satellite_account.methods.checks.base import Frames, comparison, place

METADATA = ("unit", "source", "method", "lead_statistician", "next_release")


def revisions_explained(frames: Frames, tolerance: float) -> pd.DataFrame:
    """12. In `vintages` (earlier, later, reason), every cell that changed has a reason code."""
    held = frames["vintages"]
    silent = held["reason"].fillna("").astype(str).str.strip().eq("")
    expected = held["earlier"].where(silent, held["later"])
    return comparison(place(held.index), held["later"], expected, tolerance)


def counted_once(frames: Frames, tolerance: float) -> pd.DataFrame:
    """13. In `register` (entity, counts), every entity of two registers or more is counted exactly once."""
    times = frames["register"].groupby("entity")["counts"].sum().astype(float)
    return comparison(place(times.index), times, 1.0, tolerance)


def coverage(frames: Frames, limit: float) -> pd.DataFrame:
    """14. In `scope` (income, placed, and `year` if any), the share of income out of scope or unclassified is within
    the limit."""
    held = frames["scope"]
    years = held["year"] if "year" in held else pd.Series("all", index=held.index)
    lost = held["income"].where(~held["placed"].astype(bool), 0.0).groupby(years).sum()
    share = lost / held["income"].groupby(years).sum()
    return comparison(place(share.index), share, 0.0, limit)


def reconciled(frames: Frames, tolerance: float) -> pd.DataFrame:
    """17. The step `nonmarket_charities` of `bridge` is within 0.05bn (50 in £ million) of `published` (column
    value, by year)."""
    published = frames["published"]["value"]
    step = frames["bridge"].loc["nonmarket_charities"].reindex(published.index)
    return comparison(place(published.index), step, published, tolerance)


def metadata(frames: Frames, tolerance: float) -> pd.DataFrame:
    """18. Every row of `metadata` has unit, source, method, lead statistician and next release."""
    held = frames["metadata"].reindex(columns=list(METADATA))
    empty = held.isna() | held.astype(str).apply(lambda column: column.str.strip().eq(""))
    long = empty.stack()
    where = [f"{row}: {name}" for row, name in long.index]
    return comparison(where, 1.0 - long.astype(float), 1.0, tolerance)
