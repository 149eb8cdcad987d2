"""T19: the account by quarter, each series moved by its indicator and adding up to the years of T2 and T5."""

import numpy as np
import pandas as pd

from satellite_account.methods.errors import MethodError
from satellite_account.methods.frames import need
from satellite_account.methods.prices.quarters import quarterly_path, spread, spread_errors
from satellite_account.methods.tables.book import pick
from satellite_account.methods.tables.cells import cells
from satellite_account.methods.tables.classes import MEMO
from satellite_account.methods.tables.context import Context
from satellite_account.methods.tables.production import volume_errors

COLUMNS = ("year", "quarter", "sto", "sector", "prices", "value")
WHOLE = "_T"
RATIO = "benchmark to indicator"
GROWTH = {
    1: "growth on the quarter before, %",
    4: "growth on the same quarter of the year before, %",
}
PER = 4


def quarters(context: Context) -> pd.DataFrame:
    """T19: levels by quarter and sector at current prices, the total in volume, growth, and the ratio to the indicator.

    Quarters after the last year carry its ratio forward: OBS_STATUS F. Raises MissingColumns, and MethodError that
    names the sectors and the quarters for which there is no indicator.
    """
    held = context.source.indicators
    if held is None or not len(held):
        return cells(
            "T19", year=pd.Series(dtype=object), sto=pd.Series(dtype=object), value=pd.Series(dtype=float)
        )
    need(held, COLUMNS, "The quarterly indicators")
    current, volume = held[held["prices"] == "V"], held[held["prices"] == "L"]
    parts = [_current(context, sto, rows) for sto, rows in current.groupby("sto", sort=False)]
    if len(volume):
        parts.append(_volume(context, volume))
    return pd.concat(parts, ignore_index=True)


def _current(context: Context, sto: str, rows: pd.DataFrame) -> pd.DataFrame:
    """One transaction at current prices: sectors and their total, reconciled."""
    book = pick(context.book, [sto], ["_T", "SECTOR"])
    book = book[book["label"] != MEMO]
    if book.empty:
        raise MethodError(f"There are quarterly indicators of {sto}, which the account does not estimate.")
    annual, errors, df = (
        book.pivot(index="year", columns="label", values=name) for name in ("estimate", "se", "df")
    )
    indicators = _indicators(rows, sto, list(annual.columns), list(annual.index))
    method = context.settings.quarterly
    path = quarterly_path(indicators, annual, method=method, tolerance=_closes(annual))
    se = {name: spread_errors(indicators[name], annual[name], errors[name], method=method) for name in annual}
    degrees = df[WHOLE].reindex(indicators.index.get_level_values("year")).ffill().to_numpy()
    return _cells(path, indicators, pd.DataFrame(se, index=path.index), degrees, sto, "V", context.years[-1])


def _closes(annual: pd.DataFrame) -> float:
    """A pound, or what floats allow in large sums."""
    return max(1.0, 1e-9 * float(annual[WHOLE].abs().max()))


def _volume(context: Context, rows: pd.DataFrame) -> pd.DataFrame:
    """Value added of all sectors in volume: quarters of the chained total of T5."""
    chained = context.chained
    annual, errors = chained[[WHOLE]], volume_errors(context, chained)[WHOLE]
    indicators = _indicators(rows[rows["sto"] == "B.1g"], "B.1g", [WHOLE], list(annual.index))
    method = context.settings.quarterly
    path = {WHOLE: spread(indicators[WHOLE], annual[WHOLE], method=method)}
    se = {WHOLE: spread_errors(indicators[WHOLE], annual[WHOLE], errors, method=method)}
    degrees = np.full(len(indicators), np.inf)
    index = indicators.index
    return _cells(
        pd.DataFrame(path, index=index), indicators, pd.DataFrame(se, index=index), degrees, "B.1g", "L",
        context.years[-1],
    )  # fmt: skip


def _indicators(rows: pd.DataFrame, sto: str, sectors: list[str], years: list[int]) -> pd.DataFrame:
    """Wide by (year, quarter) from the first year of the account on; what is missing is named."""
    wide = rows.pivot(index=["year", "quarter"], columns="sector", values="value").astype(float).sort_index()
    if lost := [name for name in sectors if name not in wide.columns]:
        raise MethodError(f"The quarterly indicators of {sto} lack the sectors {', '.join(map(str, lost))}.")
    wide = wide.loc[wide.index.get_level_values("year") >= years[0], sectors]
    last = max([(years[-1], PER), *wide.index])
    wanted = [
        (year, quarter)
        for year in range(years[0], last[0] + 1)
        for quarter in range(1, PER + 1)
        if (year, quarter) <= last
    ]
    full = wide.reindex(pd.MultiIndex.from_tuples(wanted, names=["year", "quarter"]))
    if empty := [f"{year}-Q{quarter}" for year, quarter in full.index[full.isna().any(axis=1)]]:
        raise MethodError(f"The quarterly indicators of {sto} lack {', '.join(empty)}.")
    return full


def _cells(
    path: pd.DataFrame,
    indicators: pd.DataFrame,
    errors: pd.DataFrame,
    df: np.ndarray,
    sto: str,
    prices: str,
    last: int,
) -> pd.DataFrame:
    period = np.array([f"{year}-Q{quarter}" for year, quarter in path.index])
    later = path.index.get_level_values("year").to_numpy() > last
    parts = []
    for sector in path.columns:
        where = {"SECTOR": sector, "PRICES": prices}
        level = cells(
            "T19", year=period, sto=sto, value=path[sector].to_numpy(), SE=errors[sector].to_numpy(), df=df,
            **where,
        )  # fmt: skip
        level["OBS_STATUS"] = level["OBS_STATUS"].mask(later & (level["OBS_STATUS"] != "U"), "F")
        ratio = path[sector].to_numpy() / 1e6 / indicators[sector].to_numpy()
        more = [cells("T19", year=period, sto=sto, value=ratio, unit="RATIO", BREAKDOWN=RATIO, **where)]
        for lag, name in GROWTH.items():
            value = 100 * path[sector].pct_change(lag).to_numpy()
            more.append(
                cells("T19", year=period, sto=sto, value=value, unit="PERCENT", BREAKDOWN=name, **where)
            )
        parts += [
            level,
            *(_marked(derived, level, lags) for derived, lags in zip(more, (0, 1, 4), strict=True)),
        ]
    return pd.concat(parts, ignore_index=True)


def _marked(derived: pd.DataFrame, level: pd.DataFrame, lag: int) -> pd.DataFrame:
    """A ratio or growth carries the marks of the levels it is made of; quarters without one before are left out."""
    for name, worst in (("OBS_STATUS", "F"), ("OBS_STATUS", "U"), ("CONF_STATUS", "N")):
        either = level[name].eq(worst) | level[name].shift(lag, fill_value="").eq(worst)
        derived[name] = derived[name].mask(either.to_numpy(), worst)
    return derived[derived["OBS_VALUE"].notna()]
