"""T13 to T15, T17 and T18: supply and use, multipliers, reconciliation, quality, other countries."""

import numpy as np
import pandas as pd

from satellite_account.methods.accounts.bridge import OTHER_INSTITUTIONS, bridge
from satellite_account.methods.accounts.international import international
from satellite_account.methods.accounts.multipliers import multipliers
from satellite_account.methods.accounts.supply_use import InputOutput
from satellite_account.methods.tables.balanced import BalancedUse, balanced_use
from satellite_account.methods.tables.book import PAIR, pick
from satellite_account.methods.tables.cells import cells, empty, from_book
from satellite_account.methods.tables.classes import BEYOND, OTHERS
from satellite_account.methods.tables.context import Context

SIGN = "NPISH"
# Where a figure of T13 comes from: the official table, or this account.
OFFICIAL, OWN = "official_table", "own_estimate"
MEASURED = (
    "output_multiplier",
    "gva_multiplier",
    "employment_cost_multiplier",
    "gva_effect",
    "employment_cost_effect",
)
# Of S.15 as a whole a multiplier is a ratio of sums over industries; without a second it is per pound of output.
RATIOS = {
    "output_multiplier": ("output_multiplier", ""),
    "gva_effect": ("gva_effect", ""),
    "employment_cost_effect": ("employment_cost_effect", ""),
    "gva_multiplier": ("gva_effect", "direct_gva"),
    "employment_cost_multiplier": ("employment_cost_effect", "direct_employment_cost"),
}
SUPPORTED = {
    "output_multiplier": "output_set_going",
    "gva_effect": "gva_set_going",
    "employment_cost_effect": "employment_cost_set_going",
}


def supply_use(context: Context) -> pd.DataFrame:
    """T13: what civil society's industries (PRODUCT) buy of each product (COUNTERPART), and what they pay and make,
    £ million: as the official table has it, of its own year and without sampling error, and as this account estimates
    it, of the last year.

    The account's purchases are spread over products as the official table spreads those of the industry, or balanced
    as the settings say."""
    table = context.source.io
    if table is None:
        return empty("T13")
    bought, paid = _official(table)
    year, given = table.year or context.years[-1], {"BREAKDOWN": OFFICIAL, "SE": 0.0}
    parts = []
    for frame, sto in ((bought, "P.2"), (paid, None)):
        long = frame.rename_axis(index="row", columns="industry").stack().rename("value").reset_index()
        rows = {"COUNTERPART": long["row"]} if sto else {}
        where = {"PRODUCT": long["industry"], **rows, **given}
        parts.append(cells("T13", year=year, sto=sto or long["row"], value=1e6 * long["value"], **where))
    return pd.concat([*parts, *_own(context, bought, paid)], ignore_index=True)


def _official(table: InputOutput) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What industries of S.15 buy of each product, and what they pay and make."""
    industries = [code for code in table.products if code.startswith(SIGN)]
    at = [table.products.index(code) for code in industries]
    bought = pd.DataFrame(table.Z[:, at], index=list(table.products), columns=industries)
    paid = table.inputs.loc[industries].T
    paid.loc["P.1"] = table.output[at]
    return bought, paid


def balanced_purchases(context: Context) -> BalancedUse | None:
    """The account's purchases of the last year as the settings balance them, £ million; None where they do not."""
    if not context.settings.balance or context.source.io is None:
        return None
    bought, paid = _official(context.source.io)
    spent = pd.concat([bought, paid.loc[["imports", "product_taxes"]]])
    rows = pick(context.book, ["P.2"], ["INDUSTRY"], year=context.years[-1]).set_index("label")
    return balanced_use(spent, rows["estimate"] / 1e6, context.settings.balance, context.settings.pins)


def _shares(context: Context, spent: pd.DataFrame) -> pd.DataFrame:
    """Of each industry's purchases, by product."""
    made = balanced_purchases(context)
    held = spent if made is None else made.values
    return held / held.sum().replace(0.0, np.nan)


