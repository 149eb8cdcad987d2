"""Published numbers: exactly what is asked, once, and nobody can be worked out of them."""

from datetime import date

import pytest

from secondments.figures.placements import Quarter
from secondments.figures.quarterly import publish
from secondments.models import Placement, QuarterFigures
from secondments.publishing import flows, quarters, tables
from tests.factories.secondments import on
from tests.secondments.doors import visitor
from tests.secondments.figures.test_suppression import placement

FIRST = Quarter(2027, 1)


@pytest.fixture
def few(cast):
    """One placement inward: too few to be told of."""
    return cast.placement("returned")


def test_a_small_number_is_in_no_row_and_no_download(cast, few):
    data = quarters.compute(FIRST)
    counts = [row[3] for row in data["rows"] if row[0] != "outward"]
    assert counts and all(count is None for count in counts)
    assert data["lengths"]["inward"] is None and data["days_to_match"] is None and data["recusals"] is None
    with on(date(2027, 6, 1)):
        quarters.freeze_finished()
    page = visitor().get("/secondments/figures/2027-q1/").content.decode()
    lines = visitor().get("/secondments/figures/2027-q1/download/").content.decode()
    assert "[c]" in page and "[c]" in lines
    assert not any(line.rstrip().endswith(",1") for line in lines.splitlines())


def test_a_quarter_is_published_thirty_working_days_after_its_end_and_not_before(cast, few):
    due = date(2027, 5, 13)
    with on(date(2027, 5, 12)):
        assert quarters.freeze_finished() == 0
    with on(due):
        assert (quarters.freeze_finished(), quarters.freeze_finished()) == (1, 0)


def test_a_published_quarter_does_not_change(cast, few):
    with on(date(2027, 6, 1)):
        quarters.freeze_finished()
        before = QuarterFigures.objects.get().data
        Placement.objects.update(level="eo")
        quarters.freeze_finished()
    assert QuarterFigures.objects.get().data == before


def test_what_has_not_started_is_not_counted(cast):
    cast.placement("agreement_signed")
    assert quarters.compute(FIRST)["rows"] == [] or all(not row[3] for row in quarters.compute(FIRST)["rows"])
    assert visitor().get("/secondments/figures/2027-q1/").status_code == 404


@pytest.mark.parametrize("small", range(1, 5))
def test_a_small_flow_names_no_field(small):
    """Whoever takes the shown flows from an exact margin learns how many others there are, and of no field."""
    found = flowing({"D": 23, "B": small, "C": small})
    assert found[0] == ["inward", "", "DCMS", None]
    # Of one or two each, the sum of both would leave too little open: then the large one is hidden too.
    assert found[1:] == ([["inward", "D", "DCMS", 25]] if small >= 3 else [])


def flowing(counts):
    """Flows to one department, each field with a partner of its own."""
    rows = [
        placement(0, department="DCMS", partner=work, field=work)
        for work, n in counts.items()
        for _ in range(n)
    ]
    return quarters.rounded(publish(rows, [Quarter(2026, 1)]).flows)


def test_flows_of_a_hidden_department_name_no_field_and_no_direction():
    assert flowing({"D": 3}) == [["inward", "", "DCMS", None], ["outward", "", "DCMS", None]]
    assert flowing({"D": 7}) == [["inward", "D", "DCMS", 5]]


def test_the_picture_draws_hidden_flows_alike(db):
    drawn = flows.pictures(
        [["inward", "D", "DCMS", None], ["inward", "B", "DCMS", 20], ["outward", "D", "X", 10]]
    )
    assert [one["way"] for one in drawn] == ["inward", "outward"]
    assert len(drawn[0]["picture"].bands) == 2


def test_every_group_has_a_row_in_words(db):
    data = {"rows": [["inward", "grade", "g7", 9], ["all", "grade", "g7", 9], ["inward", "all", "", 9]]}
    grade = next(table for table in tables.shown(data) if table["id"] == "grade")
    assert [str(cell) for cell in grade["rows"][0]] == ["Grade 7", "9", "0", "9"]
