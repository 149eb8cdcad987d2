"""XLSX and ODS are loaded like CSV; whatever is odd is named by row and column, whatever is hostile is refused."""

import contextlib
import io
import tracemalloc
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from satellite_account.models import Observation, RegisterRow, Version
from satellite_account.sources import sheets, xlsx
from satellite_account.sources.storing import NotReadable
from satellite_account.text import preview
from tests.factories.satellite import unit
from tests.satellite_account import workbooks
from tests.satellite_account.test_loading import said

CELLS = ["row", "column", "period", "value", "unit", "status"]


def rows_of(body: bytes, number: int = 0) -> list[list[str]]:
    with sheets.archive(io.BytesIO(body), len(body), "xlsx") as archive:
        return [list(row) for _share, row in xlsx.Workbook(archive).rows(number)]


def test_a_register_in_a_workbook_is_read_into_rows(office):
    body = workbooks.xlsx(
        workbooks.lines(unit(200001), unit(200002, market="yes")),
        J2=12345.6, L2=date(2025, 3, 31), L3=datetime(2024, 12, 31, 0, 0), F2=False, I2="E12000001",
    )  # fmt: skip
    version = office.loaded(body, name="Register.XLSX")
    assert (version.state, version.rows, version.share) == ("ready", 2, 1.0), said(version)
    first, second = RegisterRow.objects.filter(version=version).order_by("row")
    assert (first.unit_id, first.income, first.market, first.year_end) == (
        "GB-CHC-200001", 12346, False, date(2025, 3, 31),
    )  # fmt: skip
    assert second.market is True and second.year_end == date(2024, 12, 31) and second.row == 3
    assert preview(version)[1][0][0] == "GB-CHC-200001"


def test_everything_wrong_in_a_workbook_is_listed_at_once(office):
    body = workbooks.xlsx(
        workbooks.lines(unit(200001, income="lots"), unit(200002), unit(200003, sna_sector="S.16")),
        J3="=J2*2", K4="#DIV/0!", B4=None,
    )  # fmt: skip
    version = office.loaded(body, name="r.xlsx")
    assert version.state == "refused" and not RegisterRow.objects.filter(version=version).exists()
    found = {(row, column): expected for row, column, expected in said(version)}
    assert set(found) == {(2, "income"), (3, "income"), (4, "sna_sector"), (4, "expenditure"), (4, "name")}
    assert found[3, "income"] == "a value; the cell holds a formula. Paste it as a value"
    assert found[4, "expenditure"] == "a value; the cell holds an error"


def test_a_heading_in_a_workbook_is_told_the_exact_names(office):
    version = office.loaded(workbooks.xlsx([["unit_id", "Name", "legal_form", "state"]]), name="r.xlsx")
    problems = {column: expected for row, column, expected in said(version) if row == 1}
    assert problems["status"] == "a column with exactly this name (instead of “state”?)"
    assert set(problems) == {"name", "status", "Name", "state"}


def test_rows_are_named_as_the_sheet_numbers_them(office):
    body = workbooks.xlsx(workbooks.lines(unit(200001)), A9="GB-CHC-200002", J9="lots")
    rows = {row for row, _column, _expected in said(office.loaded(body, name="r.xlsx"))}
    assert rows == {9}


def test_blank_lines_of_a_csv_count_too(office):
    head = ",".join(workbooks.HEAD)
    version = office.loaded(f"{head}\n\n{unit(200001, income='x')}\n")
    assert said(version)[0][:2] == (3, "income")


def test_cells_beyond_the_heading_are_an_error(office):
    version = office.loaded(workbooks.xlsx(workbooks.lines(unit(200001)), P2="more"), name="r.xlsx")
    assert said(version) == [(2, "", "14 cells, as the heading has; the row has 16")]


def test_the_sheet_with_the_heading_is_found(office):
    body = workbooks.xlsx(workbooks.lines(unit(200001)), before=("Cover", "Notes"))
    assert office.loaded(body, name="r.xlsx").rows == 1


def test_two_sheets_with_the_heading_are_asked_about(office):
    book = load_workbook(io.BytesIO(workbooks.xlsx(workbooks.lines(unit(200001)))))
    book.copy_worksheet(book.active)
    out = io.BytesIO()
    book.save(out)
    version = office.loaded(out.getvalue(), name="r.xlsx")
    assert said(version) == [
        (0, "", "Several sheets have this heading: Data, Data Copy. Load each on its own.")
    ]


