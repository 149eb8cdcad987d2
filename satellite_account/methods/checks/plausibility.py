"""Checks against what can be true: ratios, wages and hours, growth, volumes, quarters, reliability."""

import numpy as np
import pandas as pd

from satellite_account.methods.checks.base import Frames, compared, comparison, place, within

GVA_IN_OUTPUT, PAY_IN_GVA = (0.15, 1.0), (0.2, 1.05)
WEEK = 168.0
UNRELIABLE, NOT_PUBLISHED, WORST = 0.20, 0.33, 9.99


def ratio_bands(frames: Frames, tolerance: float) -> pd.DataFrame:
    """7. GVA/output and D.1/GVA of `activities` (P.1, B.1g, D.1) within bands; columns low_gva, high_gva, low_pay,
    high_pay replace ours."""
    held = frames["activities"]
    at = place(held.index)
    gva, pay = held["B.1g"] / held["P.1"], held["D.1"] / held["B.1g"]

    def end(name: str, default: float) -> object:
        return held[name].to_numpy(float) if name in held else default

    bands = (("B.1g/P.1", gva, "gva", GVA_IN_OUTPUT), ("D.1/B.1g", pay, "pay", PAY_IN_GVA))
    return compared(
        [
            within(
                pd.Index([f"{row}: {name}" for row in at]),
                ratio,
                end(f"low_{key}", low),
                end(f"high_{key}", high),
            )
            for name, ratio, key, (low, high) in bands
        ]
    )


def wages(frames: Frames, times: float) -> pd.DataFrame:
    """8a. In `wages` (wage, minimum, median; pounds an hour), wages are between the legal minimum and so many times
    the median."""
    held = frames["wages"]
    return within(
        place(held.index),
        held["wage"],
        held["minimum"].to_numpy(float),
        times * held["median"].to_numpy(float),
    )


def hours_of_a_week(frames: Frames, most: float) -> pd.DataFrame:
    """8b. In `volunteering` (hours a year, volunteers), hours per volunteer and week are at most 168."""
    held = frames["volunteering"]
    weekly = held["hours"] / held["volunteers"].replace(0, np.nan) / 52
    return within(place(held.index), weekly, 0.0, most)


def full_time(frames: Frames, tolerance: float) -> pd.DataFrame:
    """8c. In `fte` (fte, full_time_hours, hours), FTE x h_ft = hours."""
    held = frames["fte"]
    allowed = np.maximum(tolerance * held["hours"].abs(), 1e-9)
    return comparison(place(held.index), held["fte"] * held["full_time_hours"], held["hours"], allowed)


def growth_outliers(frames: Frames, width: float) -> pd.DataFrame:
    """9. Hidiroglou-Berthelot on `growth` (previous, current): effects beyond `width` quartile distances from the
    median.

    Source: Hidiroglou and Berthelot 1986, U = 0.5, A = 0.05. The difference is of the effect, not of the value.
    """
    held = frames["growth"]
    held = held[(held["previous"] > 0) & (held["current"] > 0)]
    if len(held) < 4:
        return compared([])
    ratio = held["current"] / held["previous"]
    middle = float(ratio.median())
    bent = pd.Series(np.where(ratio < middle, 1 - middle / ratio, ratio / middle - 1), index=held.index)
    effect = bent * np.sqrt(held[["previous", "current"]].max(axis=1))
    low, centre, high = effect.quantile([0.25, 0.5, 0.75])
    least = abs(0.05 * centre)
    return within(
        place(held.index),
        effect,
        centre - width * max(centre - low, least),
        centre + width * max(high - centre, least),
    )


def volumes(frames: Frames, tolerance: float) -> pd.DataFrame:
    """10. In `volumes` (cp, cvm, deflator with reference 100), CVM = 100 CP / deflator, within a share of it."""
    held = frames["volumes"].dropna(subset=["cp", "cvm", "deflator"])
    expected = 100 * held["cp"] / held["deflator"]
    return comparison(place(held.index), held["cvm"], expected, np.maximum(tolerance * expected.abs(), 1e-9))


def quarters(frames: Frames, tolerance: float) -> pd.DataFrame:
    """11. In `quarters` (columns year and series), quarters sum to `annual` (by year, the same series)."""
    annual = frames["annual"]
    summed = frames["quarters"].groupby("year")[list(annual.columns)].sum().reindex(annual.index)
    parts = []
    for name in annual.columns:
        allowed = np.maximum(tolerance, 1e-9 * annual[name].abs())
        parts.append(
            comparison([f"{year} {name}" for year in annual.index], summed[name], annual[name], allowed)
        )
    return compared(parts)


def reliability(frames: Frames, tolerance: float) -> pd.DataFrame:
    """15. In `cells`, a CV over 20 % is marked U (low reliability), over 33 % is not for publication (N, or C and D
    where it is confidential as well)."""
    cells = frames["cells"].dropna(subset=["CV"]).replace({"CV": {np.inf: WORST}})
    where = (
        cells["TABLE"] + " " + cells["TIME_PERIOD"].astype(str) + " " + cells["STO"] + " " + cells["ACTIVITY"]
    )
    kept = cells["CONF_STATUS"].isin(["N", "C", "D"])
    marked = cells["OBS_STATUS"].eq("U") | kept
    first = comparison(
        where, cells["CV"], cells["CV"].clip(upper=UNRELIABLE).where(~marked, cells["CV"]), tolerance
    )
    second = comparison(
        where, cells["CV"], cells["CV"].clip(upper=NOT_PUBLISHED).where(~kept, cells["CV"]), tolerance
    )
    return compared([first, second])
