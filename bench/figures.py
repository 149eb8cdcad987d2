"""The quarterly figures over 100,000 placements: counted, protected and tabled.

`python -m bench.figures [placements]` prints one line and needs no services.
"""

import json
import random
import resource
import sys
import time
from datetime import date, timedelta
from typing import Any

from secondments.figures.placements import Placement, Quarter
from secondments.figures.quarterly import publish

SIZES = ["micro", "small", "medium", "large", "major", "super_major"]


def placements(count: int, seed: int = 3) -> list[Placement]:
    """A year of placements: a few large departments and partners, and many partners with one or two."""
    rng = random.Random(seed)
    return [_placement(rng, n) for n in range(count)]


def _placement(rng: random.Random, n: int) -> Placement:
    start = date(2026, 1, 1) + timedelta(days=rng.randrange(365))
    partner = min(int(rng.expovariate(1 / 400)), 3000)
    return Placement(
        key=str(n),
        direction=rng.choices(["inward", "outward", "swap"], [6, 3, 1])[0],
        department=f"department-{min(int(rng.expovariate(1 / 5)), 23)}",
        partner=f"partner-{partner}",
        partner_size=SIZES[partner % 6],
        grade=f"grade-{rng.randrange(8)}",
        start=start,
        end=start + timedelta(days=rng.choice([84, 180, 364])),
        cost_model=rng.choice(["full", "part", "none"]),
        outcome=rng.choice(["", "met", "partly", "not met"]),
        field="ABCDEFGHIJKL"[partner // 6 % 12],
    )


def measure(count: int = 100_000) -> dict[str, Any]:
    """One row of the results."""
    given = placements(count)
    started = time.perf_counter()
    figures = publish(given, [Quarter(2026, 1)])
    seconds = time.perf_counter() - started
    return {
        "name": "quarterly_figures",
        "seconds": round(seconds, 2),
        "items": count,
        "items_per_second": round(count / seconds, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "cells": len(figures.rows),
        "hidden": sum(row.count is None for row in figures.rows),
    }


if __name__ == "__main__":
    print(json.dumps(measure(*map(int, sys.argv[1:2]))))
