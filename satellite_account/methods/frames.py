"""Small things every method needs of a frame."""

from collections.abc import Iterable

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
