"""A run on a population built from registers: of one year, open to its registers, silent on births."""

from datetime import date

import pandas as pd
import pytest

from satellite_account import actions, building
from satellite_account.engine import steps
from satellite_account.engine.inputs import frame_of
from satellite_account.engine.registered import itl1
from satellite_account.enums import RunState
from satellite_account.methods.errors import MethodError
from satellite_account.models import Figure
from satellite_account.running import advance
from tests.factories.satellite import unit, units
from tests.satellite_account.finished import files

GSS = {"TLC": "E12000001", "TLL": "W92000004"}


@pytest.fixture
def sources(office):
    return office.economy(files())


def planned(office, sources, day):
    """A run whose population is built from a register of the economy's own charities; and the register."""
    held = frame_of(sources["population"][0])
    held = held[(held["year"] == 2020) & (held["sector"] == "S.15")]
    lines = [
        unit(unit_id=row.unit_id, name=row.unit_id, icnp_tso=row.activity, region=GSS.get(row.region, row.region),
             income=int(row.income), expenditure=int(row.expenditure), government_controlled="no")
        for row in held.itertuples()
    ]  # fmt: skip
    register = office.loaded(units(*lines))
    frame = building.build(
        actions.plan_frame(title="Built", day=day, versions=[register], by=office.statistician)
    )
    said = {role: versions for role, versions in sources.items() if role != "population"}
    return office.planned(said, frame=frame), register, held


def test_it_stands_for_the_year_of_its_day_alone(office, sources):
    run, _register, held = planned(office, sources, date(2021, 3, 31))
    source = steps.Work(run).source
    returns = source.returns(2020)
    assert source.years == [2020] and set(returns["unit_id"]) == set(held["unit_id"])
    assert returns["responded"].sum() > 100 and set(returns["region"]) <= set(held["region"])


def test_accounts_of_other_years_are_refused_in_words(office, sources):
    run, *_rest = planned(office, sources, date(2025, 1, 1))
    with pytest.raises(MethodError, match="“Built” is of 1 January 2025, and the accounts are of 2019, 2020"):
        _ = steps.Work(run).source.years


def test_regions_go_under_one_code():
    given = pd.Series(["E12000001", "TLC", "", "N92000002", "E92000001"])
    assert itl1(given).tolist() == ["TLC", "TLC", "TLZ", "TLN", "TLZ"]


def test_its_figures_open_to_the_registers_and_births_are_missing(office, sources, client):
    run, register, held = planned(office, sources, date(2020, 12, 31))
    assert advance(run).state == RunState.FINISHED, run.failure
    of_units = Figure.objects.filter(table__run=run, table__code="T10", activity="_T", region="_T", size="_T")
    said = {each.sto: each for each in of_units.filter(legal_form="_T")}
    assert said["UNITS"].value == len(held)
    assert said["BIRTHS"].value is said["DEATHS"].value is None and said["BIRTHS"].obs_status == "M"
    failed = set(run.checks.filter(outcome="failed").values_list("code", flat=True))
    assert not failed & {"1", "2", "3", "4", "10", "11", "13", "16"}, failed
    client.force_login(office.statistician, "foundation.accounts.backends.Backend")
    figure = f"{run.get_absolute_url()}tables/t10/{said['UNITS'].number}/"
    for address in (figure, run.get_absolute_url()):
        page = client.get(address).content.decode()
        assert run.frame.get_absolute_url() in page and run.frame.sha256[:12] in page
        assert register.get_absolute_url() in page and register.sha256[:12] in page