def test_numbers_stay_exact_and_empty_is_missing(office):
    rows = [
        CELLS,
        ["P.1", "S.15", "2024", 0.1, "GBP million", ""],
        ["P.2", "S.15", 2023, None, "GBP million", "M"],
    ]
    version = office.loaded(workbooks.xlsx(rows), "supply_use", name="t.xlsx")
    held = Observation.objects.filter(version=version).order_by("number").values_list("period", "value")
    assert list(held) == [("2024", 0.1), ("2023", None)]


def test_ods_is_read_like_xlsx(office):
    head = CELLS[:5]
    rows = [head, ["P.1", "S.15", 2024, 1234.5, "GBP million"], ["P.2", "S.15", 2024, 3, "GBP million"]]
    version = office.loaded(workbooks.ods(rows), "supply_use", name="t.ods")
    assert (version.state, version.rows) == ("ready", 2), said(version)
    assert Observation.objects.get(version=version, row="P.1").value == 1234.5


def test_ods_repeats_dates_notes_and_formulas(office):
    head = "".join(map(workbooks.ods_cell, CELLS[:5]))
    blank = '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/>'
    note = "<office:annotation><text:p>private</text:p></office:annotation>"
    cells = "".join(map(workbooks.ods_cell, ["P.1", "S.15", 2024]))
    money = f'<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2">{note}'
    money += "<text:p>2</text:p></table:table-cell>" + workbooks.ods_cell("GBP million")
    sheet = f'<table:table table:name="T"><table:table-row>{head}</table:table-row>{blank}</table:table-row>'
    sheet += f"<table:table-row>{cells}{money}</table:table-row></table:table>"
    version = office.loaded(workbooks.ods_of(sheet), "supply_use", name="t.ods")
    assert said(version) == [(5, "value", "a value; the cell holds a formula. Paste it as a value")]
    assert version.problems.get().found == "2"


