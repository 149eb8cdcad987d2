"""The demonstration holds a whole year of published figures, on whatever day it is written."""

from datetime import date

import pytest

from portal.demo import people, secondments, secondments_volume
from secondments.enums import OpportunityState, PlacementState
from secondments.models import Opportunity, Placement, QuarterFigures, YearFigures
from secondments.publishing import quarters, years
from tests.factories.secondments import on
from tests.secondments.doors import visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    people.organisations(people.people())
    secondments_volume.multiply(1)
    quarters.freeze_finished()
    years.freeze_finished()
    told = {row.year for row in YearFigures.objects.all()}
    whole = [one for one in told if QuarterFigures.objects.filter(quarter__year=one).count() == 4]
    return max(whole)


def test_a_year_is_shown_with_its_picture_its_tables_and_what_is_hidden(year):
    for prefix in ("", "/cy"):
        look(year, prefix)


def look(year, prefix):
    where = f"{prefix}/secondments/figures/{year}/"
    page = visitor().get(where).content.decode()
    assert f"<strong>{year}</strong>" in page
    assert "<svg" in page and page.count("<table") > 4 and "[c]" in page
    assert f'href="{where}download/"' in page and f'href="{where}charts/"' in page
    lines = visitor().get(f"{where}download/").content.decode().splitlines()
    counts = {line.rsplit(",", 1)[1] for line in lines[1:]}
    assert "[c]" in counts and counts.isdisjoint({"1", "2", "3", "4"})
    assert visitor().get(f"{where}charts/").content.decode().count("<svg") >= 2


@pytest.mark.parametrize(
    "today", [date(2027, 1, 1), date(2027, 2, 11), date(2027, 2, 15), date(2027, 12, 31)]
)
def test_the_oldest_placement_is_older_than_the_last_whole_year(today):
    with on(today):
        last = today.year - (1 if quarters.clocks.working(date(today.year - 1, 12, 31), 30) <= today else 2)
    assert (today - date(last, 1, 1)).days < secondments_volume.OLDEST


def test_it_has_a_placement_in_every_state_and_both_ways_and_a_swap():
    cast = people.people()
    secondments.tell(cast, people.organisations(cast))
    passing = {PlacementState.MATCHED}  # the match itself moves on to the check of conflicts
    assert set(Placement.objects.values_list("state", flat=True)) == set(PlacementState) - passing
    assert set(Placement.objects.values_list("direction", flat=True)) == {"inward", "outward"}
    assert Opportunity.objects.filter(swap__isnull=False).count() >= 2
    assert set(Opportunity.objects.values_list("state", flat=True)) == set(OpportunityState)
