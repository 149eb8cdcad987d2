"""What a check is: a name, how grave, how near is near enough, and where it fails by how much."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from satellite_account.methods.frames import Array

Frames = Mapping[str, pd.DataFrame]
Rule = Callable[[Frames, float], pd.DataFrame]
COLUMNS = ("where", "found", "expected", "difference", "allowed")


@dataclass(frozen=True)
class Result:
    """What a check found.

    failures  frame: where (text), found, expected, difference, allowed; largest difference first
    examined  comparisons made;  lacking  frames that were not given: then the check did not run
    """

    id: str
    name: str
    severity: str
    examined: int
    failures: pd.DataFrame
    lacking: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.lacking and self.failures.empty

    @property
    def state(self) -> str:
        """`passed`, `failed` or `not run`."""
        return "not run" if self.lacking else "passed" if self.failures.empty else "failed"


@dataclass(frozen=True)
class Check:
    """A rule over frames.

    severity   error blocks a release; warning must be explained
    tolerance  default; its meaning is in `text`
    needs      names of the frames it reads;  waived_by  role that may waive it, with a reason
    """

    id: str
    name: str
    text: str
    severity: Literal["error", "warning"]
    tolerance: float
    needs: tuple[str, ...]
    rule: Rule = field(repr=False)
    waived_by: str = "statistician"

    def evaluate(self, frames: Frames, tolerance: float | None = None) -> Result:
        """Runs the rule; frames that are not given are named in `lacking`, never taken for a pass."""
        lacking = tuple(name for name in self.needs if name not in frames)
        if lacking:
            return Result(self.id, self.name, self.severity, 0, compared([]), lacking)
        made = self.rule(frames, self.tolerance if tolerance is None else tolerance)
        failing = made[~(made["difference"].abs() <= made["allowed"])]
        order = failing["difference"].abs().sort_values(ascending=False).index
        return Result(self.id, self.name, self.severity, len(made), failing.loc[order].reset_index(drop=True))


def compared(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Comparisons of several parts as one frame."""
    full = [part for part in parts if len(part)]
    if not full:
        return pd.DataFrame({name: pd.Series(dtype=object if name == "where" else float) for name in COLUMNS})
    return pd.concat(full, ignore_index=True)


def comparison(
    where: pd.Series | pd.Index | list[str], found: object, expected: object, allowed: object
) -> pd.DataFrame:
    """Comparisons of found with expected, row by row."""
    frame = pd.DataFrame({"where": [str(place) for place in where]})
    for name, value in (("found", found), ("expected", expected), ("allowed", allowed)):
        frame[name] = value.to_numpy(float) if isinstance(value, pd.Series) else value
    frame["difference"] = frame["found"].astype(float) - frame["expected"].astype(float)
    return frame[list(COLUMNS)]


def within(where: pd.Series | pd.Index, found: "pd.Series[float]", low: object, high: object) -> pd.DataFrame:
    """Comparisons with a band: the expected value is the nearest end of it. Empty values are left out."""
    frame = pd.DataFrame(
        {"where": [str(place) for place in where], "found": found.to_numpy(float), "low": low, "high": high}
    )
    frame = frame[frame["found"].notna()].astype({"low": float, "high": float})
    return comparison(frame["where"], frame["found"], frame["found"].clip(frame["low"], frame["high"]), 0.0)


def place(index: pd.Index) -> pd.Index:
    """Readable places of a frame's rows: `2019 S.15 A`."""
    if isinstance(index, pd.MultiIndex):
        return pd.Index([" ".join(map(str, key)) for key in index])
    return index.map(str)


def key_texts(cells: pd.DataFrame, names: Sequence[str]) -> "pd.Series[str]":
    """One text a row: the first two of the columns, then the others with their names, `_T` left out. As a key it costs
    a tenth of a dozen columns."""
    first, second, *rest = (_texts(cells[name]) for name in names)
    keys = first + " " + second
    for name, held in zip(names[2:], rest, strict=True):
        if (said := held != "_T").any():
            keys[said] += " " + name + "=" + held[said]
    return pd.Series(keys, cells.index, dtype=object)


def _texts(column: "pd.Series[Any]") -> Array:
    held = column.to_numpy(dtype=object)
    return np.array([value if type(value) is str else str(value) for value in held], dtype=object)
