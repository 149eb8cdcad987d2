"""The download says what the page says and runs nothing."""

import csv
import io

import pytest

from secondments.figures.download import as_csv
from secondments.figures.placements import Quarter
from secondments.figures.quarterly import publish
from tests.secondments.figures.test_suppression import many, placement

FIRST = Quarter(2026, 1)


def rows(placements) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(publish(placements, [FIRST])), newline="")))


def test_every_number_is_there_and_hidden_ones_are_marked():
    found = rows(many(defra=3, dwp=9, hmt=2000))
    inward = {row["value"]: row["placements"] for row in found if row["dimension"] == "department"
              and row["direction"] == "inward"}  # fmt: skip
    assert inward == {"defra": "[c]", "dwp": "[c]", "hmt": "2000"}
    assert {row["quarter"] for row in found} == {"2026-Q1"}


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "+1", "-1", "@SUM(1)", "\tx", 'a,"b"\nc', "Café"])
def test_names_are_only_names(name):
    found = {row["value"] for row in rows([placement(n, partner=name) for n in range(6)])}
    assert (f"'{name}" if name[0] in "=+-@\t" else name) in found
