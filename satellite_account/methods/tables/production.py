"""T1 to T5: headline figures, production, the sequence of accounts, activities, volumes."""

import numpy as np
import pandas as pd

from satellite_account.methods.codes import SNA
from satellite_account.methods.prices.volumes import contributions
from satellite_account.methods.tables.book import pick
from satellite_account.methods.tables.cells import cells, from_book
from satellite_account.methods.tables.classes import MEMO
from satellite_account.methods.tables.context import Context
from satellite_account.methods.tables.people import work_cells
from satellite_account.methods.tables.shares import error_of_difference

PRODUCTION = tuple(SNA)[: tuple(SNA).index("B.2n") + 1]
CONTRIBUTION = "contribution to growth, points"
PLAIN = {"B.1g": "B.1g", "B.1g+NMO": "B.1g", "P.1": "P.1", "P.1+NMO": "P.1", "D.1": "D.1"}


def headline(context: Context) -> pd.DataFrame:
    """T1: measures by year and basis."""
    book = context.book
    money = pick(book, ["P.1", "B.1g", "D.1"])
    people = pick(book, ["units", "jobs", "fte"])
    extended = pick(book, ["P.1+NMO", "B.1g+NMO"])
    v = context.v_total
    parts = [from_book("T1", money), from_book("T1", people, unit="NB")]
    parts += [from_book("T1", extended, as_sto=PLAIN, BASIS="NA+NMO"), with_volunteers("T1", extended, v)]
    pay = pick(book, ["D.1"])
    parts += [with_volunteers("T1", pay, v), work_cells("T1", v)]
    held = pd.concat(parts, ignore_index=True)
    return pd.concat([held, shares_of_uk("T1", held[held["STO"] == "B.1g"], context)], ignore_index=True)


def with_volunteers(table: str, rows: pd.DataFrame, v: pd.DataFrame) -> pd.DataFrame:
    """Rows on the basis with NMO, raised by the value of volunteer work (by year, or by year and activity)."""
    keys = (
        pd.Index(rows["year"]) if v.index.nlevels == 1 else pd.MultiIndex.from_frame(rows[["year", "label"]])
    )
    added = v.reindex(keys)
    se = np.hypot(rows["se"].to_numpy(), np.nan_to_num(added["value_se"].to_numpy()))
    raised = rows.assign(
        estimate=rows["estimate"].to_numpy() + np.nan_to_num(added["value"].to_numpy()), se=se
    )
    return from_book(table, raised, as_sto=PLAIN, BASIS="NA+NMO+V")


def shares_of_uk(table: str, gva: pd.DataFrame, context: Context) -> pd.DataFrame:
    """The same cells in per cent of the country's GVA; the bases with V use the official figure too."""
    whole = gva["TIME_PERIOD"].map(context.source.uk["GVA"]).to_numpy(float)
    return percent(table, gva, whole, "% of UK GVA")


def percent(table: str, held: pd.DataFrame, whole: np.ndarray, name: str) -> pd.DataFrame:
    """Cells divided by a known whole, in per cent."""
    kept = {key: held[key].to_numpy() for key in ("SECTOR", "ACTIVITY", "BASIS", "N")}
    values = {"value": 100 * held["OBS_VALUE"].to_numpy() / whole, "SE": 100 * held["SE"].to_numpy() / whole}
    year, sto = held["TIME_PERIOD"].to_numpy(), held["STO"].to_numpy()
    return cells(table, year=year, sto=sto, unit="PERCENT", BREAKDOWN=name, **values, **kept)


def production(context: Context) -> pd.DataFrame:
    """T2: production and generation of income by sector; S.13 is a memorandum outside the total."""
    return from_book("T2", pick(context.book, PRODUCTION, ["_T", "SECTOR"]))


def accounts(context: Context) -> pd.DataFrame:
    """T3: the whole sequence by sector and for all; S.13 is left to the memorandum of T2."""
    rows = pick(context.book, tuple(SNA), ["_T", "SECTOR"])
    return from_book("T3", rows[rows["label"] != MEMO])