def _own(context: Context, bought: pd.DataFrame, paid: pd.DataFrame) -> list[pd.DataFrame]:
    """The account's own industries: production, and purchases by product in the proportions of the official table."""
    rows = pick(context.book, ["P.1", "P.2", "B.1g", "D.1"], ["INDUSTRY"], year=context.years[-1])
    spent = pd.concat([bought, paid.loc[["imports", "product_taxes"]]])
    shares = _shares(context, spent).rename_axis(index="row", columns="label")
    long = shares.stack().rename("share").reset_index()
    both = rows[rows["variable"] == "P.2"].merge(long, on="label")
    inside = both["row"].isin(bought.index)
    pinned = {pin.cell for pin in context.settings.pins if pin.value is not None}
    free = [cell not in pinned for cell in zip(both["row"], both["label"], strict=True)]
    quality = {"SE": both["se"] * both["share"] * free, "N": both["n"], "df": both["df"]}
    quality |= {"RESPONSE": both["response"], "IMPUTED": both["imputed"]}
    where = {"PRODUCT": both["label"], "COUNTERPART": both["row"].where(inside, "_T"), "BREAKDOWN": OWN}
    sto = both["row"].mask(inside, "P.2")
    by_product = cells(
        "T13", year=both["year"], sto=sto, value=both["estimate"] * both["share"], **where, **quality
    )
    return [from_book("T13", rows, BREAKDOWN=OWN), by_product]


def multiplier_table(context: Context) -> pd.DataFrame:
    """T14: multipliers and effects of civil society's industries, and of activities by the crosswalk's shares, of the
    official table's year and without sampling error; what the account's own output sets going, and the multipliers of
    all of S.15, of the last year and with one."""
    table = context.source.io
    if table is None:
        return empty("T14")
    found = multipliers(table)
    industries = found[found.index.str.startswith(SIGN)]
    shares = context.source.walks.industry.shares
    known = shares[shares.columns.intersection(industries.index)]
    mean = known.div(known.sum(axis=1).replace(0.0, np.nan), axis=0).dropna()
    mean = mean @ industries.loc[known.columns, list(MEASURED)]
    year, parts = table.year or context.years[-1], []
    for frame, dimension in ((industries[list(MEASURED)], "PRODUCT"), (mean, "ACTIVITY")):
        long = frame.rename_axis(index="row", columns="sto").stack().rename("value").reset_index()
        where = {dimension: long["row"], "SE": 0.0}
        parts.append(cells("T14", year=year, sto=long["sto"], value=long["value"], unit="RATIO", **where))
    return pd.concat([*parts, *_set_going(context, industries)], ignore_index=True)


def _set_going(context: Context, industries: pd.DataFrame) -> list[pd.DataFrame]:
    """Effects in £ million of the estimated output of each industry and of S.15, and the multipliers of S.15: linear
    in the outputs, or ratios of two such sums, by the outputs' covariance."""
    year = context.years[-1]
    rows = pick(context.book, ["P.1"], ["INDUSTRY"], year=year).set_index("label")
    rows = rows.loc[[label for label in rows.index if label in industries.index]]
    if rows.empty:
        return []
    output, covariance = rows["estimate"].to_numpy(), _covariance(context.book, rows, year)
    effects = industries.loc[rows.index]
    quality = {"N": rows["n"], "df": rows["df"], "RESPONSE": rows["response"], "IMPUTED": rows["imputed"]}
    quality = {name: value.to_numpy() for name, value in quality.items()}
    whole = {"N": rows["n"].max(), "df": rows["df"].iloc[0]}
    parts = []
    for name, sto in SUPPORTED.items():
        a = effects[name].to_numpy()
        own = {"SE": a * rows["se"].to_numpy(), "PRODUCT": rows.index, **quality}
        parts.append(cells("T14", year=year, sto=sto, value=a * output, **own))
        se = float(np.sqrt(max(a @ covariance @ a, 0.0)))
        parts.append(cells("T14", year=year, sto=sto, value=[a @ output], SE=se, **whole))
    for name in MEASURED:
        a, b = (effects[part].to_numpy() if part else np.ones(len(rows)) for part in RATIOS[name])
        ratio = (a @ output) / (b @ output)
        slope = (a - ratio * b) / (b @ output)
        se = float(np.sqrt(max(slope @ covariance @ slope, 0.0)))
        parts.append(cells("T14", year=year, sto=name, value=[ratio], SE=se, unit="RATIO", **whole))
    return parts