LINE = '<row r="2"><c r="A2"><v>1</v></c></row>'
XMLNS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
BOMB = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = (
    b'<Relationships xmlns="x"><Relationship Id="r1" Type="http://x/externalLinkPath" '
    b'Target="http://elsewhere.example/book.xlsx" TargetMode="External"/></Relationships>'
)
HOSTILE = {
    "not a workbook": b"PK\x03\x04 nothing",
    "a page": b"<html></html>",
    "entities": workbooks.sheet_of(f"{BOMB}<worksheet {XMLNS}><sheetData>&b;</sheetData></worksheet>"),
    "a row beyond the last": workbooks.sheet_of(
        f'<worksheet {XMLNS}><sheetData><row r="99999999"/></sheetData></worksheet>'
    ),
    "rows backwards": workbooks.sheet_of(
        f'<worksheet {XMLNS}><sheetData>{LINE}<row r="1"/></sheetData></worksheet>'
    ),
    "a column beyond the last": workbooks.sheet_of(
        f'<worksheet {XMLNS}><sheetData><row r="1"><c r="ZZZ1"><v>1</v></c></row></sheetData></worksheet>'
    ),
    "a text that is not there": workbooks.sheet_of(
        f'<worksheet {XMLNS}><sheetData><row r="1"><c r="A1" t="s"><v>77</v></c></row></sheetData></worksheet>'
    ),
    "half an element": workbooks.sheet_of(f"<worksheet {XMLNS}><sheetData><row"),
    "another workbook": workbooks.with_part(
        workbooks.xlsx([["x"]]), "xl/externalLinks/externalLink1.xml", b"<externalLink/>"
    ),
    "a relation outwards": workbooks.with_part(
        workbooks.xlsx([["x"]]), "xl/worksheets/_rels/sheet1.xml.rels", EXTERNAL
    ),
    "a database": workbooks.with_part(workbooks.xlsx([["x"]]), "xl/connections.xml", b"<connections/>"),
    "macros": workbooks.with_part(workbooks.xlsx([["x"]]), "xl/vbaProject.bin", b"x"),
    "a bomb": workbooks.with_part(workbooks.xlsx([["x"]]), "xl/worksheets/sheet1.xml", b"0" * (300 << 20)),
    "huge styles": workbooks.with_part(
        workbooks.xlsx([["x"]]), "xl/styles.xml", bytes(range(256)) * (17 << 12)
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_workbooks_are_refused_in_words(office, what):
    version = office.loaded(HOSTILE[what], name="r.xlsx")
    problem = version.problems.get()
    assert version.state == "refused" and problem.row == 0 and len(problem.expected) > 20


@pytest.mark.parametrize("source", ["table:table-source", "office:dde-source"])
def test_ods_that_draws_on_others_is_refused(office, source):
    sheet = f'<table:table table:name="T"><{source} xlink:href="http://elsewhere.example"/></table:table>'
    assert "draws on other files" in said(office.loaded(workbooks.ods_of(sheet), name="r.ods"))[0][2]


def test_ods_cannot_claim_a_billion_cells(office):
    row = '<table:table-row table:number-rows-repeated="1000000">'
    row += (
        '<table:table-cell table:number-columns-repeated="900" office:value-type="string"><text:p>x</text:p>'
    )
    sheet = f'<table:table table:name="T">{row}</table:table-cell></table:table-row></table:table>'
    assert "100,000,000 cells" in said(office.loaded(workbooks.ods_of(sheet), name="r.ods"))[0][2]


def test_one_endless_tag_is_not_held_in_memory():
    body = workbooks.sheet_of(
        f'<worksheet {XMLNS} a="' + "".join(chr(97 + n % 23) * 3 for n in range(4 << 20))
    )
    tracemalloc.start()
    with pytest.raises(NotReadable):
        rows_of(body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 24 << 20


def test_memory_does_not_grow_with_the_sheet():
    def peak(count: int) -> int:
        cells = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, count + 1))
        body = workbooks.sheet_of(f"<worksheet {XMLNS}><sheetData>{cells}</sheetData></worksheet>")
        with sheets.archive(io.BytesIO(body), len(body), "xlsx") as archive:
            book = xlsx.Workbook(archive)
            tracemalloc.start()
            assert sum(1 for _row in book.rows(0)) == count
            found = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return found

    assert peak(100_000) < 2 * peak(5_000)


@pytest.mark.parametrize("name", ["r.xls", "r.xlsm", "r.xlsb"])
def test_other_workbooks_are_told_what_to_save_as(office, name):
    assert "Save it as XLSX, ODS or CSV" in said(office.loaded(b"\xd0\xcf\x11\xe0", name=name))[0][2]


def test_a_zip_that_would_grow_too_much_is_refused(office):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("units.csv", b"0" * (20 << 20))
    assert "too much" in said(office.loaded(out.getvalue(), name="r.zip"))[0][2]


def test_a_workbook_that_was_cut_off_goes_on_where_it_stopped(office, monkeypatch):
    from satellite_account.sources import loading

    monkeypatch.setattr(loading, "ROWS_AT_ONCE", 10)
    body = workbooks.xlsx(workbooks.lines(*(unit(200000 + n) for n in range(35))))
    version = office.waiting(body, name="r.xlsx")

    class Killed(Exception):
        pass

    def dies(at: Version) -> None:
        if at.position == 20:
            raise Killed

    with pytest.raises(Killed):
        loading.load(version, dies)
    loading.load(Version.objects.get(pk=version.pk))
    rows = RegisterRow.objects.filter(version=version).order_by("row").values_list("row", flat=True)
    assert list(rows) == list(range(2, 37))


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.floats(-1e9, 1e9, allow_nan=False),
    st.dates(date(1901, 1, 1), date(2199, 12, 31)),
    st.text(st.characters(min_codepoint=32, max_codepoint=0xD7FF), max_size=20),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(VALUES, min_size=1, max_size=6), min_size=1, max_size=8))
def test_openpyxl_and_we_read_the_same(rows):
    rows = [
        [None if isinstance(cell, str) and cell.startswith("=") else cell for cell in row] for row in rows
    ]
    body = workbooks.xlsx(rows)
    theirs = load_workbook(io.BytesIO(body), data_only=True).active.iter_rows(values_only=True)
    ours = rows_of(body)
    for number, row in enumerate(theirs):
        mine = ours[number] if number < len(ours) else []
        for place, cell in enumerate(row):
            got = mine[place] if place < len(mine) else ""
            if isinstance(cell, bool):
                assert got == str(cell).lower()
            elif isinstance(cell, int | float):
                assert float(got) == pytest.approx(cell)
            elif isinstance(cell, datetime):
                assert got == cell.date().isoformat()
            else:
                assert got == (cell or "")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 10_000))
def test_broken_bytes_are_refused_and_never_raise_anything_else(noise, place):
    body = bytearray(workbooks.xlsx([["x", 1], ["y", 2.5]]))
    at = place % len(body)
    body[at : at + len(noise)] = noise
    with contextlib.suppress(NotReadable):
        rows_of(bytes(body))
