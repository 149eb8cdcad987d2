"""Every line has its words, and words say amounts, shares and days as people write them."""

import ast
import inspect
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondments.costs.calculate import PENSIONS, calculate
from secondments.costs.words import ENGLISH, KINDS, say
from secondments.wording import Pence, Percent, Reason, fill, pounds, reason, shown

CODES_FROM_DATA = {"salary", "allowances", "employer_ni", "apprenticeship_levy", "pension"}


def codes() -> set[str]:
    """Codes that the calculator writes, read from its source."""
    tree = ast.parse(Path(inspect.getfile(calculate)).read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = [c.args[0] for c in calls if getattr(c.func, "id", getattr(c.func, "attr", "")) in ("reason", "_vat_said")
             and c.args]  # fmt: skip
    return {arg.value for arg in named if isinstance(arg, ast.Constant)}


def test_every_code_has_words_and_no_words_are_left_over():
    assert codes() | CODES_FROM_DATA == ENGLISH.keys()


def test_every_kind_of_rate_that_may_be_assumed_has_a_name():
    assert KINDS.keys() >= {"employer_ni", "vat", *PENSIONS.values()}


@pytest.mark.parametrize(("value", "text"), [
    (Pence(0), "£0.00"), (Pence(5), "£0.05"), (Pence(123_456_789), "£1,234,567.89"), (Pence(-250), "−£2.50"),
    (Percent(10_000), "100%"), (Percent(2_897), "28.97%"), (Percent(50), "0.5%"), (Percent(0), "0%"),
    (date(2026, 3, 1), "1 March 2026"), (1234, "1234"), ("as it is", "as it is"),
])  # fmt: skip
def test_values_are_written_as_people_write_them(value, text):
    assert shown(value) == text


@given(st.integers(-(10**12), 10**12))
def test_pounds_tell_the_pence_back(pence):
    told = pounds(pence)
    assert int(told.replace("−", "-").replace("£", "").replace(",", "").replace(".", "")) == pence


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_value_is_never_filled_a_second_time(first, second):
    assert fill("%(a)s|%(b)s", {"a": first, "b": second}) == f"{first}|{second}"


def test_the_callers_words_and_numbers_are_used():
    said = Reason("host_fee", (("fee", Pence(100)),))
    assert say(said, {"host_fee": "Ffi: %(fee)s"}, show=lambda value: f"<{value}>") == "Ffi: <100>"


def test_a_reason_gives_its_values_by_name():
    assert reason("x", a=1, b="c").value("b") == "c"
