"""T13 to T18: supply and use, multipliers, reconciliation, revisions, quality, other countries."""

import numpy as np
import pandas as pd

from satellite_account.methods.accounts.bridge import bridge
from satellite_account.methods.accounts.international import international
from satellite_account.methods.accounts.multipliers import multipliers
from satellite_account.methods.classify.crosswalk import Crosswalk
from satellite_account.methods.classify.lists import ICNP_TO_INDUSTRY
from satellite_account.methods.tables.book import pick
from satellite_account.methods.tables.cells import DIMENSIONS, cells, from_book
from satellite_account.methods.tables.context import Context
from satellite_account.methods.vintages import revision_statistics, revisions

SIGN = "NPISH"
OTHER = ("cic", "cooperative", "mutual", "social_enterprise")
MEASURED = (
    "output_multiplier",
    "gva_multiplier",
    "employment_cost_multiplier",
    "gva_effect",
    "employment_cost_effect",
)
KEY = ["TABLE", "TIME_PERIOD", "STO", *DIMENSIONS, "BASIS", "PRICES"]


def supply_use(context: Context) -> pd.DataFrame:
    """T13: what civil society's industries (PRODUCT) buy of each product (COUNTERPART), and what they pay and make,
    £ million."""
    table = context.source.io
    if table is None:
        return _empty("T13")
    industries = [code for code in table.products if code.startswith(SIGN)]
    at = [table.products.index(code) for code in industries]
    bought = pd.DataFrame(table.Z[:, at], index=list(table.products), columns=industries)
    paid = table.inputs.loc[industries].T
    paid.loc["P.1"] = table.output[at]
    parts = []
    for frame, sto in ((bought, "P.2"), (paid, None)):
        long = frame.rename_axis(index="row", columns="industry").stack().rename("value").reset_index()
        rows = {"COUNTERPART": long["row"]} if sto else {}
        where = {"PRODUCT": long["industry"], **rows}
        code = sto or long["row"]
        parts.append(cells("T13", year=context.years[-1], sto=code, value=1e6 * long["value"], **where))
    return pd.concat(parts, ignore_index=True)


def multiplier_table(context: Context) -> pd.DataFrame:
    """T14: multipliers and effects of civil society's industries, and of activities by the crosswalk's shares."""
    table = context.source.io
    if table is None:
        return _empty("T14")
    found = multipliers(table)[list(MEASURED)]
    industries = found[found.index.str.startswith(SIGN)]
    shares = Crosswalk.from_shares(ICNP_TO_INDUSTRY).shares
    known = shares[shares.columns.intersection(industries.index)]
    mean = known.div(known.sum(axis=1), axis=0).dropna() @ industries.loc[known.columns]
    parts = []
    for frame, dimension in ((industries, "PRODUCT"), (mean, "ACTIVITY")):
        long = frame.rename_axis(index="row", columns="sto").stack().rename("value").reset_index()
        where = {dimension: long["row"]}
        parts.append(
            cells("T14", year=context.years[-1], sto=long["sto"], value=long["value"], unit="RATIO", **where)
        )
    return pd.concat(parts, ignore_index=True)


def reconciliation(context: Context) -> pd.DataFrame:
    """T15: from the official S.15 to the whole, step by step; intervals of the steps that are estimated as one."""
    book = context.book
    by = pick(book, ["B.1g"], ["INSTITUTION"]).pivot(index="year", columns="label", values="estimate") / 1e6
    own = pd.DataFrame({
        "nonmarket_charities": by.get("nonmarket_charity", 0.0),
        "market_charities": by.get("market_charity", 0.0),
        "other_enterprises": by[[name for name in OTHER if name in by]].sum(axis=1),
        "NMO": pick(book, ["NMO"]).set_index("year")["estimate"] / 1e6,
        "V": context.v_total["value"] / 1e6,
    }).fillna(0.0)  # fmt: skip
    steps = bridge(context.source.npish, own)
    long = steps.stack().rename("value").reset_index()
    errors = _step_errors(context)
    se = [errors.get((row.step, row.year), float("nan")) for row in long.itertuples()]
    return cells(
        "T15", year=long["year"], sto="B.1g", value=1e6 * long["value"], SE=se, BREAKDOWN=long["step"]
    )


