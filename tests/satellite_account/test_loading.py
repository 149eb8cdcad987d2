"""Files become versions whole or not at all; whatever is wrong is listed at once by row and column."""

import io
import json
import zipfile

import pytest
from django.db import DatabaseError, transaction

from foundation.common.errors import Invalid, NotAllowed
from satellite_account import actions
from satellite_account.models import Observation, RegisterRow, Relation, Version
from satellite_account.sources import loading, storing
from satellite_account.sources.loading import load
from tests.factories.satellite import UNITS, unit, units

CELLS = "row,column,period,value,unit,status\n"


def said(version: Version) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.expected) for problem in version.problems.all()]


def test_a_register_is_read_into_rows(office):
    version = office.loaded(units(unit(200001, income="12345.60"), unit(200002, market="yes")))
    assert (version.state, version.rows, version.share) == ("ready", 2, 1.0)
    first, second = RegisterRow.objects.filter(version=version).order_by("row")
    assert (first.unit_id, first.income, first.market, first.row) == ("GB-CHC-200001", 12346, False, 2)
    assert second.market is True and second.employees is None
    assert version.facts["active"] == 2 and version.facts["known"]["employees"] == 0


def test_everything_wrong_is_listed_at_once_and_nothing_is_kept(office):
    version = office.loaded(
        units(
            unit(200001, income="lots", sna_sector="S.16"),
            unit(200002),
            unit(200003, status="", year_end="2025-02-30"),
        )
    )
    assert version.state == "refused" and version.rows == 0
    assert not RegisterRow.objects.filter(version=version).exists()
    assert {(row, column) for row, column, _ in said(version)} == {
        (2, "income"), (2, "sna_sector"), (4, "status"), (4, "year_end"),
    }  # fmt: skip
    words = {column: expected for _, column, expected in said(version)}
    assert words["sna_sector"] == "one of S.11, S.12, S.13, S.14, S.15"
    assert words["income"] == "an amount in pounds, such as 12500"
    assert version.problems.get(column="income").found == "lots"


def test_a_heading_is_told_the_exact_names(office):
    version = office.loaded("unit_id,Name,legal_form,state\nGB-CHC-1,A,cio,active\n")
    problems = {column: expected for row, column, expected in said(version) if row == 1}
    assert version.state == "refused"
    assert problems["status"] == "a column with exactly this name (instead of “state”?)"
    assert "unit_id, name, legal_form, status" in problems["Name"] and "state" in problems
    assert set(problems) == {"name", "status", "Name", "state"}


def test_a_row_with_a_cell_too_many_is_named(office):
    version = office.loaded(units(unit(200001) + ",more", unit(200002)))
    assert said(version) == [(2, "", "14 cells, as the heading has; the row has 15")]


def test_the_same_unit_twice_names_both_rows(office):
    version = office.loaded(units(unit(200001), unit(200002), unit(200001)))
    assert version.state == "refused"
    assert said(version) == [(4, "unit_id", "each once; row 2 has the same")]


@pytest.mark.parametrize("text", ["", "\n", UNITS + "\n"])
def test_an_empty_file_is_refused_in_words(office, text):
    version = office.loaded(text)
    assert version.state == "refused" and said(version)[0][0] == 0


def test_semicolons_and_decimal_commas_are_understood(office):
    text = "row;column;period;value;unit\nP.1;S.15;2024;1.234,5;GBP million\n"
    version = office.loaded(text, "supply_use")
    assert Observation.objects.get(version=version).value == 1234.5


def test_what_is_empty_is_missing_and_not_zero(office):
    version = office.loaded(
        CELLS + "P.1,S.15,2024,,GBP million,M\nP.2,S.15,2024,0,GBP million,\n", "supply_use"
    )
    assert list(Observation.objects.filter(version=version).order_by("number").values_list("value", "status")) == [
        (None, "M"), (0.0, "A"),
    ]  # fmt: skip


def test_a_cell_twice_is_refused(office):
    line = "P.1,S.15,2024,1,GBP million,\n"
    version = office.loaded(CELLS + line + line, "supply_use")
    assert said(version) == [(3, "row, column, period", "each once; row 2 has the same")]


def test_links_know_the_word_of_others_lists(office):
    version = office.loaded("org_id_a,org_id_b,relationship\nGB-SC-SC002327,GB-CHC-263710,sameas\n", "links")
    assert Relation.objects.get(version=version).link == "dual"


def test_a_registers_own_extract_leaves_out_bad_rows_and_says_so(office):
    head = "registered_charity_number,linked_charity_number,charity_name,charity_type,charity_registration_status,"
    head += "latest_income,charity_company_registration_number,charity_is_cio,charity_activities\n"
    lines = "200001,0,One,Trust,Registered,10,,False,x\n200001,1,Its fund,Trust,Registered,,,False,x\n"
    lines += "nonsense,0,Two,Trust,Registered,10,,False,x\n1090961,0,Three,Charitable company,Removed,ten,4325234,f,x\n"
    version = office.loaded(head + lines + "326730,0,Four,Other,Registered,7,00012345,t,\n", "ccew")
    rows = RegisterRow.objects.filter(version=version).order_by("row")
    assert [(row.unit_id, row.legal_form) for row in rows] == [
        ("GB-CHC-200001", "trust"),
        ("GB-CHC-326730", "cio"),
    ]
    assert rows[1].same_as == ["GB-COH-00012345"]
    assert (version.state, version.passed_over, version.problems_found) == ("ready", 1, 2)
    assert {(row, column) for row, column, _ in said(version)} == {
        (4, "registered_charity_number"), (5, "latest_income"),
    }  # fmt: skip


