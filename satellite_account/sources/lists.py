"""Classifications and crosswalks as files: read whole, and whatever is wrong is named at once by row and column."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from satellite_account.enums import Kind
from satellite_account.sources import reading
from satellite_account.sources.columns import Column, Unreadable, number, text
from satellite_account.sources.layouts import Layout
from satellite_account.sources.sheets import Odd
from satellite_account.sources.storing import Counted, NotReadable, Whole

MOST_ROWS, MOST_WRONG, MOST_BYTES = 20_000, 500, 8 << 20
ROUNDED = 1e-6  # a share that was rounded to six places


def _share(cell: str) -> float:
    found = number(cell)
    if not 0 < found <= 1:
        raise Unreadable("a share above 0 and at most 1, such as 0.25")
    return found


CODES = Layout(
    key="classification", kind=Kind.RELATIONS, title="Classification", into="",
    columns=(
        Column("code", "code", text(20), "the code, each once", True, True),
        Column("parent", "parent", text(20), "the code that it stands below; empty at the top", True),
        Column("title", "title", text(300), "its title", True, True),
    ),
)  # fmt: skip
SHARES = Layout(
    key="crosswalk", kind=Kind.RELATIONS, title="Crosswalk", into="",
    columns=(
        Column("source", "source", text(20), "a code of the first classification", True, True),
        Column("target", "target", text(20), "a code of the second; one row for each", True, True),
        Column("share", "share", _share, "the part that goes there; those of one source sum to 1", True, True),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wrong:
    """Row 0 is the file as a whole, row 1 its heading."""

    row: int
    column: str
    found: str
    expected: str


@dataclass
class Found:
    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)

    def doubt(self, row: int, column: str, found: object, expected: str) -> None:
        if len(self.wrong) < MOST_WRONG:
            self.wrong.append(Wrong(row, column, str(found)[:80], expected))


def read(layout: Layout, file: Any, name: str) -> Found:
    """Every row that could be read, and everything that could not."""
    found = Found()
    try:
        _read(layout, file, name, found)
    except NotReadable as refusal:
        found.doubt(0, "", "", str(refusal))
    return found


def _read(layout: Layout, file: Any, name: str, found: Found) -> None:
    if name.lower().endswith(".zip"):
        raise NotReadable("Load the file itself, not a zip of it.")
    body = file.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise NotReadable(f"The file is larger than {MOST_BYTES >> 20} MB.")
    with Whole([body], len(body)) as whole:
        named = whole if name.lower().endswith((".xlsx", ".ods")) else Counted(whole)  # type: ignore[arg-type]
        heading, rows = reading.rows(name, named, layout)
        for column, said in heading.complaints:
            found.doubt(1, column, "", said)
        for row, cells in enumerate(rows if not heading.complaints else (), 2):
            if row > MOST_ROWS + 1:
                raise NotReadable(f"The file has more than {MOST_ROWS:,} rows.")
            _take(layout, row, cells, found)
    if not found.rows and not found.wrong:
        raise NotReadable("The file has no row below its heading.")


def _take(layout: Layout, row: int, cells: list[str] | str, found: Found) -> None:
    if isinstance(cells, str):
        found.doubt(row, "", "", cells)
        return
    if not cells:
        return
    before, values = len(found.wrong), {}
    for column, cell in zip(layout.columns, cells, strict=True):
        try:
            if isinstance(cell, Odd):
                raise Unreadable(cell.expected)
            values[column.to] = column.value(cell.strip())
        except Unreadable as error:
            found.doubt(row, column.name, cell, str(error))
    if len(found.wrong) == before:
        found.rows.append((row, values))


def codes(found: Found) -> list[tuple[str, str, str]]:
    """(code, parent, title), parents first. What is wrong with the tree is added to `found`."""
    rows: dict[str, tuple[int, str, str]] = {}
    for row, said in found.rows:
        if said["code"] in rows:
            found.doubt(row, "code", said["code"], f"each once; row {rows[said['code']][0]} has the same")
        else:
            rows[said["code"]] = (row, said["parent"] or "", said["title"])
    for code, (row, parent, _title) in rows.items():
        if parent and parent not in rows:
            found.doubt(row, "parent", parent, "a code of this file, or nothing")
        elif _in_a_circle(code, rows):
            found.doubt(row, "parent", parent, "a parent that does not stand below the code itself")
    return [] if found.wrong else list(_parents_first(rows))


def _in_a_circle(code: str, rows: Mapping[str, tuple[int, str, str]]) -> bool:
    seen, above = {code}, rows[code][1]
    while above in rows:
        if above in seen:
            return True
        seen.add(above)
        above = rows[above][1]
    return False


def _parents_first(rows: Mapping[str, tuple[int, str, str]]) -> Iterator[tuple[str, str, str]]:
    done: set[str] = set()
    for code in rows:
        path = [code]
        while (above := rows[path[-1]][1]) and above not in done:
            path.append(above)
        for each in reversed(path):
            if each not in done:
                done.add(each)
                yield each, rows[each][1], rows[each][2]


def shares(found: Found, sources: Collection[str], targets: Collection[str]) -> dict[str, dict[str, float]]:
    """Shares by source and target. Each source sums to one; what was rounded to six places is scaled to it."""
    held: dict[str, dict[str, float]] = {}
    first: dict[str, int] = {}
    for row, said in found.rows:
        source, target = said["source"], said["target"]
        if source not in sources:
            found.doubt(row, "source", source, "a code of the first classification")
        if target not in targets:
            found.doubt(row, "target", target, "a code of the second classification")
        first.setdefault(source, row)
        if target in held.setdefault(source, {}):
            found.doubt(row, "source, target", f"{source} × {target}", "each pair once")
        held[source][target] = said["share"]
    if any(wrong.column == "share" for wrong in found.wrong):
        return {}  # a share that could not be read makes every sum wrong
    for source, parts in held.items():
        total = sum(parts.values())
        if abs(total - 1) > ROUNDED * len(parts):
            found.doubt(first[source], "share", f"{total:.6g}", f"shares of {source} that sum to 1")
        held[source] = {target: share / total for target, share in parts.items()}
    return held