def _step_errors(context: Context) -> dict[tuple[str, int], float]:
    """Standard errors in pounds by step and year. Sums of steps have none: their parts are not independent."""
    kinds = {"nonmarket_charity": "estimated", "market_charity": "market_charities"}
    rows = pick(context.book, ["B.1g"], ["INSTITUTION"])
    held = {(kinds[row.label], row.year): float(row.se) for row in rows.itertuples() if row.label in kinds}
    held |= {("NMO", row.year): float(row.se) for row in pick(context.book, ["NMO"]).itertuples()}
    v = context.v_total
    return held | {("V", year): float(v.at[year, "value_se"]) for year in v.index}


def quality(context: Context) -> pd.DataFrame:
    """T17: for the main cells n, response, CV, interval, imputed share and status; the figure itself in OBS_VALUE."""
    return from_book(
        "T17", pick(context.book, ["P.1", "B.1g", "D.1"], ["_T", "SECTOR", "ACTIVITY", "REGION", "SIZE"])
    )


def revision_table(context: Context, now: pd.DataFrame) -> pd.DataFrame:
    """T16: revisions of the cells of T1 and T4 in £ million against the earlier vintage, and their statistics by
    measure."""
    earlier = context.source.earlier
    if earlier is None:
        return _empty("T16")
    kept = [frame[frame["UNIT_MEASURE"] == "GBP"].set_index(KEY)["OBS_VALUE"] for frame in (earlier, now)]
    found = revisions(*kept).reset_index()
    cell = {name: found[name] for name in ("ACTIVITY", "BASIS")}
    detail = cells(
        "T16",
        year=found["TIME_PERIOD"],
        sto=found["STO"],
        value=1e6 * found["revision"],
        BREAKDOWN="revision of " + found["TABLE"],
        **cell,
    )
    parts = [detail]
    for (sto, basis), group in found.groupby(["STO", "BASIS"]):
        if len(group) > 1:
            figures = revision_statistics(group["revision"])
            year = f"{group['TIME_PERIOD'].min()}-{group['TIME_PERIOD'].max()}"
            value = figures[["MR", "MAR", "MSR", "t"]].astype(float)
            parts.append(
                cells(
                    "T16",
                    year=year,
                    sto=sto,
                    value=value.to_numpy(),
                    unit="RATIO",
                    BASIS=basis,
                    BREAKDOWN=value.index,
                )
            )
    return pd.concat(parts, ignore_index=True)


def other_countries(context: Context) -> pd.DataFrame:
    """T18: the share of value added with and without volunteers, ours and other countries'."""
    gva = pick(context.book, ["B.1g"]).set_index("year")["estimate"] / 1e6
    v = context.v_total["value"] / 1e6
    uk = context.source.uk["GVA"]
    own = pd.DataFrame({"share": 100 * gva / uk, "share_with_volunteers": 100 * (gva + v) / uk})
    last = own.index.max()
    se = pick(context.book, ["B.1g"]).set_index("year")["se"][last]
    both = float(np.hypot(se, np.nan_to_num(context.v_total["value_se"][last])))
    errors = {"share": se, "share_with_volunteers": both}
    held = international(context.source.countries, own, country=context.settings.country).reset_index()
    names = {"share": "B.1g", "share_with_volunteers": "B.1g+V"}
    return pd.concat([
        cells(
            "T18", year=held["year"], sto=sto, value=held[name], unit="PERCENT", COUNTERPART=held["country"],
            SE=np.where(held["country"] == context.settings.country, 100 * errors[name] / 1e6 / uk[last], np.nan),
        )
        for name, sto in names.items()
    ], ignore_index=True)  # fmt: skip


def _empty(table: str) -> pd.DataFrame:
    return cells(
        table, year=pd.Series(dtype=object), sto=pd.Series(dtype=object), value=pd.Series(dtype=float)
    )
