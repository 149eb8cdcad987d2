"""Files that a run reads as one: codes are checked when they are loaded, no row counts twice, and who is said to have
responded has accounts."""

import csv
import io

import pandas as pd
import pytest

from satellite_account.engine.inputs import Stored, packed, unpacked
from satellite_account.enums import Loading, RunState
from satellite_account.methods.errors import MethodError
from tests.satellite_account.finished import files


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(files()[name]), dtype=str, keep_default_na=False)


def text(held: pd.DataFrame) -> str:
    return held.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)


def complaints(version) -> dict[str, tuple[int, str, str]]:
    return {each.column: (each.row, each.found, each.expected) for each in version.problems.all()}


CODED = {
    "sector": ("S13", "S.11, S.12, S.13, S.14, S.15"),
    "region": ("Nowhere", "TLC, TLD, TLE"),
    "income_band": ("under 10k", "Under 10k, 10k to 25k"),
    "institution": ("charity", "nonmarket_charity, market_charity"),
    "activity": ("Z10", "ICNP/TSO"),
}


def test_codes_of_a_population_are_checked_by_row_and_column(office):
    held = table("population").head(4)
    for name, (wrong, _expected) in CODED.items():
        held.loc[2, name] = wrong
    version = office.loaded(text(held), "population")
    found = complaints(version)
    assert version.state == Loading.REFUSED and set(found) == set(CODED)
    for name, (wrong, expected) in CODED.items():
        row, said, wanted = found[name]
        assert (row, said) == (4, wrong) and expected in wanted


def test_a_share_of_imputed_values_is_a_share(office):
    held = table("accounts").head(3)
    held.loc[0, "imputed"] = "50"
    version = office.loaded(text(held), "accounts")
    assert version.state == Loading.REFUSED
    assert complaints(version) == {"imputed": (2, "50", "a share from 0 to 1")}


@pytest.mark.parametrize(
    ("layout", "column", "wrong"),
    [
        ("volunteering", "activity", "AA"),
        ("volunteering", "region", "North"),
        ("countries", "country", "Kanada"),
    ],
)
def test_codes_of_other_layouts_are_checked_too(office, layout, column, wrong):
    held = table(layout).head(3)
    held.loc[1, column] = wrong
    version = office.loaded(text(held), layout)
    assert version.state == Loading.REFUSED
    assert complaints(version)[column][:2] == (3, wrong)


def test_a_word_that_looks_like_nothing_stays_a_word():
    held = pd.DataFrame({"label": ["None", "NA", "null", ""], "se": [1.5, float("nan"), 0.0, 2.0]})
    again = unpacked(packed(held))
    assert again["label"].tolist()[:3] == ["None", "NA", "null"] and pd.isna(again["label"][3])
    assert pd.isna(again["se"][1]) and again["se"][0] == 1.5


def test_a_row_that_stands_in_two_files_stops_the_run(office):
    sources = office.economy(files())
    accounts = table("accounts")
    half = office.loaded(text(accounts.iloc[: len(accounts) // 2]), "accounts")
    run = office.run(sources | {"accounts": [*sources["accounts"], half]})
    assert run.state == RunState.FAILED and not run.tables.exists()
    assert str(half) in run.failure and str(sources["accounts"][0]) in run.failure
    assert f"{len(accounts) // 2:,} rows" in run.failure and accounts["unit_id"][0] in run.failure


def test_files_that_do_not_overlap_are_one(office):
    sources = office.economy(files())
    accounts = table("accounts")
    halves = [accounts[accounts["year"] == year] for year in ("2019", "2020")]
    parted = [office.loaded(text(held), "accounts") for held in halves]
    whole, parts = (
        Stored(office.planned(held)).accounts for held in (sources, sources | {"accounts": parted})
    )
    pd.testing.assert_frame_equal(whole, parts)


def test_whoever_is_said_to_have_responded_has_accounts(office):
    accounts = table("accounts")
    some = accounts.drop(index=accounts.index[:25])
    run = office.planned(office.economy(files() | {"accounts": text(some)}))
    population = Stored(run).population
    responded = set(population.loc[population["responded"] & (population["year"] == 2019), "unit_id"])
    lost = sorted(responded & set(accounts["unit_id"][:25]))
    with pytest.raises(MethodError) as caught:
        Stored(run).returns(2019)
    said = str(caught.value)
    assert f"{len(lost)} organisations responded in 2019" in said and lost[0] in said
    assert f"and {len(lost) - 10} more" in said
