"""What figures are made of: a share, a ratio, a volume or a growth rate is as confidential as its ingredients.

A figure all of whose ingredients are published says nothing new; one of whose ingredients is hidden may give it away.
"""

import pandas as pd

from satellite_account.methods.checks.equating import TOTAL, figure_names
from satellite_account.methods.checks.identities import NOT_ADDITIVE

MULTIPLIERS, USE, ABROAD = "T14", "T13", "T18"
SHARE, RESIDUAL, OWN = "% of total", "residual, not forced", "own_estimate"
NONPROFIT = "NPISH"
GBP = {"UNIT_MEASURE": "GBP", "PRICES": "V"}
PAIR = ["figure", "of"]


def ingredients(cells: pd.DataFrame) -> pd.DataFrame:
    """Pairs of figures: `figure` is hidden wherever `of` is. `cells` have their names in the column `figure`."""
    plain = cells[cells["UNIT_MEASURE"].isin(NOT_ADDITIVE)]
    shares = plain[plain["BREAKDOWN"] == SHARE]
    pay = cells[cells["STO"] == "D.1_FTE"]
    abroad = cells[(cells["TABLE"] == ABROAD) & cells["SE"].notna()]
    found = [
        _pairs(plain, BREAKDOWN=TOTAL, **GBP),
        _pairs(shares, BREAKDOWN=TOTAL, ACTIVITY=TOTAL, **GBP),
        _pairs(pay, STO="D.1", **GBP),
        _pairs(pay, STO="EMP_FTE", UNIT_MEASURE="NB"),
        _pairs(abroad, STO="B.1g", COUNTERPART=TOTAL, **GBP),
        _purchases(cells),
        _set_going(cells),
        _chained(cells),
    ]
    return pd.concat(found, ignore_index=True).drop_duplicates()


def _pairs(rows: pd.DataFrame, **of: object) -> pd.DataFrame:
    return pd.DataFrame({"figure": rows["figure"], "of": figure_names(rows.assign(**of))})


def _purchases(cells: pd.DataFrame) -> pd.DataFrame:
    """Purchases by product follow from those of the industry, by the proportions of the official table."""
    own = cells[(cells["TABLE"] == USE) & (cells["BREAKDOWN"] == OWN)]
    by_product = own[(own["COUNTERPART"] != TOTAL) | own["STO"].isin(["imports", "product_taxes"])]
    return _pairs(by_product, STO="P.2", COUNTERPART=TOTAL)


def _set_going(cells: pd.DataFrame) -> pd.DataFrame:
    """What output sets going follows from output; of S.15 as a whole from that of each of its industries."""
    estimated = cells[(cells["TABLE"] == MULTIPLIERS) & cells["N"].notna()]
    single = estimated[estimated["PRODUCT"] != TOTAL]
    whole = estimated.loc[estimated["PRODUCT"] == TOTAL, ["TIME_PERIOD", "figure"]]
    output = cells[(cells["TABLE"] == USE) & (cells["STO"] == "P.1") & (cells["BREAKDOWN"] == OWN)]
    output = output[output["PRODUCT"].astype(str).str.startswith(NONPROFIT)]
    both = whole.merge(output[["TIME_PERIOD", "figure"]], on="TIME_PERIOD", suffixes=("", "_of"))
    return pd.concat(
        [_pairs(single, STO="P.1", BREAKDOWN=OWN), both.rename(columns={"figure_of": "of"})[PAIR]],
        ignore_index=True,
    )


def _chained(cells: pd.DataFrame) -> pd.DataFrame:
    """A chain holds the prices and the pay of every year: volumes, deflators and contributions of a section hang on
    its value added and its pay of all years, and what the parts leave over on those of all sections."""
    chain = cells[(cells["PRICES"].isin(["L", "D"])) & (cells["STO"] == "B.1g")]
    names = chain["figure"].where(chain["BREAKDOWN"] != RESIDUAL)
    plain = cells[cells["STO"].isin(["B.1g", "D.1"]) & (cells["BASIS"] == "NA") & (cells["PRICES"] == "V")]
    own = ["SECTOR", "REGION", "SIZE", "LEGAL_FORM", "COUNTERPART", "PRODUCT", "BREAKDOWN"]
    plain = plain[(plain[own] == TOTAL).all(axis=1) & (plain["UNIT_MEASURE"] == "GBP")]
    plain = plain[plain["ACTIVITY"].astype(str).str.fullmatch("_T|[A-L]")].drop_duplicates("figure")
    values = plain[["ACTIVITY", "figure"]].rename(columns={"figure": "of"})
    mine = (
        pd.DataFrame({"ACTIVITY": chain["ACTIVITY"], "figure": names}).dropna().merge(values, on="ACTIVITY")
    )
    rest = chain.loc[chain["BREAKDOWN"] == RESIDUAL, ["figure"]]
    return pd.concat([mine[PAIR], rest.merge(values[["of"]], how="cross")], ignore_index=True)
