"""A table as a grid: one dimension down, one across, the others held at a value that the reader chooses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from satellite_account.models import Figure, RunTable

TOTAL = "_T"
LABELS = {
    "TIME_PERIOD": _("Year"),
    "STO": _("Measure"),
    "SECTOR": _("Sector"),
    "ACTIVITY": _("Activity"),
    "REGION": _("Region"),
    "SIZE": _("Size"),
    "LEGAL_FORM": _("Legal form"),
    "COUNTERPART": _("Counterpart"),
    "PRODUCT": _("Product"),
    "BREAKDOWN": _("Breakdown"),
    "BASIS": _("Basis"),
    "PRICES": _("Prices"),
}
SHOWN = {
    "value": _("Value"),
    "cv": _("Coefficient of variation, %"),
    "interval": _("Confidence interval at 95 per cent"),
    "contributors": _("Returns"),
    "imputed": _("Imputed share, %"),
    "response": _("Response rate, %"),
}
SHORT = {"interval": _("Interval at 95%")}  # where there is little room
# Marks of the office's shorthand, each explained below the grid.
KEPT = {"N": "n", "C": "c", "D": "c"}
MARKS = {"E": "e", "U": "u", "P": "p", "R": "r", "F": "f", "B": "b", "M": "x"}
EXPLAINED = {
    "e": _("estimated from a sample"),
    "u": _("low reliability"),
    "p": _("provisional"),
    "r": _("revised"),
    "f": _("forecast"),
    "b": _("break in the series"),
    "x": _("not available"),
    "k": _("known from a register or an official table: no sampling error"),
    "w": _("its source states no error"),
    "n": _("not for publication: too unreliable"),
    "c": _("confidential: too few returns, or it would give another figure away"),
}
FIRST_COLUMNS = {"T1": "BASIS"}
# What a dimension is held at when nobody asks for something else.
USUAL = {("T13", "STO"): "P.2", ("T13", "BREAKDOWN"): "own_estimate"}
# Where a table means something more exact by a dimension.
MEANT = {
    ("T12", "COUNTERPART"): _("Payer"), ("T13", "COUNTERPART"): _("Product"), ("T13", "PRODUCT"): _("Industry"),
    ("T14", "PRODUCT"): _("Industry"),
}  # fmt: skip
OF_ERRORS = {"cv", "interval"}
QUALITY = "QUALITY"  # across: everything that says how good a figure is, side by side
PERCENT = {"cv", "imputed", "response"}
UNITS = {
    "GBP": _("£ million"), "NB": _("number"), "HR": _("million hours"), "PERCENT": "%", "INDEX": _("index"),
    "RATIO": _("ratio"), "GBP_FTE": _("£ a full-time equivalent"), "GBP_HOUR": _("£ an hour"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    marks: tuple[str, ...]
    number: int | None

    @property
    def underlined(self) -> bool:
        """Marks that are longer than the figure make it a link in a text, which colour alone must not show."""
        return sum(len(mark) + 3 for mark in self.marks) >= len(self.text)


@dataclass(slots=True)
class Choice:
    """One dimension that is held at a value."""

    name: str
    label: Any
    value: str
    options: list[list[str]]

    @property
    def words(self) -> str:
        return next((words for code, words in self.options if code == self.value), self.value)


@dataclass(slots=True)
class Grid:
    table: RunTable
    down: str
    across: str
    show: str
    held: list[Choice]
    columns: list[list[str]] = field(default_factory=list)
    rows: list[tuple[str, str, Any, list[Cell | None]]] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    units: list[Any] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Recognises the same grid: a finished run never changes."""
        held = ",".join(f"{choice.name}={choice.value}" for choice in self.held)
        return f"{self.table.pk}:{self.down}:{self.across}:{self.show}:{held}"

    @property
    def caption(self) -> str:
        parts = [choice.words for choice in self.held if choice.value != TOTAL]
        return f"{self.table.code}: {self.table.title}" + "".join(f", {part}" for part in parts)


def chosen(table: RunTable, asked: Mapping[str, str]) -> Grid:
    """What the reader asked for, as far as the table has it; the usual where it does not."""
    sizes = {name: len(options) for name, options in table.dimensions.items()}
    down = asked.get("down", "") if asked.get("down") in sizes else _first(table.rows, sizes, "")
    across = asked.get("across", "") or (QUALITY if table.code == "T17" else "")
    if across != QUALITY and (across not in sizes or across == down):
        across = _across(table, sizes, down)
    show = asked.get("show", "")
    held = [
        Choice(name, label(table.code, name), _value(table, name, asked.get(name.lower(), "")), options)
        for name, options in table.dimensions.items()
        if name not in {down, across} and options
    ]
    return Grid(table, down, across, show if show in SHOWN else "value", held)


def label(code: str, name: str) -> Any:
    """A dimension in words, as the table means it."""
    return MEANT.get((code, name), LABELS[name])


def _first(names: Iterable[str], sizes: Mapping[str, int], without: str) -> str:
    there = [name for name in names if name != without and sizes.get(name, 0)]
    several = [name for name in there if sizes[name] > 1]
    return (several or there or [name for name in sizes if name != without])[0]


def _across(table: RunTable, sizes: Mapping[str, int], down: str) -> str:
    usual = FIRST_COLUMNS.get(table.code, "")
    if usual in sizes and usual != down:
        return usual
    return _first(table.columns, sizes, down)


