"""A figure opened: what it is made of, which files it rests on, and what it was in other runs."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import fmean

from satellite_account.engine import walks
from satellite_account.engine.reasons import reason_of
from satellite_account.enums import RunState
from satellite_account.models import Figure, Run, RunInput, RunTable, RunWalk

MOST_RUNS = 12
SIGNS = (("plus", "+"), ("minus", "−"))
POPULATION = "population"
DOWN = ("ACTIVITY", "SECTOR", "REGION", "SIZE")


@dataclass(frozen=True, slots=True)
class Part:
    sign: str
    code: str
    words: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Vintage:
    run: Run
    values: list[Figure | None]


def series(figure: Figure) -> list[Figure]:
    """The same figure in every year of the run."""
    return list(Figure.objects.filter(table=figure.table, key__endswith=rest(figure)).order_by("time_period"))


def rest(figure: Figure) -> str:
    """The key without its period, which stands first in it."""
    return figure.key[len(figure.time_period) :]


def formula(figure: Figure) -> list[Part]:
    """The terms that a balance is the sum of, each a figure of the same table."""
    table = figure.table
    terms = table.formulas.get(figure.sto, {})
    codes = {code: sign for name, sign in SIGNS for code in terms.get(name, [])}
    if not codes:
        return []
    pattern = figure.key.split("|")
    keys = {}
    for code in codes:
        pattern[1] = code
        keys["|".join(pattern)] = code
    words = dict(table.dimensions.get("STO", []))
    found = {each.key: each for each in Figure.objects.filter(table=table, key__in=list(keys))}
    if len(found) != len(keys):
        return []
    return [Part(codes[code], code, words.get(code, code), found[key]) for key, code in keys.items()]


def parts(figure: Figure) -> list[tuple[str, list[Part]]]:
    """What a total is the sum of, by each dimension that the table breaks down."""
    found = []
    for name in DOWN:
        field = name.lower()
        if getattr(figure, field) != "_T" or name not in figure.table.dimensions:
            continue
        rows = [part for part in _along(figure, name) if len(part.code) == 1 or name != "ACTIVITY"]
        if rows:
            found.append((name, rows))
    return found


def _along(figure: Figure, name: str) -> Iterator[Part]:
    same = {field: getattr(figure, field) for field in FIELDS if field != name.lower()}
    words = dict(figure.table.dimensions[name])
    rows = (
        Figure.objects.filter(table=figure.table, **same).exclude(**{name.lower(): "_T"}).order_by("number")
    )
    for each in rows[:40]:
        code = getattr(each, name.lower())
        yield Part("", code, words.get(code, code), each)


FIELDS = (
    *("time_period", "sto", "sector", "activity", "region", "size", "legal_form", "counterpart", "product"),
    *("breakdown", "basis", "prices"),
)


def inputs(table: RunTable) -> list[RunInput]:
    """The versions that the table rests on, by role; of a population from registers those that it was built of."""
    held = RunInput.objects.filter(run=table.run_id, role__in=table.roles)
    mine = registers(table.run) if POPULATION in table.roles else []
    return [*held.select_related("version__dataset"), *mine]


def of_run(run: Run) -> list[RunInput]:
    """The same of all its tables."""
    return [*run.inputs.select_related("version__dataset"), *registers(run)]


def registers(run: Run) -> list[RunInput]:
    """Versions of registers and links that the run's population was built from; the recipe names the population."""
    if run.frame is None:
        return []
    versions = run.frame.versions.select_related("dataset").order_by("pk")
    return [
        RunInput(run=run, role=POPULATION, version=version, sha256=version.sha256) for version in versions
    ]


def crosswalks(table: RunTable) -> list[RunWalk]:
    """The crosswalks that decide the table's cells."""
    roles = [role for role, way in walks.WAYS.items() if table.code in way.tables]
    held = RunWalk.objects.filter(run=table.run_id, role__in=roles)
    return list(held.select_related("crosswalk__source", "crosswalk__target"))


def triangle(figure: Figure, run: Run) -> tuple[list[str], list[Vintage], dict[str, float]]:
    """The same series in every finished run of the method, the newest first, and its mean revisions."""
    runs = Run.objects.filter(state=RunState.FINISHED, method=run.method, is_invented=run.is_invented)
    shown = list(runs.order_by("-pk")[:MOST_RUNS])
    cells = Figure.objects.filter(
        table__run__in=shown, table__code=figure.table.code, key__endswith=rest(figure)
    ).select_related("table")
    by = {(cell.table.run_id, cell.time_period): cell for cell in cells}
    periods = sorted({period for _run, period in by})
    rows = [Vintage(each, [by.get((each.pk, period)) for period in periods]) for each in shown]
    return periods, [row for row in rows if any(row.values)], _revisions(rows)


def reason(figure: Figure, run: Run) -> str:
    """Why this vintage revises the figure, as check 12 reads it; none for the tables that it does not read."""
    if not run.parameters.get("earlier") or figure.table.code not in ("T1", "T4"):
        return ""
    codes = (
        figure.table.code,
        figure.time_period,
        figure.sto,
        figure.activity,
        figure.breakdown,
        figure.basis,
    )
    return reason_of(codes, run.parameters)


def _revisions(rows: list[Vintage]) -> dict[str, float]:
    """From each vintage to the next: mean and mean absolute revision over all periods that both have."""
    steps = [
        new.value - old.value
        for later, earlier in itertools.pairwise(rows)
        for new, old in zip(later.values, earlier.values, strict=True)
        if new is not None and old is not None and new.value is not None and old.value is not None
    ]
    if not steps:
        return {}
    return {"n": len(steps), "mean": fmean(steps), "absolute": fmean(map(abs, steps))}
