"""The satellite account: loading a register of 400,000 units, and the table page of a finished run."""

import io
import random
import resource
import time
from typing import Any

from foundation.common.actors import SYSTEM
from satellite_account import actions, invented, working
from satellite_account.models import Dataset, Run
from satellite_account.sources.loading import load
from satellite_account.sources.registers import UNITS

LOADED = 400_000
TABLE = "t2"


def register(units: int = LOADED) -> bytes:
    """A file in the account's own layout, every column filled that most registers fill."""
    draw, lines = random.Random(1), [",".join(column.name for column in UNITS)]
    for number in range(units):
        income = int(10 ** draw.uniform(3, 7))
        lines.append(
            f"GB-CHC-{200_000 + number},Invented society {number},cio,active,S.15,no,no,no,D10,4100,88990,E12000001,"
            f"{income},{int(income * 0.95)},{income // 2},{income // 30_000},{draw.randint(0, 50)},2025-03-31,,,,"
        )
    return ("\n".join(lines) + "\n").encode()


def load_400k() -> dict[str, Any]:
    """From a file to rows in the database: taken in, checked cell by cell, written."""
    body = register()
    dataset = Dataset.objects.filter(title="Measured register").first() or actions.add_dataset(
        title="Measured register", layout="units", by=SYSTEM
    )
    before, started = _peak(), time.perf_counter()
    said = {"name": "units.csv", "vintage": f"bench {time.time():.0f}", "by": SYSTEM, "wake": False}
    version = load(
        actions.take_in(dataset=dataset, file=io.BytesIO(body + b"\n" * (int(time.time()) % 997)), **said)
    )
    seconds = time.perf_counter() - started
    if version.rows != LOADED:
        raise RuntimeError(f"{version.rows} rows were loaded instead of {LOADED}.")
    return {
        "name": "satellite_load_400k",
        "seconds": round(seconds, 2),
        "items": LOADED,
        "items_per_second": round(LOADED / seconds, 1),
        "peak_mb": round(_peak() - before, 1),
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def table_page() -> str:
    """The address of a table of the demonstration's run, which is made here when nobody made it yet."""
    if not Run.objects.finished().exists():
        invented.want()
        working.work()
    return f"/satellite-account/workbench/runs/{Run.objects.finished().latest('pk').ref}/tables/{TABLE}/"