def _value(table: RunTable, name: str, asked: str) -> str:
    codes = [code for code, _words in table.dimensions[name]]
    for wanted in (asked, USUAL.get((table.code, name), "")):
        if wanted in codes:
            return wanted
    if name == "TIME_PERIOD":
        return codes[-1]
    return TOTAL if TOTAL in codes else codes[0]


def filled(grid: Grid) -> Grid:
    """With its figures, in one query; rows and columns that hold nothing are left out."""
    if grid.across == QUALITY:
        return _by_quality(grid)
    found: dict[tuple[str, str], Figure] = {}
    for figure in _figures(grid) or _of_another_year(grid):
        found.setdefault((getattr(figure, grid.down.lower()), getattr(figure, grid.across.lower())), figure)
    down = {row for row, _column in found}
    across = {column for _row, column in found}
    grid.columns = [option for option in grid.table.dimensions[grid.across] if option[0] in across]
    marks: set[str] = set()
    for code, words in grid.table.dimensions[grid.down]:
        if code in down:
            cells = [cell(found.get((code, column)), grid.show) for column, _words in grid.columns]
            marks.update(mark for each in cells if each for mark in each.marks)
            grid.rows.append((code, words, _units(found, 0, code), cells))
    grid.marks = [mark for mark in EXPLAINED if mark in marks]
    grid.units = [UNITS[unit] for unit in dict.fromkeys(figure.unit_measure for figure in found.values())]
    mixed = any(len(unit) > 1 for _code, _words, unit, _cells in grid.rows)
    if mixed:
        grid.columns = [[code, f"{words} ({_units(found, 1, code)[0]})"] for code, words in grid.columns]
    apart = len(grid.units) > 1 and not mixed
    grid.rows = [(code, words, unit[0] if apart else "", cells) for code, words, unit, cells in grid.rows]
    return grid


def _by_quality(grid: Grid) -> Grid:
    """The rows' figures, each with its interval, coefficient of variation, returns, imputation and response."""
    figures = _figures(grid) or _of_another_year(grid)
    found = {(getattr(figure, grid.down.lower()), ""): figure for figure in reversed(figures)}
    grid.columns = [[name, str(words)] for name, words in (SHOWN | SHORT).items()]
    grid.units = [UNITS[unit] for unit in dict.fromkeys(figure.unit_measure for figure in found.values())]
    marks: set[str] = set()
    for code, words in grid.table.dimensions[grid.down]:
        if figure := found.get((code, "")):
            cells = [_once(cell(figure, name), name) for name in SHOWN]
            marks.update(mark for each in cells if each for mark in each.marks)
            unit = UNITS[figure.unit_measure] if len(grid.units) > 1 else ""
            grid.rows.append((code, words, unit, list(cells)))
    grid.marks = [mark for mark in EXPLAINED if mark in marks]
    return grid


def _once(found: Cell | None, name: str) -> Cell | None:
    """Status marks stand beside the value alone, marks of certainty beside the interval."""
    if found is None or name == "value":
        return found
    return replace(found, marks=tuple(mark for mark in found.marks if name == "interval" and mark in "kw"))


def _figures(grid: Grid) -> list[Figure]:
    held = {choice.name.lower(): choice.value for choice in grid.held}
    return list(Figure.objects.filter(table=grid.table, **held))


def _of_another_year(grid: Grid) -> list[Figure]:
    """Where the year that is held has none of them: the newest that has, as an official table of an earlier year."""
    year = next((choice for choice in grid.held if choice.name == "TIME_PERIOD"), None)
    if year is None:
        return []
    others = {choice.name.lower(): choice.value for choice in grid.held if choice is not year}
    there = Figure.objects.filter(table=grid.table, **others).order_by("-time_period")
    newest = there.values_list("time_period", flat=True).first()
    if newest is None:
        return []
    year.value = newest
    return _figures(grid)


def _units(found: Mapping[tuple[str, str], Figure], side: int, code: str) -> list[Any]:
    """The units of a row (0) or a column (1). Where rows mix several, each column says its own."""
    units = (figure.unit_measure for place, figure in found.items() if place[side] == code)
    return [UNITS[unit] for unit in dict.fromkeys(units)]


def cell(figure: Figure | None, show: str) -> Cell | None:
    if figure is None:
        return None
    said: tuple[str, ...] = ()
    if show in {"value", "interval"}:
        said = (MARKS.get(figure.obs_status, ""), KEPT.get(figure.conf_status, ""))
    if show in OF_ERRORS:
        said = (*said, certainty(figure))
    return Cell(shown(figure, show), tuple(mark for mark in said if mark), figure.number)


def certainty(figure: Figure) -> str:
    """The mark of a figure without an interval: known, or of a source that states no error."""
    if figure.value is None or figure.se:
        return ""
    return "w" if figure.se is None else "k"


def shown(figure: Figure, show: str) -> str:
    places = figure.decimals
    if show == "interval":
        if figure.lower is None or figure.upper is None or not figure.se:
            return str(_("exact")) if certainty(figure) == "k" else "–"
        return f"{figure.lower:,.{places}f} to {figure.upper:,.{places}f}"
    value = getattr(figure, show)
    if value is None:
        return "–"
    if show in PERCENT:
        return f"{100 * value:,.1f}"
    return f"{value:,.{0 if show == 'contributors' else places}f}"
