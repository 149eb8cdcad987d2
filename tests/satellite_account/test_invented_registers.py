"""The demonstration's population: built from invented registers as any other, every unit with its trail."""

import pytest
from django.test import Client

from foundation.common.actors import SYSTEM
from satellite_account import actions, building, invented, invented_registers, working
from satellite_account.enums import Link
from satellite_account.methods.invented import economy
from satellite_account.models import Dataset, Frame, Joined, RegisterRow, Unit, Version
from satellite_account.sources.loading import load

UNITS, YEARS, FIRST = 3_000, 2, 2019


@pytest.fixture
def population(office):
    for layout, title in (
        ("units", invented_registers.CHARITIES),
        ("units", invented_registers.BUSINESSES),
        ("links", invented_registers.LINKS),
    ):
        actions.add_dataset(title=title, layout=layout, by=SYSTEM, is_invented=True)
    assert invented_registers.plan() is None
    for version in invented_registers.fill(UNITS, YEARS, FIRST):
        load(version)
    made = economy(units=UNITS, years=YEARS, first_year=FIRST)
    links = made.business_links.assign(relationship="dual").to_csv(index=False)
    office.loaded(links, "links", dataset=Dataset.objects.get(title=invented_registers.LINKS))
    frame = invented_registers.plan()
    assert invented_registers.plan() is None
    return building.build(frame)


def test_each_organisation_of_the_economy_is_there_once(population, office):
    assert not Version.objects.exclude(state="ready").exists()
    returns = economy(units=UNITS, years=YEARS, first_year=FIRST).returns(2020)
    units = Unit.objects.filter(frame=population)
    assert set(units.values_list("unit_id", flat=True)) == set(returns["unit_id"])
    both = returns.loc[returns["legal_form"] == "charitable company", "unit_id"]
    joined = Joined.objects.filter(frame=population, link=Link.DUAL)
    assert set(joined.values_list("counted_as", flat=True)) == set(both) and len(both) > 100
    assert RegisterRow.objects.count() == len(returns) + len(both)
    assert units.exclude(holding="").count() > 40


def test_trails_differ_and_are_shown(population, office):
    patterns = population.facts["by"]["scope"]
    assert len(patterns) >= 4 and 0.5 < population.facts["within"] / population.facts["units"] < 0.95
    browser = Client()
    browser.force_login(office.statistician, "foundation.accounts.backends.Backend")
    front = browser.get(population.get_absolute_url()).content.decode()
    assert "Invented data" in front and "Registered twice" in front
    out = Unit.objects.filter(frame=population, scope="yynyy").first()
    page = browser.get(f"{population.get_absolute_url()}units/{out.unit_id}/").content.decode()
    for words in (
        "Invented data",
        "Out of scope",
        "the register says whether government controls it",
        "Decide",
    ):
        assert words in page, words


def test_the_worker_builds_it_before_it_runs_the_account(population):
    Frame.objects.all().delete()
    assert working.work() == 2 and Frame.objects.get().state == "ready"


def test_the_demonstration_has_fifty_thousand_organisations_over_six_years():
    made = economy()
    assert (invented.UNITS, invented.YEARS) == (made.size, made.length) == (50_000, 6)
    assert 49_000 < len(made.returns(made.years[0])) <= 50_000 <= made.size
    assert len(made.years) == 6 and made.label.startswith("Invented data")
