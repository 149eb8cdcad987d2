"""T19: quarters that move as their indicators do, add up to the years of the other tables, and carry their marks."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satellite_account.methods import (
    CHECKS,
    QUARTERLY,
    MethodError,
    MissingColumns,
    Settings,
    as_grid,
    chow_lin,
    denton,
    economy,
    quarterly_path,
)
from satellite_account.methods.invented import Economy
from satellite_account.methods.prices.quarters import spread, spread_errors
from satellite_account.methods.tables import from_years, year_book
from satellite_account.methods.tables.build import _with_status
from satellite_account.methods.tables.context import Context
from satellite_account.methods.tables.quarterly import quarters

LEVELS = {"BREAKDOWN": "_T", "UNIT_MEASURE": "GBP"}


@pytest.fixture(scope="module")
def source() -> Economy:
    return economy(units=4_000, years=5)


@pytest.fixture(scope="module")
def books(source) -> list[pd.DataFrame]:
    return [year_book(source.returns(year), year) for year in source.years]


@pytest.fixture(scope="module")
def tables(source, books) -> dict[str, pd.DataFrame]:
    return from_years(source, books, Settings())


def levels(held: pd.DataFrame, **where: str) -> pd.DataFrame:
    for name, value in {**LEVELS, **where}.items():
        held = held[held[name] == value]
    return held.sort_values("TIME_PERIOD")


def annual(tables: dict[str, pd.DataFrame], sto: str) -> pd.DataFrame:
    held = tables["T2"][(tables["T2"]["STO"] == sto) & (tables["T2"]["SECTOR"] != "S.13")]
    return held.pivot(index="TIME_PERIOD", columns="SECTOR", values="OBS_VALUE")


def by_year(held: pd.DataFrame) -> pd.DataFrame:
    wide = held.pivot(index="TIME_PERIOD", columns="SECTOR", values="OBS_VALUE")
    return wide.groupby(wide.index.str[:4].astype(int)).sum()


def t19(source: Economy, books: list[pd.DataFrame], **settings_: object) -> pd.DataFrame:
    return quarters(Context(source, Settings(**settings_), pd.concat(books, ignore_index=True)))


@pytest.mark.parametrize("method", QUARTERLY)
def test_every_way_to_quarters_adds_up_to_the_years_and_over_the_sectors(source, books, tables, method):
    held = t19(source, books, quarterly=method)
    for sto in ("P.1", "B.1g", "D.1"):
        rows = levels(held, STO=sto, PRICES="V")
        years = annual(tables, sto)
        assert len(rows) == (5 * 4 + 1) * 4
        assert by_year(rows).loc[years.index].to_numpy() == pytest.approx(years.to_numpy(), rel=1e-9)
        wide = rows.pivot(index="TIME_PERIOD", columns="SECTOR", values="OBS_VALUE")
        assert wide.drop(columns="_T").sum(axis=1).tolist() == pytest.approx(wide["_T"].tolist())


def test_volumes_add_up_to_the_chained_total(tables):
    found = levels(tables["T19"], STO="B.1g", PRICES="L")
    t5 = tables["T5"]
    chained = t5[(t5["ACTIVITY"] == "_T") & (t5["PRICES"] == "L") & (t5["BREAKDOWN"] == "_T")]
    years = chained.set_index("TIME_PERIOD")["OBS_VALUE"]
    assert by_year(found)["_T"].loc[years.index].tolist() == pytest.approx(years.tolist(), rel=1e-9)


def test_a_quarter_moves_as_its_indicator_and_keeps_its_seasons(tables, source):
    held = source.indicators
    rows = held[(held["sto"] == "B.1g") & (held["sector"] == "S.15") & (held["prices"] == "V")]
    found = levels(tables["T19"], STO="B.1g", SECTOR="S.15", PRICES="V")["OBS_VALUE"].to_numpy()
    ratio = tables["T19"]
    ratio = ratio[(ratio["BREAKDOWN"] == "benchmark to indicator") & (ratio["STO"] == "B.1g")]
    ratio = ratio[(ratio["SECTOR"] == "S.15") & (ratio["PRICES"] == "V")]["OBS_VALUE"].to_numpy()
    assert ratio * rows["value"].to_numpy() == pytest.approx(found)
    assert np.corrcoef(np.diff(np.log(found)), np.diff(np.log(rows["value"])))[0, 1] > 0.8


def test_quarters_after_the_last_year_are_forecasts_at_its_ratio(tables):
    held = levels(tables["T19"], STO="B.1g", SECTOR="S.15", PRICES="V")
    last = held[held["TIME_PERIOD"] == "2024-Q1"]
    assert last["OBS_STATUS"].tolist() == ["F"]
    assert "F" not in set(held.loc[held["TIME_PERIOD"] < "2024", "OBS_STATUS"])


def test_growth_is_that_of_the_levels(tables):
    held = tables["T19"]
    where = (held["STO"] == "B.1g") & (held["SECTOR"] == "_T") & (held["PRICES"] == "L")
    level = held[where & (held["BREAKDOWN"] == "_T")]["OBS_VALUE"].to_numpy()
    on_quarter = held[where & held["BREAKDOWN"].str.startswith("growth on the quarter")]["OBS_VALUE"]
    on_year = held[where & held["BREAKDOWN"].str.startswith("growth on the same")]["OBS_VALUE"]
    assert on_quarter.tolist() == pytest.approx((100 * (level[1:] / level[:-1] - 1)).tolist())
    assert on_year.tolist() == pytest.approx((100 * (level[4:] / level[:-4] - 1)).tolist())


def test_what_is_made_of_unreliable_levels_is_marked_like_them(tables):
    held = tables["T19"]
    keys = ["TIME_PERIOD", "STO", "SECTOR", "PRICES"]
    level = held[held["BREAKDOWN"] == "_T"].set_index(keys)[["OBS_STATUS", "CONF_STATUS"]]
    assert (level["OBS_STATUS"] == "U").any()
    for name, rows in held[held["BREAKDOWN"] != "_T"].groupby("BREAKDOWN"):
        own = level.reindex(pd.MultiIndex.from_frame(rows[keys]))
        assert (rows["OBS_STATUS"].to_numpy()[own["OBS_STATUS"].to_numpy() == "U"] == "U").all(), name


def test_levels_carry_intervals_from_their_years(tables):
    held = levels(tables["T19"], STO="B.1g", PRICES="V")
    assert (held["SE"] > 0).all()
    assert ((held["LOWER"] < held["OBS_VALUE"]) & (held["OBS_VALUE"] < held["UPPER"])).all()


def test_check_11_runs_on_the_tables_and_finds_a_quarter_that_was_changed(tables):
    found = levels(tables["T19"], STO="B.1g", PRICES="V")
    wide = found.pivot(index="TIME_PERIOD", columns="SECTOR", values="OBS_VALUE").reset_index()
    wide["year"] = wide["TIME_PERIOD"].str[:4].astype(int)
    frames = {"quarters": wide, "annual": annual(tables, "B.1g")}
    found = CHECKS["11"].evaluate(frames)
    assert (found.state, found.examined) == ("passed", 20)
    wide.loc[wide["TIME_PERIOD"] == "2021-Q2", "S.15"] += 0.001
    assert CHECKS["11"].evaluate(frames).failures["where"].tolist() == ["2021 S.15"]


@pytest.fixture(scope="module")
def changed(source, books):
    """T19 of two years with other indicators."""

    def made(indicators: pd.DataFrame | None, **settings_: object) -> pd.DataFrame:
        other = Economy(size=source.size, length=2)
        other.__dict__["indicators"] = indicators
        return t19(other, books[:2], **settings_)

    return made


def test_without_indicators_there_are_no_quarters(changed):
    assert changed(None).empty


def test_what_the_indicators_lack_is_named(changed):
    held = economy(units=4_000, years=2).indicators
    with pytest.raises(MissingColumns, match="prices"):
        changed(held.drop(columns="prices"))
    with pytest.raises(MethodError, match=r"indicators of P\.1 lack the sectors S\.12"):
        changed(held[(held["sto"] != "P.1") | (held["sector"] != "S.12")])
    gap = (
        (held["sto"] == "D.1") & (held["year"] == 2020) & (held["quarter"] == 3) & (held["sector"] == "S.15")
    )
    with pytest.raises(MethodError, match=r"indicators of D\.1 lack 2020-Q3"):
        changed(held[~gap])
    with pytest.raises(MethodError, match=r"lack 2020-Q1, 2020-Q2, 2020-Q3, 2020-Q4"):
        changed(held[held["year"] == 2019])
    with pytest.raises(MethodError, match="does not estimate"):
        changed(held.assign(sto="X.1"))
    with pytest.raises(MethodError, match="known are denton, chow_lin, fernandez, litterman"):
        changed(held, quarterly="guess")
    with pytest.raises(MethodError, match="more than 2 years"):
        changed(held, quarterly="chow_lin")


def test_quarters_of_provisional_years_and_breaks_are_flagged(source, books):
    settings_ = Settings(provisional=(2023,), breaks=(2021,))
    held = _with_status(t19(source, books), settings_)
    marks = levels(held, SECTOR="_T", PRICES="V", STO="P.1").set_index("TIME_PERIOD")["OBS_STATUS"]
    assert set(marks[["2023-Q1", "2023-Q4"]]) == {"P"}
    assert set(marks[["2021-Q1", "2021-Q4"]]) == {"B"}
    assert marks["2024-Q1"] == "F" and marks["2022-Q1"] == "E"


def test_the_grid_has_quarters_across(tables):
    grid = as_grid(levels(tables["T19"], PRICES="V"), "T19")
    assert grid.shape == (12, 21)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(QUARTERLY), st.integers(3, 6))
def test_any_path_adds_up_whatever_the_method(seed, method, years):
    draw = np.random.default_rng(seed)
    size = years * 4 + 1
    indicators = pd.DataFrame(draw.uniform(50, 150, (size, 3)), columns=["market", "nonmarket", "_T"])
    parts = pd.DataFrame(draw.uniform(100, 900, (years, 2)), columns=["market", "nonmarket"])
    held = quarterly_path(indicators, parts.assign(_T=parts.sum(axis=1)), method=method)
    summed = held.iloc[: years * 4].groupby(np.repeat(np.arange(years), 4)).sum()
    assert summed[["market", "nonmarket"]].to_numpy() == pytest.approx(parts.to_numpy(), rel=1e-6)
    assert (held["market"] + held["nonmarket"]).tolist() == pytest.approx(held["_T"].tolist())


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_errors_of_quarters_are_those_of_a_linear_function_of_the_years(seed):
    """By simulation of nothing: the path of y + e less the path of y is the path of e, unit by unit."""
    draw = np.random.default_rng(seed)
    i, y, se = draw.uniform(80, 120, 17), draw.uniform(300, 500, 4), draw.uniform(1, 20, 4)
    steps = [spread(i, y + se[at] * np.eye(4)[at]) - spread(i, y) for at in range(4)]
    assert spread_errors(i, y, se) == pytest.approx(np.sqrt(np.square(steps).sum(axis=0)), rel=1e-6)
    sums = spread_errors(i, y, se)[:16].reshape(4, 4)
    assert (sums.sum(axis=1) >= se - 1e-6).all()  # quarters of a year move together at least as the year does


def test_the_regression_is_that_of_the_paper_with_a_constant():
    draw = np.random.default_rng(5)
    i, y = draw.uniform(80, 120, 24), draw.uniform(300, 500, 6)
    ours = spread(i, y, method="chow_lin")
    assert ours == pytest.approx(chow_lin(y, np.column_stack([np.ones(24), i])).series)
    assert spread(i, y) == pytest.approx(denton(i, y))
