"""What a whole says of its parts where the weights are known from elsewhere: prices, and shares of a crosswalk."""

import pandas as pd

from satellite_account.methods.checks.equating import TERMS, TOTAL
from satellite_account.methods.classify.walks import Walks

OWN = "own_estimate"


def whole_volumes(every: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """A year's value added in prices of the year before is that of the whole: sum d[t-1] / d[t] x B.1g[t] of sections.

    Price indices are public, and who has them can rebuild the deflators of sections: they count as known.
    """
    volume = _plain(every[(every["PRICES"] == "L") & (every["BREAKDOWN"] == TOTAL)])
    value = _plain(every[(every["PRICES"] == "V") & (every["BREAKDOWN"] == TOTAL)])
    prices = cells[(cells["PRICES"] == "D") & (cells["STO"] == "B.1g") & (cells["UNIT_MEASURE"] == "INDEX")]
    d = prices.pivot_table(index="TIME_PERIOD", columns="ACTIVITY", values="OBS_VALUE", aggfunc="first")
    moves = (d.shift() / d).drop(columns=TOTAL, errors="ignore").stack().rename("coefficient").reset_index()
    parts = value.merge(moves, on=["TIME_PERIOD", "ACTIVITY"])
    whole, total = (rows[rows["ACTIVITY"] == TOTAL].set_index("TIME_PERIOD") for rows in (volume, value))
    before = (total["OBS_VALUE"] / whole["OBS_VALUE"]).sort_index().shift().dropna()
    own = pd.DataFrame({"figure": whole["figure"], "coefficient": -before}).dropna()
    named = own.rename_axis("TIME_PERIOD").reset_index()
    long = pd.concat([parts[parts["TIME_PERIOD"].isin(named["TIME_PERIOD"])], named], ignore_index=True)
    return long.assign(equation="volume of the whole: " + long["TIME_PERIOD"].astype(str))[TERMS]


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    """Value added of sections and of all."""
    rows = rows[(rows["STO"] == "B.1g") & (rows["BASIS"] == "NA")]
    bare = (rows[["SECTOR", "REGION", "SIZE", "LEGAL_FORM", "COUNTERPART", "PRODUCT"]] == TOTAL).all(axis=1)
    annual = ~rows["TIME_PERIOD"].astype(str).str.contains("Q")
    named = rows["ACTIVITY"].astype(str).str.fullmatch("_T|[A-L]")
    return rows.loc[bare & annual & named, ["TIME_PERIOD", "ACTIVITY", "figure", "OBS_VALUE"]]


def crossed(held: pd.DataFrame, walks: Walks) -> pd.DataFrame:
    """Value added of an industry, non-profit and market together, is that of its groups by the crosswalk's shares."""
    value = held[(held["STO"] == "B.1g") & (held["BASIS"] == "NA")]
    own = value[(value["BREAKDOWN"] == OWN) & (value["PRODUCT"] != TOTAL)]
    own = own.assign(industry=own["PRODUCT"].astype(str).str.split("_", n=1).str[1])
    group = value[value["ACTIVITY"].astype(str).str.fullmatch("[A-L][0-9]0")]
    group = group[group["TIME_PERIOD"].isin(own["TIME_PERIOD"])]
    table = walks.industry.shares
    known = {str(code): str(code) for code in table.index}
    codes = group["ACTIVITY"].astype(str)
    group = group.assign(source=codes.map(known).fillna(codes.str[0].map(known)))
    shares = table.rename_axis(index="source", columns="industry").stack().rename("coefficient").reset_index()
    shares = shares[shares["coefficient"] != 0].astype({"source": str})
    shares["industry"] = shares["industry"].astype(str).str.split("_", n=1).str[1]
    terms = [group.merge(shares, on="source"), own.assign(coefficient=-1.0)]
    long = pd.concat(terms, ignore_index=True)
    where = "industry: " + long["TIME_PERIOD"].astype(str) + " " + long["industry"].astype(str)
    return long.assign(equation=where)[TERMS]
