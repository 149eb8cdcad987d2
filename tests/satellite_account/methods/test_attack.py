"""Nobody works out a confidential figure from all that is published: by sums, by products, across tables."""

import copy
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from satellite_account.methods import build_tables
from satellite_account.methods.codes import LEAVES, SOURCES, USES
from satellite_account.methods.invented import Economy
from tests.satellite_account.methods.attack import Attacker, figure

KEYED = [*SOURCES, *USES, *LEAVES, "jobs", "fte", "hours", "jobs_full_time", "jobs_female"]


@dataclass(frozen=True)
class Thin(Economy):
    """Of `where` (a column and the start of its value) only two answered."""

    where: tuple[str, str] = ("activity", "L")

    def returns(self, year: int) -> pd.DataFrame:
        held = super().returns(year)
        column, start = self.where
        mine = held[column].astype(str).str.startswith(start) & held["responded"]
        silent = held.index[mine][2:]
        held.loc[silent, "responded"] = False
        held.loc[silent, [name for name in KEYED if name in held]] = np.nan
        return held


def built(**said: object) -> Attacker:
    source = Thin(size=2_000, length=3, **said)
    return Attacker(build_tables(source), source.uk)


@pytest.fixture(scope="module")
def section() -> Attacker:
    return built()


@pytest.fixture(scope="module")
def institution() -> Attacker:
    return built(where=("institution", "market_charity"))


def volume(year: int, code: str, **said: str) -> tuple[tuple[str, str], ...]:
    return figure(year, "B.1g", ACTIVITY=code, PRICES="L", **said)


def test_the_attacker_finds_what_is_there_to_be_found(section):
    """Given one figure that ought to be hidden, he has its section's value; so that he finds nothing says something."""
    value = figure(2020, "B.1g", ACTIVITY="L")
    assert value in section.secret and value not in section.worked_out
    deflator = figure(
        2020, "B.1g", ACTIVITY="L", PRICES="D", UNIT_MEASURE="INDEX", BREAKDOWN="implied deflator"
    )
    told = copy.copy(section)
    told.known = {name: section.truth[name] for name in (*section.printed, volume(2020, "L"), deflator)}
    assert told._work()[value] == pytest.approx(section.truth[value])


@pytest.mark.parametrize("case", ["section", "institution"])
def test_no_confidential_figure_is_worked_out(case, request):
    found = request.getfixturevalue(case)
    given = sorted(found.secret & set(found.known), key=str)
    assert len(found.secret) > 50
    assert given == [], [dict(name) for name in given[:5]]


def test_volumes_deflators_and_contributions_of_a_hidden_section_are_hidden(section):
    for year in (2019, 2020, 2021):
        assert figure(year, "B.1g", ACTIVITY="L") not in section.known
        assert volume(year, "L") in section.truth and volume(year, "L") not in section.printed
        for kind in (
            {"BREAKDOWN": "contribution to growth, points", "UNIT_MEASURE": "PERCENT", "PRICES": "L"},
            {"BREAKDOWN": "implied deflator", "UNIT_MEASURE": "INDEX", "PRICES": "D"},
        ):
            assert figure(year, "B.1g", ACTIVITY="L", **kind) not in section.printed
    free = [code for code in "ABCDEFGHIJKL" if volume(2021, code) in section.printed]
    assert len(free) >= 6 and volume(2021, "_T") in section.printed


def test_pay_per_fte_is_hidden_with_pay(section):
    hidden = [dict(name)["ACTIVITY"] for name in section.truth if dict(name)["STO"] == "D.1"
              and "ACTIVITY" in dict(name) and name not in section.known]  # fmt: skip
    assert "L" in hidden
    for name in section.printed:
        if dict(name)["STO"] == "D.1_FTE" and "ACTIVITY" in dict(name):
            bare = {key: value for key, value in dict(name).items() if key in ("ACTIVITY", "BASIS", "PRICES")}
            assert figure(dict(name)["TIME_PERIOD"], "D.1", **bare) in section.known


def test_steps_of_the_reconciliation_on_few_returns_are_confidential(institution):
    for year in (2019, 2020, 2021):
        assert figure(year, "B.1g", BREAKDOWN="market_charities") in institution.secret
        assert figure(year, "B.1g", BREAKDOWN="nonmarket_charities") in institution.printed


def test_a_revision_gives_no_earlier_confidential_figure_away():
    """Three returns now, two then: the figure is free today, and with the revision the earlier one would be too."""
    source = Economy(size=1_500, length=2)
    first = build_tables(source)
    said = pd.concat([first["T1"], first["T4"]], ignore_index=True)
    secret = (said["UNIT_MEASURE"] == "GBP") & (said["ACTIVITY"] == "D") & (said["BASIS"] == "NA")
    marks = said["CONF_STATUS"].mask(secret & (said["TIME_PERIOD"] == 2019), "C")
    before = said.assign(OBS_VALUE=said["OBS_VALUE"] * 0.9, CONF_STATUS=marks)
    object.__setattr__(source, "earlier", before)
    made = build_tables(source)["T16"]
    single = made[made["BREAKDOWN"].str.startswith("revision of")]
    mine = single[(single["ACTIVITY"] == "D") & (single["BASIS"] == "NA")].set_index("TIME_PERIOD")
    assert mine["CONF_STATUS"].to_dict() == {2019: "D", 2020: "F"}
    value = single[(single["STO"] == "B.1g") & (single["BASIS"] == "NA")]
    published = value.loc[~value["CONF_STATUS"].isin(["C", "D"]), "OBS_VALUE"]
    mean = made[(made["STO"] == "B.1g") & (made["BASIS"] == "NA") & (made["BREAKDOWN"] == "MR")]
    assert len(published) < len(value) and mean["OBS_VALUE"].item() == pytest.approx(published.mean())
