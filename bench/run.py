"""One run: the floor first, then the paths at each number of rows, then what is measured as a whole."""

from collections.abc import Iterator
from typing import Any

from bench import (
    analysis,
    consultations,
    crowd,
    figures,
    identical,
    killed,
    matching,
    paths,
    prepare,
    report,
    rounds,
    satellite,
    satellite_workbench,
    scale,
    secondments,
)
from bench.server import serve

Row = dict[str, Any]
# Runs that are not request loads, by the name that `make bench ONLY=name` takes.
WHOLES = {
    "audit_append_16_writers": lambda: [paths.audit_appends()],
    "satellite_load_400k": lambda: [satellite_workbench.load_400k()],
    "matching": matching.rows,
    "matching_round_stored": rounds.rows,
    "identical_submissions_100k": lambda: [identical.measure()],
    "crowd_at_the_close": lambda: [crowd.measure()],
    "petition_minute": lambda: [scale.petition()],
    "responses_by_size": lambda: [scale.by_size()],
    "killed_run_1m": lambda: [killed.measure()],
    "export_memory": lambda: [scale.export()],
    "quarterly_figures": lambda: [figures.measure()],
}


def main(only: list[str]) -> int:
    client = prepare.database()
    with serve("bench.floor.wsgi:application", "bench.floor.settings") as server:
        floor = {kind: outcome.per_second() for kind, outcome in paths.floor(server).items()}
    print("floor, bare Django: " + ", ".join(f"{kind} {rate:,.0f}/s" for kind, rate in floor.items()))
    print(report.HEAD)
    results = []
    for row in _rows(only, client, floor):
        results.append(row)
        print(report.line(row), flush=True)
    report.keep(floor, results)
    return 0


def _rows(only: list[str], client: dict[str, str], floor: dict[str, float]) -> Iterator[Row]:
    chosen = [path for path in paths.PATHS if not only or path.name in only]
    for rows in sorted({path.rows for path in chosen}):
        there = prepare.grow_to(rows)
        for path in (path for path in chosen if path.rows == rows):
            with serve("portal.wsgi:application", "portal.settings") as server:
                row = paths.measure(path, paths.Setting(server, client, {}), floor[path.kind])
            yield row | {"rows": there}
    yield from consultations.measure(only, floor)
    yield from secondments.run(only, floor)
    for name, measured in WHOLES.items():
        if not only or name in only:
            yield from measured()
    for room in (satellite, analysis):
        yield from (room.measure(name) for name in room.RUNS if not only or name in only)