def test_json_and_zip_are_read_like_csv(office):
    item = {
        "registered_charity_number": 200001, "linked_charity_number": 0, "charity_name": "Zoë’s Trust",
        "charity_registration_status": "Registered", "latest_income": 5.0, "charity_is_cio": None,
    }  # fmt: skip
    text = ("\ufeff" + json.dumps([item])).encode()
    assert office.loaded(text, "ccew", name="charity.json").rows == 1
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("charity.json", text)
    version = office.loaded(packed.getvalue(), "ccew", name="extract.ZIP")
    assert RegisterRow.objects.get(version=version).name == "Zoë’s Trust"


@pytest.mark.parametrize(
    ("body", "name"), [(b"PK\x03\x04 nothing", "a.zip"), (b'[{"a": 1}, ', "a.json"), (b'{"a": 1}', "a.json")]
)
def test_broken_files_are_refused_not_raised(office, body, name):
    version = office.loaded(body, "ccew", name=name)
    assert version.state == "refused" and version.problems_found


def test_a_load_that_was_cut_off_goes_on_where_it_stopped(office, monkeypatch):
    monkeypatch.setattr(loading, "ROWS_AT_ONCE", 10)
    version = office.waiting(units(*(unit(200000 + n) for n in range(35))))

    class Killed(Exception):
        pass

    def dies(at):
        if at.position == 20:
            raise Killed

    with pytest.raises(Killed):
        load(version, dies)
    again = Version.objects.get(pk=version.pk)
    assert (again.state, again.position) == ("loading", 20)
    load(again)
    assert RegisterRow.objects.filter(version=version).count() == 35
    assert sorted(RegisterRow.objects.filter(version=version).values_list("row", flat=True)) == list(
        range(2, 37)
    )
    load(again)
    assert RegisterRow.objects.filter(version=version).count() == 35


def test_the_file_is_kept_and_its_hash_can_be_taken_again(office, monkeypatch):
    monkeypatch.setattr(storing, "PIECE", 100)
    version = office.loaded(units(*(unit(200000 + n) for n in range(35))))
    assert version.chunks.count() > 10 and storing.digest(version) == version.sha256
    assert version.rows == 35


def test_a_version_and_its_rows_never_change(office):
    version = office.loaded(units(unit()))
    rows = RegisterRow.objects.filter(version=version)
    for change in (
        lambda: Version.objects.filter(pk=version.pk).update(vintage="other"),
        lambda: Version.objects.filter(pk=version.pk).delete(),
        lambda: rows.update(income=1),
        lambda: rows.delete(),
        lambda: version.chunks.all().delete(),
        lambda: version.chunks.update(number=7),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert rows.get().income == 50000


def test_the_same_file_or_vintage_is_not_taken_in_twice(office):
    dataset = office.dataset()
    office.loaded(units(unit()), dataset=dataset, vintage="2025")
    with pytest.raises(Invalid, match="vintage"), transaction.atomic():
        office.waiting(units(unit(200002)), dataset=dataset, vintage="2025")
    with pytest.raises(Invalid, match="very file"), transaction.atomic():
        office.waiting(units(unit()), dataset=dataset, vintage="2026")
    assert dataset.versions.count() == 1


def test_a_refused_file_may_come_again_mended(office):
    dataset = office.dataset()
    office.loaded(units(unit(income="x")), dataset=dataset, vintage="2025")
    assert office.loaded(units(unit()), dataset=dataset, vintage="2025").state == "ready"


@pytest.mark.parametrize("role", ["publisher", "auditor", "officer_like", "stranger"])
def test_only_the_statistician_takes_files_in(office, role):
    dataset = office.dataset()
    with pytest.raises(NotAllowed):
        actions.take_in(
            dataset=dataset, file=io.BytesIO(b"x"), name="x", vintage="1", by=getattr(office, role)
        )
    with pytest.raises(NotAllowed):
        actions.add_dataset(title="Mine", layout="units", by=getattr(office, role))


def test_many_problems_are_counted_and_the_first_thousand_listed(office):
    version = office.loaded(units(*(unit(200000 + n, income="x") for n in range(1200))))
    assert version.problems_found == 1200 and version.problems.count() == 1000


def test_loading_asks_a_few_questions_whatever_the_size(office, django_assert_max_num_queries):
    version = office.waiting(units(*(unit(200000 + n) for n in range(300))))
    with django_assert_max_num_queries(30):
        load(version)
