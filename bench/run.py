"""One run: the floor first, then every path at each number of rows."""

from bench import analysis, consultations, paths, prepare, report, satellite, satellite_workbench
from bench.server import serve


def main(only: list[str]) -> int:
    chosen = [path for path in paths.PATHS if not only or path.name in only]
    client = prepare.database()
    with serve("bench.floor.wsgi:application", "bench.floor.settings") as server:
        floor = {kind: outcome.per_second() for kind, outcome in paths.floor(server).items()}
    print("floor, bare Django: " + ", ".join(f"{kind} {rate:,.0f}/s" for kind, rate in floor.items()))
    print(report.HEAD)
    results = []
    for rows in sorted({path.rows for path in chosen}):
        prepare.grow_to(rows)
        for path in (path for path in chosen if path.rows == rows):
            with serve("portal.wsgi:application", "portal.settings") as server:
                row = paths.measure(path, paths.Setting(server, client, {}), floor[path.kind])
            results.append(row)
            print(report.line(row), flush=True)
    for row in consultations.measure(only, floor):
        results.append(row)
        print(report.line(row), flush=True)
    if not only or "audit_append_16_writers" in only:
        results.append(paths.audit_appends())
        print(report.line(results[-1]))
    if not only or "satellite_load_400k" in only:
        results.append(satellite_workbench.load_400k())
        print(report.line(results[-1]))
    for name in (name for name in satellite.RUNS if not only or name in only):
        results.append(satellite.measure(name))
        print(report.line(results[-1]), flush=True)
    for name in analysis.RUNS:
        if not only or name in only:
            results.append(analysis.measure(name))
            print(report.line(results[-1]), flush=True)
    if not only:
        rates = {kind: round(rate, 1) for kind, rate in floor.items()}
        body = {"machine": report.machine(), "commit": report.commit(), "floor": rates, "results": results}
        report.RESULTS.parent.mkdir(exist_ok=True)
        report.RESULTS.write_text(paths.as_json(body))
    return 0
