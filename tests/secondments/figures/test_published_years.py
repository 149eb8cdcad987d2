"""A published year tells no more of a quarter than the quarter does, whatever has changed since."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from secondments.figures.counting import count
from secondments.figures.placements import Quarter
from secondments.figures.quarterly import publish
from secondments.figures.years import suppress_together
from secondments.models import MadeFile, Placement, QuarterFigures, YearFigures
from secondments.publishing import charts, years
from secondments.tasks import publish_quarters
from tests.factories.secondments import on
from tests.secondments.doors import visitor
from tests.secondments.figures.test_suppression import placement

QUARTERS = [Quarter(2026, number) for number in range(1, 5)]
NAMES = [str(quarter) for quarter in QUARTERS]
PAGE = "/secondments/figures/2027/"


def facts(table):
    return [
        placement(n, department=body, start=date(2026, 3 * quarter + 2, 1), partner=body)
        for (body, quarter), times in table.items()
        for n in range(times)
    ]


def told(rows):
    """What the four quarters said when each was published alone."""
    return [
        {
            (row.direction, row.dimension, row.value): row.count
            for row in publish([one for one in rows if Quarter.of(one.start) == quarter], [quarter]).rows
            if row.direction != "swap" and row.count != 0
        }
        for quarter in QUARTERS
    ]


def totals(rows, said):
    return years._totals(suppress_together(count(rows, QUARTERS)), NAMES, said)


tables = st.fixed_dictionaries({(body, quarter): st.integers(0, 12) for body in "ab" for quarter in range(4)})


@given(tables)
@hypothesis_settings(max_examples=30, deadline=None)
def test_no_small_number_of_a_quarter_comes_back(table):
    rows = facts(table)
    said = told(rows)
    found = totals(rows, said)
    for body in "ab":
        key = ("inward", "department", body)
        hidden = [n for n, one in enumerate(said) if one.get(key, 0) is None]
        if found.get(key) is None or not hidden:
            continue
        # Every set of numbers for the hidden quarters of this body that fits its total.
        rest = found[key] - sum(one.get(key, 0) or 0 for one in said)
        fits = [set_ for set_ in product(range(rest + 1), repeat=len(hidden)) if sum(set_) == rest]
        for place, quarter in enumerate(hidden):
            if 0 < table[body, quarter] < 5:
                values = {one[place] for one in fits}
                assert max(values) - min(values) >= 3


@given(tables, tables)
@hypothesis_settings(max_examples=30, deadline=None)
def test_what_has_changed_since_shows_in_no_total(before, after):
    """Then a total is what anybody can add up, or it is not there. What is hidden either way tells of no change."""
    said, now = told(facts(before)), told(facts(after))
    for key, number in totals(facts(after), said).items():
        same = all(of(one, key[1]) == of(two, key[1]) for one, two in zip(said, now, strict=True))
        if not same and number is not None:
            parts = [one.get(key, 0) for one in said]
            assert None not in parts and sum(parts) == number


def of(numbers, dimension):
    return {key: number for key, number in numbers.items() if key[1] == dimension}


def test_a_year_whose_quarters_are_all_shown_adds_up():
    rows = facts({(body, quarter): 20 + quarter for body in "ab" for quarter in range(4)})
    found = totals(rows, told(rows))
    assert found["inward", "department", "a"] == 86 and found["all", "all", ""] == 172


@pytest.mark.parametrize(
    ("least", "most", "hidden", "is_open"),
    [(0, 0, 0, True), (1, 1, 1, False), (0, 4, 1, True), (8, 8, 2, False), (5, 5, 2, True), (0, 0, 3, False)],
)
def test_a_sum_of_hidden_numbers_leaves_each_open_or_is_not_shown(least, most, hidden, is_open):
    assert years.stays_open(least, most, hidden) is is_open
    sums = [one for one in product(range(5), repeat=hidden) if least <= sum(one) <= most]
    if hidden:
        assert is_open is all(len({one[n] for one in sums}) >= 4 for n in range(hidden))


def test_a_year_of_flows_is_told_where_its_quarters_still_say_the_same():
    rows = [
        placement(0, department=code, partner=work, field=work, start=date(2026, 3 * quarter + 2, 1))
        for quarter in range(4) for work in "DE" for code in ("DCMS", "HMT") for _ in range(21)
    ]  # fmt: skip
    said = [told(rows)[n] | {("inward", "flow", f"{work}/{code}"): 20 for work in "DE" for code in ("DCMS", "HMT")}
            for n in range(4)]  # fmt: skip
    assert ["inward", "D", "DCMS", 85] in years._flows(totals(rows, said))
    said[0]["inward", "flow", "D/DCMS"] = 25
    now = totals(rows, said)
    assert years._flows(now) == [["inward", "", code, None] for code in ("DCMS", "HMT")]
    assert now["inward", "department", "DCMS"] == 168  # that anybody adds up


@pytest.fixture
def published(cast):
    cast.placement("returned")
    with on(date(2028, 2, 20)):
        publish_quarters()
    return YearFigures.objects.get()


def test_a_year_is_published_with_its_last_quarter_and_once(cast, published):
    assert QuarterFigures.objects.count() == 4 and published.year == 2027
    before = published.data
    with on(date(2028, 3, 20)):
        Placement.objects.update(level="eo")
        publish_quarters()
    assert YearFigures.objects.get().data == before


def test_the_page_of_a_year_has_tables_files_and_the_way_to_the_others(published):
    client = visitor()
    page = client.get(PAGE).content.decode()
    assert "Placements that started in 2027" in page and "[c]" in page and "By grade" in page
    for way in (f"{PAGE}download/", f"{PAGE}charts/", "/secondments/figures/2027-q1/"):
        assert way in page
    assert PAGE in client.get("/secondments/figures/").content.decode()
    lines = client.get(f"{PAGE}download/").content.decode().splitlines()
    assert lines[0].lstrip("\ufeff") == "year,measure,direction,department,group,count"
    assert any(line == "2027,all,inward,,,[c]" for line in lines) and not any(
        line.endswith(",1") for line in lines
    )
    assert "Lleoliadau a ddechreuodd yn 2027" in client.get(f"/cy{PAGE}").content.decode()
    for wrong in (
        "/secondments/figures/2026/",
        "/secondments/figures/2027-q5/",
        "/secondments/figures/1999/",
    ):
        assert client.get(wrong).status_code == 404


def test_pictures_of_a_year_are_made_by_the_worker(published):
    from secondments import making

    YearFigures.objects.update(data=published.data | {"flows": [["inward", "D", "DCMS", 25]]})
    MadeFile.objects.all().delete()
    charts.ask()
    assert MadeFile.objects.filter(year_figures=published).count() == 2 and charts.ask() == 0
    making.work()
    for kind in ("svg", "png", "csv"):
        answer = visitor().get(f"{PAGE}charts/inward.{kind}")
        assert answer.status_code == 200 and "secondments-2027-inward" in answer["Content-Disposition"]


def test_systems_read_quarters_and_years_as_they_were_published(published):
    client = visitor()
    (year,) = client.get("/api/v1/secondment-years/").json()["results"]
    assert year["period"] == "2027" and client.get("/api/v1/secondment-years/2027/").json() == year
    assert {"direction": "inward", "measure": "all", "group": "", "count": None} in year["numbers"]
    assert year["median_days"] == {"inward": None, "outward": None, "all": None} and year["recusals"] is None
    newest, *_rest = client.get("/api/v1/secondment-quarters/").json()["results"]
    assert newest["period"] == "2027-q4"
    answer = client.get("/api/v1/secondment-quarters/2027-01-01/")
    assert answer.json()["period"] == "2027-q1"
    again = client.get("/api/v1/secondment-quarters/2027-01-01/", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert client.get("/api/v1/secondment-quarters/2027-02-01/").status_code == 404
