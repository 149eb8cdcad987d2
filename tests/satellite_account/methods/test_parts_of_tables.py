"""Parts of T7 and T8 against their totals: what is spent, and who is employed."""

import pandas as pd
import pytest

from satellite_account.methods import build_tables, economy


@pytest.fixture(scope="module")
def tables():
    return build_tables(economy(units=4_000, years=2))


def of(table: pd.DataFrame, **where: object) -> "pd.Series[float]":
    held = table[table["TIME_PERIOD"] == 2020]
    usual = {name: "_T" for name in ("ACTIVITY", "REGION", "SIZE") if name not in where}
    for name, wanted in (usual | where).items():
        held = held[held[name] == wanted]
    return held.set_index("BREAKDOWN")["OBS_VALUE"]


@pytest.mark.parametrize("activity", ["_T", "A", "D"])
def test_halves_of_jobs_sum_to_the_whole(tables, activity):
    jobs = of(tables["T8"], STO="EMP_JOBS", ACTIVITY=activity)
    for one, other in (("sex: female", "sex: male"), ("time: full", "time: part")):
        assert jobs[one] + jobs[other] == pytest.approx(jobs["_T"])
        assert min(jobs[one], jobs[other]) > 0


@pytest.mark.parametrize("size", ["_T", "1m to 10m"])
def test_uses_sum_to_expenditure_within_their_error(tables, size):
    spent = of(tables["T7"], STO="EXP", SIZE=size)
    parts = spent.drop(["_T", "of which: staff costs", "of which: depreciation"])
    assert len(parts) == 7 and parts.sum() == pytest.approx(spent["_T"], rel=0.04)
    assert 0 < spent["of which: depreciation"] < spent["of which: staff costs"] < spent["_T"]
