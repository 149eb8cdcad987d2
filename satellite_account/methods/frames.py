"""Small things every method needs of a frame."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from satellite_account.methods.errors import MissingColumns

Array = np.ndarray


def need(frame: pd.DataFrame, columns: Iterable[str], where: str) -> None:
    """Raises MissingColumns with every column that `frame` lacks."""
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise MissingColumns(missing, where)


def filled(frame: pd.DataFrame, name: str) -> Array:
    """A column as floats, empty values and a lacking column as zero."""
    if name not in frame.columns:
        return np.zeros(len(frame))
    return np.nan_to_num(frame[name].to_numpy(float))


def aligned(columns: Mapping[str, object]) -> tuple[dict[str, Array], pd.Index]:
    """Columns as arrays of one length and the index of their rows, as a frame would align them: series by their index,
    a single value for every row. Texts are Python's own: in frames of some hundred rows pandas' cost several times as
    much."""
    series = [value for value in columns.values() if isinstance(value, pd.Series)]
    if any(not each.index.equals(series[0].index) for each in series[1:]):
        frame = pd.DataFrame(columns)
        return {name: _plain(frame[name], len(frame)) for name in frame}, frame.index
    lengths = (len(value) for value in columns.values() if np.ndim(value))  # type: ignore[arg-type]
    index = series[0].index if series else pd.RangeIndex(next(lengths))
    return {name: _plain(value, len(index)) for name, value in columns.items()}, index


def framed(columns: Mapping[str, Array], index: pd.Index) -> pd.DataFrame:
    """A frame of arrays, each of the type it has."""
    return pd.DataFrame({name: pd.Series(held, index, dtype=held.dtype) for name, held in columns.items()})


def _plain(value: object, rows: int) -> Array:
    if isinstance(value, pd.Series | pd.Index):
        is_number = isinstance(value.dtype, np.dtype)
        return value.to_numpy() if is_number else value.to_numpy(dtype=object)
    held = np.asarray(value)
    held = held.astype(object) if held.dtype.kind == "U" else held
    return held if held.ndim else np.full(rows, value, dtype=held.dtype)
