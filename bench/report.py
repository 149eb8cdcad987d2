"""The table on the terminal and the file of results."""

import json
import os
import platform
import subprocess
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results" / "latest.json"
HEAD = "path                    kind         rows  requests/s   p50 ms   p99 ms  of floor  SQL     MB"


def machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "system": platform.system(),
        "processor": platform.machine(),
        "python": platform.python_version(),
    }


def commit() -> str:
    asked = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()


def keep(floor: dict[str, float], results: list[dict[str, Any]]) -> None:
    """Write the results down. A run of some names replaces those; each row's share is of the floor of its own run."""
    there = json.loads(RESULTS.read_text())["results"] if RESULTS.exists() else []
    fresh = {row["name"] for row in results}
    rows = [row for row in there if row["name"] not in fresh] + results
    rates = {kind: round(rate, 1) for kind, rate in floor.items()}
    body = {"machine": machine(), "commit": commit(), "floor": rates, "results": rows}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(body, indent=1, ensure_ascii=False) + "\n")


def line(row: dict[str, Any]) -> str:
    if "requests_per_second" not in row:
        return f"{row['name']:<24}{row['items']:>9,} in {row['seconds']} s: {row['items_per_second']:,.0f}/s"
    memory = row["pss_mb"] if row["pss_mb"] is not None else "-"
    return (
        f"{row['name']:<24}{row['kind']:<8}{row['rows']:>9,}{row['requests_per_second']:>12,.0f}{row['p50_ms']:>9}"
        f"{row['p99_ms']:>9}{row['ratio_to_floor']:>10.2f}{row['queries']:>5}{memory:>7}"
    )
