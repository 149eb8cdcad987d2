"""A population built from registers, as the returns of a year: of its day's year alone, with regions as ITL1."""

from typing import Any

import pandas as pd
from django.utils.dateformat import format as dated

from satellite_account.methods.codes import UNKNOWN, size_band
from satellite_account.methods.errors import MethodError
from satellite_account.models import Run, Unit

FIELDS = (
    *(
        "unit_id",
        "sna_sector",
        "market",
        "legal_form",
        "activity",
        "icnpo",
        "region",
        "income",
        "expenditure",
    ),
)
REGIONS = {
    "E12000001": "TLC", "E12000002": "TLD", "E12000003": "TLE", "E12000004": "TLF", "E12000005": "TLG",
    "E12000006": "TLH", "E12000007": "TLI", "E12000008": "TLJ", "E12000009": "TLK", "W92000004": "TLL",
    "S92000003": "TLM", "N92000002": "TLN",
}  # fmt: skip
NOWHERE = "TLZ"


def population_of(run: Run, accounts: pd.DataFrame) -> pd.DataFrame:
    """The units in scope, in the year of the population's day; those with keyed accounts of it are the sample, strata
    are activity by size. Nobody knows who was born or gone: `status` says so.
    """
    year = year_of(run.frame, accounts)
    rows = Unit.objects.filter(frame=run.frame_id, in_scope=True).order_by("unit_id").values_list(*FIELDS)
    units = pd.DataFrame(list(rows), columns=list(FIELDS))
    if units.empty:
        raise MethodError("The population has no unit in scope.")
    units = units.rename(columns={"sna_sector": "sector"}).astype({"income": float, "expenditure": float})
    units["income"] = units["income"].fillna(0.0).clip(lower=0.0)
    units["expenditure"] = units["expenditure"].fillna(units["income"]).clip(lower=0.0)
    units["sector"] = units["sector"].where(units["sector"] != "", "S.15")
    units["market"] = units["market"].fillna(units["sector"] != "S.15").astype(bool)
    units["icnpo"] = units["icnpo"].str.replace(" ", "")
    units["activity"] = units["activity"].where((units["activity"] != "") | (units["icnpo"] != ""), "L90")
    units["activity"] = units["activity"].where(units["activity"].str.len() != 1, units["activity"] + "90")
    units["region"] = itl1(units["region"])
    units["income_band"] = size_band(units["income"]).astype(str)
    units["institution"] = institutions(units)
    units["stratum"] = units["activity"].str[0].fillna("ICNPO " + units["icnpo"]) + " " + units["income_band"]
    sampled = units["unit_id"].isin(accounts.loc[accounts["year"] == year, "unit_id"])
    return units.assign(year=year, in_sample=sampled, responded=sampled, status=UNKNOWN)


def year_of(frame: Any, accounts: pd.DataFrame) -> int:
    """The year that a population as of a day stands for: the newest that the accounts have, that of the day or the one
    before. Accounts of earlier years serve as returns of the year before. Raises MethodError when there is none."""
    known = sorted({int(year) for year in accounts["year"]})
    last = max((year for year in known if year <= frame.day.year), default=0)
    if last < frame.day.year - 1:
        said = ", ".join(map(str, known))
        raise MethodError(
            f"The population “{frame.title}” is of {dated(frame.day, 'j F Y')}, and the accounts are of {said}. "
            "Choose accounts of that year or the year before, or load a file with the population of each year."
        )
    return last


def itl1(region: "pd.Series[str]") -> "pd.Series[str]":
    """ITL1 codes of regions and countries; what lies in none of them, or is not known, is outside regions."""
    return region.replace(REGIONS).where(lambda held: held.str.startswith("TL"), NOWHERE)


CHARITIES = ("GB-CHC-", "GB-SC-", "GB-NIC-")
INSTITUTIONS = {"cic": "cic", "registered_society": "cooperative"}


def institutions(units: pd.DataFrame) -> "pd.Series[str]":
    """What each is in the reconciliation (T15): by its sector, its register and its legal form."""
    kind = units["legal_form"].map(INSTITUTIONS).fillna("social_enterprise")
    kind = kind.mask(units["unit_id"].str.startswith(CHARITIES), "market_charity")
    return kind.mask(units["sector"] == "S.15", "nonmarket_charity")
