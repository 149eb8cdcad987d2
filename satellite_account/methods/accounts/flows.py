"""From whom to whom: who pays civil society, for what, and which activity receives."""

from collections.abc import Mapping

import pandas as pd

from satellite_account.methods.codes import SOURCES
from satellite_account.methods.frames import need


def from_whom_to_whom(
    receipts: pd.DataFrame, *, receiver: str = "ACTIVITY", sources: Mapping[str, tuple[str, str]] = SOURCES
) -> pd.DataFrame:
    """Receipts by paying sector, transaction and receiver.

    receipts  one row a receiver (activity, unit); a `receiver` column and one column a source of income
    sources   source -> (paying sector, transaction): D.7 current transfers, P.11 sales, D.9 capital transfers, D.4
              property income
    returns   frame indexed by (COUNTERPART, STO, receiver): value, in the unit of the receipts, of which
              nothing is lost
    Raises MissingColumns. Source: SNA 2008 ch. 27 (flows by counterpart); codes.SOURCES for who pays what.
    """
    need(receipts, [receiver, *sources], "The receipts")
    long = receipts.melt(id_vars=[receiver], value_vars=list(sources), var_name="source", value_name="value")
    long["COUNTERPART"] = long["source"].map(lambda source: sources[source][0])
    long["STO"] = long["source"].map(lambda source: sources[source][1])
    return long.groupby(["COUNTERPART", "STO", receiver], observed=True)[["value"]].sum()
