"""The satellite account without the web: all tables of ten years of 170,000 units, and multipliers of 127 products.

`python -m bench.satellite` prints a line for each and needs no services. Each runs in a process of its own, so that
the peak of its memory is its own.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from satellite_account.methods import InputOutput, build_tables, denton, economy, multipliers
from satellite_account.methods.accounts.supply_use import INPUTS
from satellite_account.methods.invented import Economy

UNITS, YEARS, PRODUCTS = 170_000, 10, 127


class Kept:
    """An economy whose years were made before the clock starts, as they would come from a store."""

    def __init__(self, source: Economy) -> None:
        self.source = source
        self.seconds = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.source, name)

    def returns(self, year: int) -> pd.DataFrame:
        started = time.perf_counter()
        made = self.source.returns(year)
        self.seconds += time.perf_counter() - started
        return made


def rebuild() -> dict[str, Any]:
    """All tables with intervals. `seconds` has the reading of returns in it; `making_seconds` says how much
    that is, and `cpu_seconds` what a busy machine would not have delayed."""
    source = Kept(economy(UNITS, first_year=2014, years=YEARS))
    for name in (
        "units",
        "volunteering",
        "wages",
        "deflators",
        "uk",
        "npish",
        "io",
        "countries",
        "indicators",
    ):
        getattr(source, name)
    started, worked = time.perf_counter(), time.process_time()
    tables = build_tables(source)
    seconds, cpu = time.perf_counter() - started, time.process_time() - worked
    items = UNITS * YEARS
    cells = sum(map(len, tables.values()))
    rest = {"cells": cells, "cpu_seconds": round(cpu, 1), "making_seconds": round(source.seconds, 1)}
    return _row("satellite_rebuild", seconds, items) | rest


def multipliers_127() -> dict[str, Any]:
    """The median of 30 computations of all multipliers and effects."""
    table = square(PRODUCTS)
    multipliers(table)
    seconds = _median(lambda: multipliers(table), 30)
    return _row("satellite_multipliers_127", seconds, PRODUCTS) | {"p50_ms": round(1000 * seconds, 2)}


def benchmarking() -> dict[str, Any]:
    """A hundred quarterly series of 30 years, benchmarked."""
    draw = np.random.default_rng(1)
    series = draw.uniform(50, 150, (100, 120))
    years = draw.uniform(300, 500, (100, 30))
    started = time.perf_counter()
    for indicator, annual in zip(series, years, strict=True):
        denton(indicator, annual)
    return _row("satellite_denton_100", time.perf_counter() - started, 100)


def square(p: int) -> InputOutput:
    """An invented table of p products that closes."""
    draw = np.random.default_rng(3)
    output = draw.uniform(1e2, 1e5, p)
    Z = draw.dirichlet(np.full(p, 0.3), p).T * output * draw.uniform(0.2, 0.6, p)
    rest = draw.dirichlet(np.ones(len(INPUTS)), p) * (output - Z.sum(axis=0))[:, None]
    names = tuple(f"P{n:03d}" for n in range(p))
    return InputOutput(names, Z, pd.DataFrame(rest, columns=list(INPUTS), index=list(names)), output)


RUNS: dict[str, Callable[[], dict[str, Any]]] = {
    "satellite_rebuild": rebuild,
    "satellite_multipliers_127": multipliers_127,
    "satellite_denton_100": benchmarking,
}


def measure(name: str) -> dict[str, Any]:
    """One row of the results, measured in a process of its own."""
    code = [sys.executable, "-m", "bench.satellite", "--here", name]
    return json.loads(subprocess.run(code, capture_output=True, text=True, check=True).stdout)


def _median(work: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return sorted(taken)[times // 2]


def _row(name: str, seconds: float, items: int) -> dict[str, Any]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rate = round(items / seconds, 1)
    return {
        "name": name,
        "seconds": round(seconds, 4),
        "items": items,
        "items_per_second": rate,
        "peak_mb": round(peak),
    }


if __name__ == "__main__":
    if "--here" in sys.argv:
        print(json.dumps(RUNS[sys.argv[-1]]()))
    else:
        for name in sys.argv[1:] or RUNS:
            print(json.dumps(measure(name)), flush=True)
