"""Balancing: figures adjusted as little as their quality allows until every identity holds, some pinned for a
reason."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from satellite_account.methods.errors import Infeasible, MethodError, NotConverged
from satellite_account.methods.frames import Array
from satellite_account.methods.threads import single_threaded


@dataclass(frozen=True, slots=True)
class Pin:
    """A cell that must not move, or must take a value; who said so and why."""

    cell: object
    reason: str
    value: float | None = None
    by: str = ""


@dataclass(frozen=True)
class Balanced:
    """values by cell; log: before, after, change, change_percent, pinned, reason, by; multipliers by constraint
    (what a unit of slack is worth)."""

    values: "pd.Series[float]"
    log: pd.DataFrame
    multipliers: "pd.Series[float]"


@single_threaded
def balance(
    cells: "pd.Series[float]",
    constraints: pd.DataFrame,
    goals: "pd.Series[float] | float" = 0.0,
    *,
    variance: "pd.Series[float] | None" = None,
    pins: Sequence[Pin] = (),
    keep_sign: bool = False,
) -> Balanced:
    """min sum (x - x0)^2 / variance subject to constraints x = goals.

    cells        values by cell;  constraints  frame constraint x cell of coefficients;  goals  right sides
    variance     by cell, in squared units; the square of the value when left out, so changes are relative
    pins         cells held; every pin needs a reason
    keep_sign    no cell may change its sign
    Raises Infeasible naming the constraints that the pins contradict and by how much, MethodError for unknown cells
    and pins
    without a reason. Source: Stone, Champernowne and Meade 1942; Byron 1978.
    returns      Balanced, values in the unit of the cells
    """
    if constraints.columns.difference(cells.index).size:
        raise MethodError(
            f"Unknown cells: {', '.join(map(str, constraints.columns.difference(cells.index)))}."
        )
    held = _pinned(cells, pins)
    x0 = cells.astype(float).copy()
    for pin in held.values():
        x0[pin.cell] = cells[pin.cell] if pin.value is None else pin.value
    spread = (np.square(cells) if variance is None else variance.reindex(cells.index)).to_numpy(float).copy()
    spread[cells.index.get_indexer(list(held))] = 0.0
    A = constraints.reindex(columns=cells.index, fill_value=0.0).fillna(0.0).to_numpy(float)
    b = pd.Series(goals, index=constraints.index).to_numpy(float)
    names = constraints.index
    if keep_sign:
        x, price = _keeping_sign(x0.to_numpy(), spread, A, b, names)
    else:
        x, price = _adjusted(x0.to_numpy(), spread, A, b, names)
    values = pd.Series(x, index=cells.index, name="value")
    return Balanced(values, _log(cells, values, held), pd.Series(price, index=names))


def _pinned(cells: "pd.Series[float]", pins: Sequence[Pin]) -> dict[object, Pin]:
    if bad := [str(pin.cell) for pin in pins if pin.cell not in cells.index or not pin.reason.strip()]:
        raise MethodError(f"Pins of unknown cells or without a reason: {', '.join(bad)}.")
    return {pin.cell: pin for pin in pins}


def _adjusted(x0: Array, spread: Array, A: Array, b: Array, names: pd.Index) -> tuple[Array, Array]:
    """x = x0 + V A'(A V A')^+ (b - A x0)."""
    weighted = A * spread
    size = np.sqrt(np.maximum((A * weighted).sum(axis=1), 1e-300))
    inner = (weighted / size[:, None]) @ A.T / size
    price = np.linalg.lstsq(inner, (b - A @ x0) / size, rcond=1e-13)[0] / size
    x = x0 + weighted.T @ price
    miss = b - A @ x
    reach = 1e-9 * np.maximum(np.abs(A) @ np.abs(x0), np.maximum(np.abs(b), 1e-9))
    if (bad := np.abs(miss) > np.maximum(reach, 1e-9)).any():
        listed = ", ".join(f"{name} by {gap:.6g}" for name, gap in zip(names[bad], miss[bad], strict=True))
        raise Infeasible(f"These constraints cannot hold with the pinned cells: {listed}.")
    return x, price


def _keeping_sign(x0: Array, spread: Array, A: Array, b: Array, names: pd.Index) -> tuple[Array, Array]:
    """Active set: cells that would cross zero are held there, and let go when that would lower the sum."""
    sign, at_zero = np.sign(x0), np.zeros(len(x0), bool)
    for _ in range(4 * len(x0) + 20):
        x, price = _adjusted(np.where(at_zero, 0.0, x0), np.where(at_zero, 0.0, spread), A, b, names)
        crossed = (x * sign < -1e-12 * np.abs(x0)) & ~at_zero
        if crossed.any():
            at_zero |= crossed
            continue
        pull = sign * (x0 + spread * (A.T @ price))
        free = at_zero & (pull > 1e-12 * np.abs(x0))
        if not free.any():
            return np.where(at_zero, 0.0, x), price
        at_zero[np.argmax(np.where(free, pull, -np.inf))] = False
    raise NotConverged("No set of cells at zero satisfies the signs and the constraints.")


def _log(before: "pd.Series[float]", after: "pd.Series[float]", pins: dict[object, Pin]) -> pd.DataFrame:
    change = after - before
    percent = 100 * change / before.abs().replace(0.0, np.nan)
    log = pd.DataFrame({"before": before, "after": after, "change": change, "change_percent": percent})
    log["pinned"] = log.index.isin(list(pins))
    log["reason"] = [pins[cell].reason if cell in pins else "" for cell in log.index]
    log["by"] = [pins[cell].by if cell in pins else "" for cell in log.index]
    return log
