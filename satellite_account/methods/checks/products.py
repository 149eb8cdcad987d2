"""Products among figures: value = volume x deflator, pay = pay per FTE x FTE, a part = its share x the whole, growth.

A product becomes an equation like any other as soon as one of its factors is known.
"""

from collections.abc import Collection

import numpy as np
import pandas as pd

from satellite_account.methods.checks.differencing import derivable
from satellite_account.methods.checks.equating import TERMS, TOTAL, figure_names
from satellite_account.methods.checks.ingredients import GBP, MULTIPLIERS, OWN, SHARE, USE

MOST_ROUNDS = 5
GROWTH = "growth on the quarter before, %"
DEFLATOR = "implied deflator"


def products(cells: pd.DataFrame) -> pd.DataFrame:
    """Product, first and second factor (names of figures; the second empty where everybody knows it), and the number
    that the two together are multiplied by. `cells` have their names in the column `figure`."""
    unit, breakdown = cells["UNIT_MEASURE"], cells["BREAKDOWN"].astype(str)
    share = cells[(unit == "PERCENT") & (breakdown == SHARE)]
    known = cells[
        ((unit == "PERCENT") & breakdown.str.startswith("% of") & (breakdown != SHARE)) | (unit == "RATIO")
    ]
    pay, price = cells[unit == "GBP_FTE"], cells[(unit == "INDEX") & (breakdown == DEFLATOR)]
    going = cells[(cells["TABLE"] == MULTIPLIERS) & (cells["PRODUCT"] != TOTAL) & (unit == "GBP")]
    bought = cells[(cells["TABLE"] == USE) & (breakdown == OWN) & (cells["COUNTERPART"] != TOTAL)]
    grown = cells[(unit == "PERCENT") & (breakdown == GROWTH)]
    money = {"BREAKDOWN": TOTAL, **GBP}
    parts = [
        _rows(share, share.assign(**money), share.assign(ACTIVITY=TOTAL, **money)),
        _rows(known, known.assign(**(money | {"PRICES": known["PRICES"]}))),
        _rows(pay, pay.assign(STO="D.1", **GBP), pay.assign(STO="EMP_FTE", UNIT_MEASURE="NB")),
        _rows(price, price.assign(**money), price.assign(BREAKDOWN=TOTAL, UNIT_MEASURE="GBP", PRICES="L")),
        _rows(going, going.assign(STO="P.1", BREAKDOWN=OWN)),
        _rows(bought, bought.assign(COUNTERPART=TOTAL)),
        _rows(grown, grown.assign(BREAKDOWN=TOTAL, UNIT_MEASURE="GBP"), _quarter_before(grown)),
    ]
    return pd.concat(parts, ignore_index=True)


def _rows(factor: pd.DataFrame, product: pd.DataFrame, other: pd.DataFrame | None = None) -> pd.DataFrame:
    second = "" if other is None else figure_names(other)
    return pd.DataFrame({"product": figure_names(product), "factor": factor["figure"], "other": second})


def _quarter_before(rows: pd.DataFrame) -> pd.DataFrame:
    period = pd.PeriodIndex(rows["TIME_PERIOD"].astype(str).str.replace("-", ""), freq="Q") - 1
    named = [f"{each.year}-Q{each.quarter}" for each in period]
    return rows.assign(TIME_PERIOD=named, BREAKDOWN=TOTAL, UNIT_MEASURE="GBP")


def linear(found: pd.DataFrame, values: "pd.Series[float]", known: Collection[str]) -> pd.DataFrame:
    """Equations of the products one of whose factors is known: equation, figure, coefficient."""
    x, r, y = (found[name].map(values).to_numpy(float) for name in ("product", "factor", "other"))
    public = (found["other"] == "").to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        by_factor, by_other = x / y, x / r
    held, factors = set(known), found["factor"].isin(known).to_numpy()
    others = public | found["other"].isin(held).to_numpy()
    parts = [
        _two(found, "other", np.where(factors & ~public & np.isfinite(by_factor), by_factor, np.nan)),
        _two(found, "factor", np.where(others & np.isfinite(by_other), by_other, np.nan)),
    ]
    return pd.concat(parts, ignore_index=True)


def _two(found: pd.DataFrame, name: str, times: np.ndarray) -> pd.DataFrame:
    """product - times x figure = 0."""
    use = ~np.isnan(times) & (times != 0)
    label = "product of " + found.loc[use, "product"] + " and " + found.loc[use, "factor"] + " by " + name
    one = pd.DataFrame({"equation": label, "figure": found.loc[use, "product"], "coefficient": 1.0})
    other = one.assign(figure=found.loc[use, name], coefficient=-times[use])
    return pd.concat([one, other], ignore_index=True)[TERMS]


def with_products(sums: pd.DataFrame, cells: pd.DataFrame, published: Collection[str]) -> pd.DataFrame:
    """The equations, and those that products become when what is published, and what follows from it, is known.

    sums  of `equations`;  cells  tidy cells of all tables;  published  names of figures
    Raises nothing of its own. Source: design note, rule 16.
    """
    cells = cells.assign(figure=figure_names(cells))
    values = cells.dropna(subset=["OBS_VALUE"]).drop_duplicates("figure").set_index("figure")["OBS_VALUE"]
    found = products(cells)
    found = found[found["product"].isin(values.index) & found["factor"].isin(values.index)]
    found = found[(found["other"] == "") | found["other"].isin(values.index)]
    known, made = set(published), sums
    for _ in range(MOST_ROUNDS):
        made = pd.concat([sums, linear(found, values, known)], ignore_index=True)
        given = derivable(made, known)
        more = set(given.index[given])
        if not more:
            break
        known |= more
    return made