def activities(context: Context) -> pd.DataFrame:
    """T4: gross value added by activity and basis, in £ million and per cent; groups on the bases without
    volunteers."""
    book, classes = context.book, ["_T", "ACTIVITY", "GROUP"]
    plain = from_book("T4", pick(book, ["B.1g"], classes))
    extended = pick(book, ["B.1g+NMO"], classes)
    raised = [
        with_volunteers("T4", extended[extended["class"] == "_T"], context.v_total),
        with_volunteers("T4", extended[extended["class"] == "ACTIVITY"], context.v),
    ]
    held = pd.concat(
        [plain, from_book("T4", extended, as_sto=PLAIN, BASIS="NA+NMO"), *raised], ignore_index=True
    )
    totals = held[held["ACTIVITY"] == "_T"].set_index(["TIME_PERIOD", "BASIS"])["OBS_VALUE"]
    whole = totals.reindex(pd.MultiIndex.from_frame(held[["TIME_PERIOD", "BASIS"]])).to_numpy()
    of_total = percent("T4", held.assign(SE=error_of_difference(held, context)), whole, "% of total")
    return pd.concat([held, of_total, shares_of_uk("T4", held, context)], ignore_index=True)


def volumes(context: Context) -> pd.DataFrame:
    """T5: chained volumes of value added by activity, implied deflators, contributions to growth.

    Value added is deflated by its costs: pay by wages, the rest by the price of capital. Productivity counts as
    constant.
    """
    (cp, deflators), chained = context.value_added_and_prices, context.chained
    points, n = contributions(cp, deflators), _returns(context)
    prices = pd.concat([100 * cp / chained[list(cp.columns)], chained["deflator"].rename("_T")], axis=1)
    return pd.concat([
        _long(chained[[*cp.columns, "_T"]], "GBP", volume_errors(context, chained), n, PRICES="L"),
        _long(chained[["residual"]], "GBP", PRICES="L", BREAKDOWN="residual, not forced"),
        _long(prices, "INDEX", None, n, PRICES="D", BREAKDOWN="implied deflator"),
        _long(points, "PERCENT", None, np.fmin(n, n.shift()), PRICES="L", BREAKDOWN=CONTRIBUTION),
    ], ignore_index=True)  # fmt: skip


def volume_errors(context: Context, chained: pd.DataFrame) -> pd.DataFrame:
    """Standard errors of volumes by year and section, in pounds: those of the values, prices taken as known."""
    rows = pick(context.book, ["B.1g"], ["_T", "ACTIVITY"])
    cv = rows.assign(cv=rows["se"] / rows["estimate"].abs().where(rows["estimate"] != 0))
    wide = cv.pivot(index="year", columns="label", values="cv").reindex(index=chained.index)
    return (wide * chained.reindex(columns=wide.columns)).abs()


def _returns(context: Context) -> pd.DataFrame:
    """Returns behind value added by year and section: the volumes rest on the same."""
    rows = pick(context.book, ["B.1g"], ["_T", "ACTIVITY"])
    return rows.pivot(index="year", columns="label", values="n").sort_index()


def _long(
    wide: pd.DataFrame,
    unit: str,
    errors: pd.DataFrame | None = None,
    returns: pd.DataFrame | None = None,
    **columns: object,
) -> pd.DataFrame:
    long = wide.rename_axis(index="year", columns="label").stack().rename("value").reset_index()
    for name, held in (("SE", errors), ("N", returns)):
        if held is not None:
            columns[name] = [held.at[row.year, row.label] for row in long.itertuples()]
    activity = long["label"].where(long["label"].astype(str).str.len() == 1, "_T").to_numpy()
    return cells(
        "T5", year=long["year"], sto="B.1g", value=long["value"], unit=unit, ACTIVITY=activity, **columns
    )
