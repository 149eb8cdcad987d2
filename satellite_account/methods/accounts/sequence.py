"""The sequence of accounts: identities that both compute the balances and check them.

Source: SNA 2008 (production ch. 6, income ch. 7-8, use ch. 9, capital ch. 10); design note 1.3.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from satellite_account.methods.codes import LEAVES, SNA
from satellite_account.methods.errors import MethodError
from satellite_account.methods.frames import Array


@dataclass(frozen=True, slots=True)
class Identity:
    """left = sum of plus - sum of minus."""

    left: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()

    @property
    def terms(self) -> int:
        """How many figures take part, the left one included."""
        return 1 + len(self.plus) + len(self.minus)

    def __str__(self) -> str:
        return f"{self.left} = {' + '.join(self.plus)}" + "".join(f" - {code}" for code in self.minus)


RECEIVED = ("D.5r", "D.61r", "D.62r", "D.7r")
PAID = ("D.5p", "D.61p", "D.62p", "D.7p")
IDENTITIES = (
    Identity("P.1", ("P.11", "P.12", "P.13")),
    Identity("B.1g", ("P.1",), ("P.2",)),
    Identity("B.1n", ("B.1g",), ("P.51c",)),
    Identity("D.1", ("D.11", "D.12")),
    Identity("B.2g", ("B.1g", "D.39"), ("D.1", "D.29")),
    Identity("B.2n", ("B.2g",), ("P.51c",)),
    Identity("B.5g", ("B.2g", "D.4r"), ("D.4p",)),
    Identity("B.6g", ("B.5g", *RECEIVED), PAID),
    Identity("B.7g", ("B.6g",), ("D.63",)),
    Identity("B.8g", ("B.6g",), ("P.3",)),
    Identity("B.9", ("B.8g", "D.9r"), ("D.9p", "P.5g", "NP")),
)
Columns = Mapping[str, "Array | pd.Series[float] | float"]


def sequence(leaves: Columns | pd.DataFrame) -> pd.DataFrame:
    """All codes of the sequence from its leaves.

    leaves   mapping or frame: leaf code -> values (one unit, sector or year an entry), in any one unit of money.
             A leaf that is not given counts as zero; D.1 may stand for D.11 and D.12, P.1 for P.11 to P.13, and the
             parts are then NaN, not known
    returns  frame, one row an entry, one column a code of `SNA`, in the order of the accounts
    Raises MethodError that names unknown codes.
    """
    held = (
        {code: leaves[code] for code in leaves.columns} if isinstance(leaves, pd.DataFrame) else dict(leaves)
    )
    if unknown := sorted(set(held) - set(SNA)):
        raise MethodError(f"Unknown codes: {', '.join(unknown)}.")
    index = next((value.index for value in held.values() if isinstance(value, pd.Series)), None)
    values = {code: np.asarray(value, float) for code, value in held.items()}
    size = max((value.size for value in values.values()), default=1)
    zero = np.zeros(size)
    done = {code: np.broadcast_to(values[code], (size,)) if code in values else zero for code in LEAVES}
    for identity in IDENTITIES:
        if identity.left in values and not any(code in values for code in identity.plus):
            done[identity.left] = np.broadcast_to(values[identity.left], (size,))
            done |= dict.fromkeys(identity.plus, np.full(size, np.nan))
        else:
            done[identity.left] = total(identity, done)
    return pd.DataFrame({code: done[code] for code in SNA}, index=index)


def total(identity: Identity, values: Mapping[str, Array]) -> Array:
    """The right side of an identity."""
    result = sum((values[code] for code in identity.plus), np.zeros(1))
    return result - sum((values[code] for code in identity.minus), np.zeros(1))


def nonprofit_use(account: pd.DataFrame) -> pd.DataFrame:
    """The use of income of a non-profit sector: all non-market output is individual consumption, P.3 = D.63 = P.13.

    account  frame with columns of codes; the answer has P.3, D.63, B.7g, B.8g and B.9 computed anew
    """
    known = account[[code for code in (*LEAVES, "D.1") if code in account]]
    known = known.dropna(axis=1, how="all") if len(account) else known
    leaves = known.drop(columns="D.1", errors="ignore") if {"D.11", "D.12"} <= set(known) else known.copy()
    leaves["P.3"] = leaves["D.63"] = leaves["P.13"]
    return sequence(leaves)


def whole_sector(accounts: pd.DataFrame, level: str = "SECTOR", name: str = "_T") -> pd.DataFrame:
    """Adds the whole sector to accounts by SNA sector: leaves are summed, balances follow.

    accounts  frame indexed by (..., level), one column a code; S.13 is memorandum and not part of the whole
    level, name  the level of sectors, and the name of the whole
    returns   the accounts with the whole, in the same unit. Raises nothing of its own
    """
    rest = [other for other in accounts.index.names if other != level]
    inside = accounts[accounts.index.get_level_values(level) != "S.13"]
    summed = inside.groupby(level=rest).sum() if rest else inside.sum().to_frame().T
    if rest:
        summed = pd.concat({name: summed}, names=[level]).reorder_levels(accounts.index.names)
    else:
        summed.index = pd.Index([name], name=level)
    return pd.concat([accounts, summed]).sort_index()


def identity_constraints(codes: Iterable[str]) -> pd.DataFrame:
    """The identities among these codes as rows of coefficients, for `balance`: left - plus + minus = 0.

    returns  frame identity x code; identities with a code that is not given are left out
    Raises nothing of its own: an empty frame when no identity is known of.
    """
    known = list(codes)
    rows = {}
    for identity in IDENTITIES:
        if {identity.left, *identity.plus, *identity.minus} <= set(known):
            signs = (
                {identity.left: 1.0} | dict.fromkeys(identity.plus, -1.0) | dict.fromkeys(identity.minus, 1.0)
            )
            rows[str(identity)] = signs
    return pd.DataFrame.from_dict(rows, orient="index", columns=None).reindex(columns=known).fillna(0.0)
