"""All tables of an account from its sources."""

from collections.abc import Callable

import pandas as pd

from satellite_account.methods.errors import MethodError
from satellite_account.methods.tables import links, money, people, production, quarterly, revised
from satellite_account.methods.tables.book import year_book
from satellite_account.methods.tables.context import Context
from satellite_account.methods.tables.protection import protected
from satellite_account.methods.tables.registry import TABLES
from satellite_account.methods.tables.settings import Settings, Sources
from satellite_account.methods.threads import single_threaded

BUILDERS: dict[str, Callable[[Context], pd.DataFrame]] = {
    "T1": production.headline,
    "T2": production.production,
    "T3": production.accounts,
    "T4": production.activities,
    "T5": production.volumes,
    "T6": money.revenue,
    "T7": money.spending,
    "T8": people.employment,
    "T9": people.volunteers,
    "T10": people.units,
    "T11": people.sizes,
    "T12": money.whom_to_whom,
    "T13": links.supply_use,
    "T14": links.multiplier_table,
    "T15": links.reconciliation,
    "T17": links.quality,
    "T18": links.other_countries,
    "T19": quarterly.quarters,
}
PERIOD = r"^([0-9]{4})(?:-Q[1-4])?$"
GRID_OF_QUALITY = [
    "OBS_VALUE",
    "N",
    "RESPONSE",
    "CV",
    "LOWER",
    "UPPER",
    "IMPUTED",
    "OBS_STATUS",
    "CONF_STATUS",
]


@single_threaded
def build_tables(
    source: Sources, settings: Settings | None = None, *, progress: Callable[[int, int], None] | None = None
) -> dict[str, pd.DataFrame]:
    """Tables T1 to T19 as tidy cells, with intervals.

    source    returns by year and what surrounds them (README.md lists every column); read one year at a time
    progress  called with (years done, years) after each year
    returns   {table id: cells}; the same source and settings give the same frames
    Raises MissingColumns naming all columns that a year's returns lack, Infeasible when a calibration has no solution,
    MethodError in the words of the table that cannot be built. Money in £ million.
    Source: design note 1.5 (T1 to T18).
    """
    chosen = settings or Settings()
    books = []
    for done, year in enumerate(source.years, 1):
        books.append(year_book(source.returns(year), year, chosen.bounds, source.walks))
        if progress:
            progress(done, len(source.years))
    return from_years(source, books, chosen)


@single_threaded
def from_years(source: Sources, books: list[pd.DataFrame], settings: Settings) -> dict[str, pd.DataFrame]:
    """Tables from the books of years, for runs that kept them and resume.

    source    as `build_tables`;  books  one frame a year from `year_book`, in order;  settings  theirs
    returns   {table id: cells}. Raises MethodError. Source: as `build_tables`
    """
    context = context_of(source, books, settings)
    built = {name: builder(context) for name, builder in BUILDERS.items()}
    built["T16"] = revised.revision_table(context, pd.concat([built["T1"], built["T4"]]))
    marks = {"METHOD": settings.method, "VINTAGE": settings.vintage}
    marked = {name: _with_status(built[name].assign(**marks), settings) for name in TABLES}
    safe = protected(marked, settings.least_returns, source.walks)
    return safe | {"T16": revised.restated(safe["T16"])}


def context_of(source: Sources, books: list[pd.DataFrame], settings: Settings) -> Context:
    """What the builders share, of the books of all years."""
    book = pd.concat(books, ignore_index=True).astype(dict.fromkeys(("class", "label", "variable"), object))
    return Context(source, settings, book)


def _with_status(held: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Breaks go before provisional years; what is missing, forecast or of low reliability keeps saying so."""
    year = held["TIME_PERIOD"].astype(str).str.extract(PERIOD)[0]
    for status, years in (("P", settings.provisional), ("B", settings.breaks)):
        plain = year.isin([str(each) for each in years]) & ~held["OBS_STATUS"].isin(["U", "M", "F"])
        held["OBS_STATUS"] = held["OBS_STATUS"].mask(plain, status)
    return held


def as_grid(cells: pd.DataFrame, table: str, *, values: str = "OBS_VALUE") -> pd.DataFrame:
    """The cells of a table as it is printed: its dimensions in rows and columns, those that never vary left out.

    values  column that fills the grid: OBS_VALUE, CV, LOWER, OBS_STATUS, ...
    Raises MethodError for an unknown table and for cells that fall together.
    cells    tidy cells of one table;  table  its id, T1 to T19
    returns  frame of figures in the unit of each cell (UNIT_MEASURE, UNIT_MULT); for T17 all quality columns
    Source: design note 1.5.
    """
    if table not in TABLES:
        raise MethodError(f"Unknown table {table}; known are {', '.join(TABLES)}.")
    spec = TABLES[table]
    rows, columns = (_varying(cells, names) for names in (spec.rows, spec.columns))
    held = cells.set_index([*rows, *columns])
    if table == "T17":
        return held[GRID_OF_QUALITY].sort_index()
    if held.index.has_duplicates:
        raise MethodError(f"Cells of {table} fall together: choose among its other dimensions first.")
    return held[values].unstack(columns) if columns else held[[values]]


def _varying(cells: pd.DataFrame, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if cells[name].nunique() > 1] or list(names[:1])
