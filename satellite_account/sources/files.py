"""Layouts that runs read whole: the population of each year, keyed accounts, hours, wages, prices, whole economy."""

from collections.abc import Iterable
from typing import Any

from satellite_account.enums import Kind
from satellite_account.methods.codes import (
    ACTIVITIES,
    INSTITUTIONS,
    LEAVES,
    REGIONS,
    SECTORS,
    SIZES,
    SOURCES,
    USES,
)
from satellite_account.sources.columns import Column, Unreadable, day, matching, number, one_of, text, truth
from satellite_account.sources.layouts import FILE, Layout
from satellite_account.sources.tables import OGL, ONS

WORK = ("jobs", "fte", "hours", "jobs_full_time", "jobs_female")
STATES = ("existing", "birth", "death")
VARIANTS = ("occupation_median", "social_services", "labour_cost", "median", "minimum")
OF_UNITS = [code for code in SECTORS if code != "S.2"]
ITL1 = "ITL1 code, such as TLI; TLZ where it is not known"
OFFICE, OWN = "The office", "Statistical use only"
DCMS = "Department for Culture, Media and Sport"


def year(cell: str) -> int:
    if not (len(cell) == 4 and cell.isascii() and cell.isdigit()):
        raise Unreadable("a year, such as 2024")
    return int(cell)


def positive(cell: str) -> float:
    found = number(cell)
    if found < 0:
        raise Unreadable("a number that is not below zero")
    return found


def _words(*names: str, says: str = "") -> list[Column]:
    return [Column(name, name, text(80), says, True, True) for name in names]


def _numbers(*names: str, says: str = "", needed: bool = True) -> list[Column]:
    return [Column(name, name, number, says, needed, needed) for name in names]


def _amounts(*names: str, says: str = "") -> list[Column]:
    return [Column(name, name, positive, says, True, True) for name in names]


def _placed(values: dict[str, Any]) -> dict[str, Any]:
    if not (values["activity"] or values.get("icnpo")):
        raise Unreadable("an activity, or else an ICNPO code")
    return values


def share(cell: str) -> float:
    found = number(cell)
    if not 0 <= found <= 1:
        raise Unreadable("a share from 0 to 1")
    return found


def _codes(name: str, names: Iterable[str], says: str) -> Column:
    return Column(name, name, one_of({each: each for each in names}), says, True, True)


icnpo = matching(r"[0-9]{1,2} ?[0-9]{3}", "an ICNPO code such as 4100")
icnp = matching("[A-L][0-9]{0,2}", "a code of ICNP/TSO, such as D10")
country = matching("[A-Z]{2}", "a country code of two letters, such as GB")
YEAR = Column("year", "year", year, "a year, such as 2024", True, True)
UNIT_ID = Column("unit_id", "unit_id", text(40), "identifier with its scheme", True, True)

