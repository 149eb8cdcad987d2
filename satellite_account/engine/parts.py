"""Files that a run reads as one, and what they must agree on: each row once, and accounts of whoever responded."""

from collections.abc import Sequence

import pandas as pd

from satellite_account.methods.errors import MethodError
from satellite_account.models import Version
from satellite_account.sources import layouts

NAMED = 10  # how many are named of those that are wrong


def together(parts: Sequence[tuple[Version, pd.DataFrame]]) -> pd.DataFrame:
    """One frame of several files. Raises MethodError naming two files that hold the same row: it would count twice."""
    keys = keys_of(parts[0][0])
    for at, (version, frame) in enumerate(parts):
        for other, earlier in parts[:at]:
            if not keys:
                continue
            twice = frame[keys].merge(earlier[keys].drop_duplicates(), on=keys)
            if len(twice):
                said = listed([" ".join(map(str, row)) for row in twice.itertuples(index=False)])
                raise MethodError(
                    f"{len(twice):,} rows stand in two of the chosen files, {other} and {version}, and would count "
                    f"twice: {said}. Choose one of the two, or load files that do not overlap."
                )
    return pd.concat([frame for _, frame in parts], ignore_index=True)


def keys_of(version: Version) -> list[str]:
    """Columns that tell rows of a layout apart; none where its rows are kept in a table that sees to it."""
    layout = layouts.get(version.dataset.layout)
    return [column.name for column in layout.columns if column.to in layout.key_columns]


def all_answered(population: pd.DataFrame, accounts: pd.DataFrame, year: int) -> None:
    """Raises MethodError where the population says that somebody responded of whom there are no accounts: their values
    would count as noughts."""
    responded = population.loc[population["responded"].astype(bool), "unit_id"]
    lost = sorted(set(responded) - set(accounts["unit_id"]))
    if lost:
        raise MethodError(
            f"The population says that {len(lost):,} organisations responded in {year} of whom the accounts have no "
            f"row: {listed(lost)}. Load their accounts, or a population in which they did not respond."
        )


def listed(names: Sequence[str]) -> str:
    rest = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {rest:,} more" if rest > 0 else "")
