"""Where the reference data is, and small populations made up for tests."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

REAL = Path(
    os.environ.get("SATELLITE_DATA", Path(__file__).resolve().parents[3].parent / "shared/data/satellite")
)
needs_data = pytest.mark.skipif(
    not REAL.is_dir(),
    reason=f"needs the reference data in ../shared/data/satellite (or SATELLITE_DATA): {REAL}",
)


def read(name: str, **options: object) -> pd.DataFrame:
    return pd.read_csv(REAL / f"{name}.csv", **{"encoding": "utf-8-sig", **options})


def population(size: int = 600, seed: int = 3) -> pd.DataFrame:
    """Units in four strata, the last taken whole: x is known of all, y and z follow it loosely."""
    draw = np.random.default_rng(seed)
    stratum = draw.choice(["a", "b", "c", "d"], size, p=[0.5, 0.3, 0.15, 0.05])
    x = (
        np.exp(draw.normal(0, 0.4, size))
        * pd.Series(stratum).map({"a": 10, "b": 40, "c": 150, "d": 900}).to_numpy()
    )
    y = 0.6 * x * np.exp(draw.normal(0, 0.3, size))
    rate = pd.Series(stratum).map({"a": 0.1, "b": 0.25, "c": 0.5, "d": 1.0})
    rank = pd.Series(draw.random(size)).groupby(stratum).rank(pct=True)
    frame = pd.DataFrame({"stratum": stratum, "x": x, "y": y, "z": y**0.9, "one": 1.0})
    frame["domain"] = draw.choice(["u", "v", "w"], size)
    return frame.assign(in_sample=(rank <= rate).to_numpy())