LAYOUTS = (
    Layout(
        key="population", kind=Kind.REGISTER, title="Population of each year with its sample", into=FILE,
        publisher=OFFICE, licence=OWN, key_columns=("year", "unit_id"), finish=_placed,
        columns=(
            YEAR, UNIT_ID, *_words("stratum", says="stratum of the sample"),
            Column("in_sample", "in_sample", truth, "yes or no", True, True),
            Column("responded", "responded", truth, "yes or no", True, True),
            _codes("sector", OF_UNITS, "S.11 to S.15"), Column("market", "market", truth, "yes or no", True, True),
            _codes("institution", INSTITUTIONS, ", ".join(INSTITUTIONS)), *_words("legal_form"),
            Column("activity", "activity", icnp, "ICNP/TSO group, such as D10; empty where icnpo says it", True),
            Column("icnpo", "icnpo", icnpo, "group of ICNPO, such as 4100; a crosswalk leads from it to ICNP/TSO"),
            _codes("region", REGIONS, ITL1),
            _codes("income_band", SIZES, "; ".join(SIZES)),
            *_amounts("income", "expenditure", says="pounds a year"),
            Column("status", "status", one_of({name: name for name in STATES}), ", ".join(STATES), True, True),
        ),
    ),
    Layout(
        key="accounts", kind=Kind.ACCOUNTS, title="Keyed accounts of sampled organisations", into=FILE,
        publisher=OFFICE, licence=OWN, key_columns=("year", "unit_id"),
        columns=(
            YEAR, UNIT_ID, Column("fys", "fys", day, "first day of the accounting period"),
            Column("fye", "fye", day, "last day of the accounting period: a run may align it to its year"),
            Column("imputed", "imputed", share, "share of the values that were imputed, 0 to 1"),
            *_numbers(*SOURCES, says="income by source, pounds", needed=False),
            *_numbers(*USES, says="expenditure by use, pounds", needed=False),
            *_numbers(*LEAVES, says="transaction of the account, pounds", needed=False),
            *_numbers(*WORK, says="jobs, or hours a year", needed=False),
        ),
    ),
    Layout(
        key="employment", kind=Kind.LABOUR, title="Jobs and pay of businesses, by their identifiers", into=FILE,
        publisher=ONS, licence=OWN, key_columns=("year", "unit_id"),
        address="https://www.ons.gov.uk/surveys/informationforbusinesses/businesssurveys/businessregisterandemploymentsurveybres",
        columns=(
            YEAR, Column("unit_id", "unit_id", text(40), "company, society or charity number", True, True),
            *_amounts("jobs", says="jobs, from PAYE or a survey of employment"),
            Column("pay", "pay", positive, "pounds a year, employers’ contributions included"),
        ),
    ),
    Layout(
        key="business", kind=Kind.ACCOUNTS, title="Output and purchases of businesses, by their identifiers", into=FILE,
        publisher=ONS, licence=OWN, key_columns=("year", "unit_id"),
        address="https://www.ons.gov.uk/surveys/informationforbusinesses/businesssurveys/annualbusinesssurvey",
        columns=(
            YEAR, Column("unit_id", "unit_id", text(40), "company, society or charity number", True, True),
            *_amounts("output", "purchases", says="pounds a year, as a survey of businesses has them"),
        ),
    ),
    Layout(
        key="volunteering", kind=Kind.VOLUNTEERING, title="Volunteers and their hours", into=FILE, publisher=DCMS,
        licence=OGL, address="https://www.gov.uk/government/collections/community-life-survey--2",
        key_columns=("year", "activity", "role", "frequency", "region", "kind"),
        columns=(
            YEAR, _codes("activity", ACTIVITIES, "ICNP/TSO section, A to L"), *_words("role", "frequency"),
            _codes("region", REGIONS, ITL1),
            Column("kind", "kind", one_of({"organisation": "organisation", "direct": "direct"}),
                   "organisation or direct", True, True),
            *_amounts("volunteers", says="people"), *_amounts("hours", says="hours a year"),
            *_numbers("hours_se", says="standard error of the hours", needed=False),
        ),
    ),
    Layout(
        key="wages", kind=Kind.WAGES, title="Replacement wages by role", into=FILE, publisher=ONS, licence=OGL,
        key_columns=("year", "variant", "role"),
        address="https://www.ons.gov.uk/surveys/informationforbusinesses/businesssurveys/annualsurveyofhoursandearningsashe",
        columns=(
            YEAR,
            Column("variant", "variant", one_of({name: name for name in VARIANTS}), ", ".join(VARIANTS), True, True),
            *_words("role", says="role of the volunteer"), *_amounts("wage", says="pounds an hour"),
        ),
    ),
    Layout(
        key="deflators", kind=Kind.DEFLATORS, title="Price indices", into=FILE, publisher=ONS, licence=OGL,
        address="https://www.ons.gov.uk/economy/inflationandpriceindices", key_columns=("year",),
        columns=(YEAR, *_amounts("output", "IC", "wage", "CFC", says="index, any reference year")),
    ),
    Layout(
        key="economy", kind=Kind.NATIONAL, title="The whole economy", into=FILE, publisher=ONS, licence=OGL,
        key_columns=("year",),
        address="https://www.ons.gov.uk/economy/grossdomesticproductgdp/compendium/unitedkingdomnationalaccountsthebluebook",
        columns=(YEAR, *_numbers("GVA", "GDP", "D.21", "D.31", says="£ million")),
    ),
    Layout(
        key="npish", kind=Kind.NATIONAL, title="Official non-profit institutions serving households", into=FILE,
        publisher=ONS, licence=OGL, key_columns=("year",),
        address="https://www.ons.gov.uk/economy/grossdomesticproductgdp/compendium/unitedkingdomnationalaccountsthebluebook",
        columns=(
            YEAR, *_numbers("total", "universities", "further_education", "unions", "parties", says="£ million"),
            *_numbers("religious", "published", says="£ million", needed=False),
        ),
    ),
    Layout(
        key="countries", kind=Kind.NATIONAL, title="Other countries’ accounts", into=FILE,
        publisher="National statistical offices", licence="As each office says", key_columns=("country", "year"),
        columns=(
            Column("country", "country", country, "ISO 3166-1 code of two letters", True, True), YEAR,
            *_amounts("share", says="per cent of GDP"),
            *_numbers("share_with_volunteers", says="per cent", needed=False),
            Column("source", "source", text(200), "who says so"),
        ),
    ),
)  # fmt: skip
