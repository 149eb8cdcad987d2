"""What lasted of placements is told once a year, and no small number of it comes back."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from secondments.enums import Point
from secondments.figures.lasting import MEASURES, Lasting, counted, tell
from secondments.models import Evaluation, LearningOutcome, ReintegrationPlan, YearFigures
from secondments.publishing import lasting, years
from tests.factories.secondments import on
from tests.secondments.doors import visitor

ANSWERS = (True, False, None)
KINDS = [(way, met) for way in ("inward", "outward") for met in ANSWERS]


def people(numbers):
    """So many of each way and answer; everything else is the same for all of them."""
    return [
        Lasting(way, True, outcomes_met=met)
        for (way, met), many in zip(KINDS, numbers, strict=True)
        for _one in range(many)
    ]


def test_each_placement_is_counted_once_under_each_measure():
    book = counted([Lasting("inward", True, None, False, True), Lasting("outward", False)], "2027")
    for measure in MEASURES:
        groups = book.dimensions[measure]
        assert sum(sum(book.counts[group].values()) for group in groups) == 4  # each by its way, and in all
    assert tell([Lasting("inward", True)] * 9, "2027")[:2] == [
        ("inward", "all", "", 9),
        ("all", "all", "", 9),
    ]


@given(st.lists(st.integers(0, 9), min_size=6, max_size=6))
@hypothesis_settings(max_examples=25, deadline=None)
def test_no_small_number_can_be_worked_out(numbers):
    """Every set of numbers that fits all that is published leaves four values open for each small one."""
    told = {key[:3]: key[3] for key in tell(people(numbers), "2027")}
    assert not {one for one in told.values() if one is not None} & {1, 2, 3, 4}
    fits = [guess for guess in product(range(13), repeat=3) if agrees(guess, told)]
    for place, (way, many) in enumerate(zip(KINDS[:3], numbers[:3], strict=True)):
        if 0 < many < 5:
            values = {guess[place] for guess in fits}
            assert max(values) - min(values) >= 3, (way, told)


def agrees(guess, told):
    """Whether these numbers of the way in could stand behind what is shown of it."""
    words = dict(zip(("yes", "no", "not known"), guess, strict=True))
    shown = {word: told.get(("inward", "outcomes_met", word), 0) for word in words}
    total = told.get(("inward", "all", ""), 0)
    parts = all(number is None or number == words[word] for word, number in shown.items())
    return parts and total in (None, sum(guess))


def test_a_hidden_answer_has_no_share():
    numbers = tell(people([40, 2, 0, 20, 20, 0]), "2027")
    row = next(row for row in lasting.shown(numbers) if row[0] == lasting.TITLES["outcomes_met"])
    assert row[1:] == [None, None, (60, 82, 73)]  # with one way the other could be taken from the sum
    plan = lasting.shown(numbers)[0]
    assert plan[1:] == [(42, 42, 100), (40, 40, 100), (82, 82, 100)]


@pytest.mark.parametrize(
    ("day", "year"), [(date(2027, 6, 30), 2027), (date(2027, 7, 1), 2028), (date(2026, 12, 31), 2027)]
)
def test_a_placement_is_in_the_year_in_which_its_six_months_are_over(day, year):
    first, last = lasting.ended(year)
    assert first <= day <= last
    assert not any(a <= day <= b for a, b in map(lasting.ended, (year - 1, year + 1)))


@pytest.mark.django_db
def test_what_the_records_say_is_what_is_counted(cast):
    row = cast.placement("evaluated")
    year = row.ended_on.year + (row.ended_on.month > 6)
    (found,) = lasting.known(year)
    assert found.return_plan is ReintegrationPlan.objects.filter(placement=row).exists()
    assert found.in_contact is None

    LearningOutcome.objects.filter(placement=row).delete()
    for met in (True, False, None):
        LearningOutcome.objects.create(placement=row, text=str(met), met=met)
    said = {"placement": row, "goals_met": 4, "worth_it": 4, "on": row.ended_on, "by": cast.person}
    six = Point.SIX_MONTHS
    Evaluation.objects.create(point=six, party="secondee", in_contact=False, policy_change=" ", **said)
    Evaluation.objects.create(point=six, party="home", in_contact=True, policy_change="A form.", **said)
    (found,) = lasting.known(year)
    assert (found.outcomes_met, found.in_contact, found.policy_change) == (False, True, True)
    assert lasting.known(year + 1) == lasting.known(year - 1) == []


@pytest.mark.django_db
def test_page_file_and_api_say_it_and_an_older_year_says_nothing():
    numbers = tell(people([40, 2, 0, 20, 20, 0]), "2027")
    data = years.compute(2027, [years.NOTHING] * 4) | {"lasting": numbers}
    with on(date(2028, 3, 1)):
        when = years.timezone.now()
        YearFigures.objects.create(year=2027, data=data, frozen_at=when)
        old = {name: value for name, value in data.items() if name != "lasting"}
        YearFigures.objects.create(year=2026, data=old, frozen_at=when)
        page = visitor().get("/secondments/figures/2027/").content.decode()
        assert "What lasted" in page and "82 of 82 (100%)" in page and "[c]" in page
        assert "What lasted" not in visitor().get("/secondments/figures/2026/").content.decode()
        file = visitor().get("/secondments/figures/2027/download/").content.decode()
        assert "six_months_after_return_plan,all,,yes,82" in file
        assert "six_months_after_outcomes_met,inward,,no,[c]" in file
        where = "/api/v1/secondment-years/"
        found = visitor().get(f"{where}2027/").json()["lasting"]
        assert {"direction": "all", "measure": "return_plan", "answer": "yes", "count": 82} in found
        assert visitor().get(f"{where}2026/").json()["lasting"] == []