def _covariance(book: pd.DataFrame, rows: pd.DataFrame, year: int) -> np.ndarray:
    """(k, k) covariance of the outputs, from the errors of their sums two by two."""
    variance = np.square(rows["se"].to_numpy())
    held = np.diag(variance)
    place = {label: at for at, label in enumerate(rows.index)}
    for label, se in pick(book, ["P.1"], [PAIR], year=year).set_index("label")["se"].items():
        one, other = (place.get(part, -1) for part in str(label).split("+"))
        if min(one, other) >= 0:
            held[one, other] = held[other, one] = (se**2 - variance[one] - variance[other]) / 2
    return held


def reconciliation(context: Context) -> pd.DataFrame:
    """T15: from the official S.15 to the whole, step by step, with each step's error: official figures have none."""
    book = context.book
    by = pick(book, ["B.1g"], ["INSTITUTION"]).pivot(index="year", columns="label", values="estimate") / 1e6
    own = pd.DataFrame({
        "nonmarket_charities": by.get("nonmarket_charity", 0.0),
        "market_charities": by.get("market_charity", 0.0),
        "other_enterprises": by[[name for name in OTHER_INSTITUTIONS if name in by]].sum(axis=1),
        "NMO": pick(book, ["NMO"]).set_index("year")["estimate"] / 1e6,
        "V": context.v_total["value"] / 1e6,
    }).fillna(0.0)  # fmt: skip
    steps = bridge(context.source.npish, own)
    long = steps.stack().rename("value").reset_index()
    errors, returns = _step_errors(context), _step_returns(context)
    se = [errors.get((row.step, row.year), 0.0) for row in long.itertuples()]
    n = [returns.get((row.step, row.year), np.nan) for row in long.itertuples()]
    return cells(
        "T15", year=long["year"], sto="B.1g", value=1e6 * long["value"], SE=se, N=n, BREAKDOWN=long["step"]
    )


# Steps of the reconciliation by the class and the variable of the book that they are estimated from.
ESTIMATED = {
    ("nonmarket_charity", "B.1g"): ("estimated", "unexplained"), ("market_charity", "B.1g"): ("market_charities",),
    (OTHERS, "B.1g"): ("other_enterprises",), (BEYOND, "B.1g"): ("sector",), (BEYOND, "B.1g+NMO"): ("extended",),
}  # fmt: skip


def _step_returns(context: Context) -> dict[tuple[str, int], float]:
    """Returns that steps rest on, by step and year: non-market output is that of market producers; official figures
    and hours of volunteers rest on none."""
    rows = pick(context.book, ["B.1g", "B.1g+NMO"], ["INSTITUTION", "BRIDGE"])
    more = {(BEYOND, "B.1g+NMO"): ("NMO", "all")}
    return {
        (step, row.year): float(row.n)
        for row in rows.itertuples()
        for named in (ESTIMATED, more)
        for step in named.get((row.label, row.variable), ())
    }


def _step_errors(context: Context) -> dict[tuple[str, int], float]:
    """Standard errors in pounds by step and year. Sums are estimated as one, since their parts are not independent."""
    rows = pick(context.book, ["B.1g", "B.1g+NMO"], ["INSTITUTION", "BRIDGE"])
    held = {
        (step, row.year): float(row.se)
        for row in rows.itertuples()
        for step in ESTIMATED.get((row.label, row.variable), ())
    }
    held |= {("NMO", row.year): float(row.se) for row in pick(context.book, ["NMO"]).itertuples()}
    v = context.v_total
    held |= {("V", year): float(v.at[year, "value_se"]) for year in v.index}
    return held | {
        ("all", year): float(np.hypot(held.get(("extended", year), 0.0), held[("V", year)]))
        for year in v.index
    }


def quality(context: Context) -> pd.DataFrame:
    """T17: for the main cells n, response, CV, interval, imputed share and status; the figure itself in OBS_VALUE."""
    return from_book(
        "T17", pick(context.book, ["P.1", "B.1g", "D.1"], ["_T", "SECTOR", "ACTIVITY", "REGION", "SIZE"])
    )


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
