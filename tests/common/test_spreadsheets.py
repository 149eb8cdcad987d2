"""Cells of files that people open in a spreadsheet."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy

from foundation.common.spreadsheets import csv_file, csv_lines, harmless


class Person:
    def __str__(self) -> str:
        return "=HYPERLINK(1)"


@pytest.mark.parametrize("cell", [-1, -1.5, Decimal("-2"), date(2026, 1, 2), True])
def test_numbers_and_days_stay_what_they_are(cell):
    assert harmless(cell) is cell


def test_whatever_becomes_text_is_looked_at_as_text():
    assert harmless(Person()) == "'=HYPERLINK(1)"
    assert harmless(gettext_lazy("yes")) == "yes" and harmless(None) == ""
    assert harmless("a\x00b\x0b") == "ab"


def test_a_file_is_sent_line_by_line_with_its_name():
    said = csv_lines(["name", "number"], ([name, -3] for name in ("+1", 'one, "two"', "three\nfour")))
    answer = csv_file("people.csv", said)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="people.csv"'
    lines = [line.decode() for line in answer]
    assert lines == ["name,number\r\n", "'+1,-3\r\n", '"one, ""two""",-3\r\n', '"three\nfour",-3\r\n']
