"""Output by the sum of costs, for those who give what they make away or sell it below cost."""

import numpy as np
import pandas as pd

from satellite_account.methods.frames import Array, filled, need

COSTS = ("P.2", "D.1", "P.51c")


def operating_costs(account: pd.DataFrame) -> Array:
    """P.2 + D.1 + P.51c + D.29 - D.39, in the unit of the frame."""
    need(account, COSTS, "The account")
    return sum(
        (account[code].to_numpy(float) for code in COSTS), filled(account, "D.29") - filled(account, "D.39")
    )


def sum_of_costs(account: pd.DataFrame, *, return_to_capital: "float | Array" = 0.0) -> pd.DataFrame:
    """Output of non-market producers: P.1 = P.2 + D.1 + P.51c + D.29 - D.39, P.13 = P.1 - P.11 - P.12.

    account            one row a unit or total; columns P.2, D.1, P.51c and, if any, D.29, D.39, P.11 (incidental
                       sales), P.12
    return_to_capital  amount added to the costs; 0 by SNA 2008, so the net operating surplus is nil
    returns            a copy with P.1, P.13 and B.1g
    Incidental sales above costs leave a negative P.13: such a unit is a market producer, and check 4 says so.
    Source: SNA 2008 6.130; GFSM 2014 A7.27.
    Raises MissingColumns.
    """
    output = operating_costs(account) + return_to_capital
    own = filled(account, "P.11") + filled(account, "P.12")
    return account.assign(
        **{"P.1": output, "P.13": output - own, "B.1g": output - account["P.2"].to_numpy(float)}
    )


def nonmarket_of_market(account: pd.DataFrame) -> "pd.Series[float]":
    """NMO = max(0, operating costs - market sales) of each market producer, in the unit of the frame.

    account  one row a unit; columns as in `sum_of_costs`, P.11 the market sales. Take it unit by unit: the
             maximum of a total is not the total of maxima
    Source: ABS, Australian National Accounts: Concepts, Sources and Methods, 23.77-23.79.
    returns  series in the order of the account. Raises MissingColumns
    """
    short = operating_costs(account) - filled(account, "P.11")
    return pd.Series(np.maximum(short, 0.0), index=account.index, name="NMO")
