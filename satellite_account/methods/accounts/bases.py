"""Three bases side by side: national accounts, with non-market output of market producers, with volunteers."""

import pandas as pd

from satellite_account.methods.codes import BASES
from satellite_account.methods.frames import need

RAISED = {"P.1": ("NMO", "V"), "B.1g": ("NMO", "V"), "B.1n": ("NMO", "V"), "D.1": ("V",)}


def three_bases(
    account: pd.DataFrame, *, nmo: "float | pd.Series[float]", v: "float | pd.Series[float]"
) -> pd.DataFrame:
    """Output, value added and compensation on each basis; P.2 is the same on all.

    account  one row a year or domain; columns P.1, P.2, B.1g, D.1 and, if any, B.1n
    nmo, v   non-market output of market producers and value of volunteer work, in the same unit
    returns  frame indexed by (row, BASIS): P.1* = P.1 + NMO + V, B.1g* = B.1g + NMO + V, D.1* = D.1 + V
    Source: ABS CSM 23.77-23.79; design note 1.4.
    Raises MissingColumns.
    """
    need(account, ["P.1", "P.2", "B.1g", "D.1"], "The account")
    extra = {"NMO": nmo, "V": v}
    parts = {}
    for basis in BASES:
        here = set(basis.split("+")[1:])
        columns = {code: account[code] for code in ("P.1", "P.2", "B.1g", "B.1n", "D.1") if code in account}
        for code, additions in RAISED.items():
            if code in columns:
                columns[code] = columns[code] + sum(extra[name] for name in additions if name in here)
        parts[basis] = pd.DataFrame(columns)
    return pd.concat(parts, names=["BASIS"]).swaplevel(0, -1).sort_index()


def volunteer_shares(v: float, gdp: float) -> pd.Series:
    """The value of volunteer work in % of GDP, and in % of GDP with that work added; never mix the two.

    v, gdp  in the same unit. Source: design note 1.7 (ABS, StatCan and Stats NZ divide by official GDP)
    returns  series of two percentages. Raises nothing of its own
    """
    return pd.Series({"% of GDP": 100 * v / gdp, "% of GDP and V": 100 * v / (gdp + v)})
