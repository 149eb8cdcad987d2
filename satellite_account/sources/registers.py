"""Layouts of registers: the account's own, and the extracts that the registers publish themselves."""

from typing import Any

from foundation.directory.identifiers import Scheme, normalise
from satellite_account.enums import Kind, Link, Sector
from satellite_account.sources.columns import (
    Column,
    Unreadable,
    count,
    day,
    matching,
    one_of,
    pounds,
    text,
    truth,
)
from satellite_account.sources.files import icnpo
from satellite_account.sources.layouts import RELATION, ROW, Layout
from satellite_account.sources.tables import OGL

FORMS = (
    *("charitable_company", "cio", "scio", "trust", "association", "guarantee_company", "cic"),
    *("registered_society", "royal_charter", "group", "other"),
)
ACTIVE, REMOVED = "active", "removed"
SECTORS = {sector.value: sector.value for sector in Sector if sector.value}
CRITERIA_SAY = "yes or no; empty when the register does not know"
org_id = matching(r"[A-Z]{2,3}(-[A-Z]{2,8})?-[A-Za-z0-9.-]{1,30}", "an identifier such as GB-CHC-123456")
activity = matching(r"[A-L]([0-9]{2})?", "an ICNP/TSO code such as D or D10")
sic = matching(r"[0-9]{5}", "five digits of SIC 2007, such as 88990")
region = matching(r"(TL[A-N]|[EWSNK][0-9]{8})", "an ITL1 code such as TLC, or a GSS code such as E12000001")

UNITS = (
    Column("unit_id", "unit_id", org_id, "identifier with its scheme, such as GB-CHC-123456", True, True),
    Column("name", "name", text(300), "name of the organisation", True, True),
    Column("legal_form", "legal_form", one_of({form: form for form in FORMS}), ", ".join(FORMS), True),
    Column("status", "status", one_of({ACTIVE: ACTIVE, REMOVED: REMOVED}), "active or removed", True, True),
    Column("sna_sector", "sna_sector", one_of(SECTORS), ", ".join(SECTORS)),
    Column("market", "market", truth, "whether most income is from sales: yes or no"),
    Column("government_controlled", "government_controlled", truth, CRITERIA_SAY),
    Column("distributes_profit", "distributes_profit", truth, CRITERIA_SAY),
    Column("icnp_tso", "activity", activity, "section or group of ICNP/TSO, such as D or D10"),
    Column("icnpo", "icnpo", icnpo, "group of ICNPO, such as 4100"),
    Column("sic2007", "sic", sic, "five digits of SIC 2007"),
    Column("region", "region", region, "ITL1 or GSS code"),
    Column("income", "income", pounds, "whole pounds, last accounting year"),
    Column("expenditure", "expenditure", pounds, "whole pounds, last accounting year"),
    Column("staff_costs", "staff_costs", pounds, "whole pounds, last accounting year"),
    Column("employees", "employees", count, "a number of people"),
    Column("volunteers", "volunteers", count, "a number of people"),
    Column("year_end", "year_end", day, "end of that accounting year, such as 2026-03-31"),
    Column("registered_on", "registered_on", day, "a date"),
    Column("removed_on", "removed_on", day, "a date"),
    Column(
        "same_as", "same_as", text(200), "other identifiers of the same organisation, with spaces between"
    ),
    Column("group_id", "group_id", org_id, "identifier of the group’s head"),
)


def _number(scheme: Scheme, prefix: str, typed: str) -> str:
    number = normalise(scheme, typed)
    if number is None:
        raise Unreadable(f"a number of this register instead of “{typed[:20]}”")
    return f"{prefix}-{number}"


def _company(typed: str | None) -> str | None:
    number = normalise(Scheme.COH, typed or "") or ""
    return f"GB-COH-{number}" if number.strip("0") else None


def _units(values: dict[str, Any]) -> dict[str, Any]:
    named = (values.get("same_as") or "").split()
    for each in named:
        org_id(each)
    values["same_as"] = named
    return values


def _ccew(values: dict[str, Any]) -> dict[str, Any] | None:
    """Charities themselves; a fund linked to one reports in its parent's accounts and is passed over."""
    if values.pop("linked", None) not in {"0", "", None}:
        return None
    values["unit_id"] = _number(Scheme.CHC, "GB-CHC", values["unit_id"])
    company = _company(values.pop("company", None))
    values["same_as"] = [company] if company else []
    if values.pop("is_cio", None):
        values["legal_form"] = "cio"
    return values


def _oscr(values: dict[str, Any]) -> dict[str, Any]:
    values["unit_id"] = _number(Scheme.SC, "GB-SC", values["unit_id"])
    values["status"] = REMOVED if values.get("removed_on") else ACTIVE
    return values


def _ccni(values: dict[str, Any]) -> dict[str, Any] | None:
    if values.pop("linked", None) not in {"0", "", None}:
        return None
    values["unit_id"] = _number(Scheme.NIC, "GB-NIC", values["unit_id"])
    company = _company(values.pop("company", None))
    values["same_as"] = [company] if company else []
    return values


def _companies(values: dict[str, Any]) -> dict[str, Any] | None:
    """Community interest and guarantee companies and societies; other companies are not this account's."""
    if values["legal_form"] is None:
        return None
    values["unit_id"] = _number(Scheme.COH, "GB-COH", values["unit_id"])
    values["status"] = REMOVED if values.get("removed_on") else ACTIVE
    found = (values.pop("sic_text", None) or "")[:5]
    values["sic"] = found if found.isdigit() else None
    return values


def _links(values: dict[str, Any]) -> dict[str, Any]:
    """Lists of mergers say "sameas" too; their source tells them apart, and a merger has a direction and a day."""
    if values["link"] == Link.DUAL and "merger" in (values.get("source") or "").lower():
        values["link"] = Link.MERGER.value
    return values


def _lower(names: dict[str, Any], other: Any) -> Any:
    return lambda cell: names.get(" ".join(cell.lower().split()), other)


_CCEW_FORM = {
    "charitable company": "charitable_company", "cio": "cio", "trust": "trust", "royal charter": "royal_charter",
    "unincorporated association": "association",
}  # fmt: skip
_GUARANTEE = "guarantee_company"
_COMPANY_FORM = {
    "community interest company": "cic",
    "pri/ltd by guar/nsc (private, limited by guarantee, no share capital)": _GUARANTEE,
    "pri/lbg/nsc (private, limited by guarantee, no share capital, use of 'limited' exemption)": _GUARANTEE,
    "private limited by guarantee": _GUARANTEE,
    "registered society": "registered_society",
    "industrial and provident society": "registered_society",
}
_SCOTTISH_FORM = {
    "scio (scottish charitable incorporated organisation)": "scio",
    "company (the charity is registered with companies house)": "charitable_company",
    "trust (founding document is a deed of trust) (other than educational endowment)": "trust",
    "unincorporated association": "association",
}
_GONE = {"removed": REMOVED, "de-registered": REMOVED, "deregistered": REMOVED}
NAME, NUMBER = text(300), text(40)

LAYOUTS = (
    Layout(
        key="units", kind=Kind.REGISTER, title="Organisations, in the account’s own columns", into=ROW, columns=UNITS,
        publisher="The office", licence="Statistical use only", finish=_units,
    ),
    Layout(
        key="ccew", kind=Kind.REGISTER, title="Charity Commission extract, table publicextract.charity", into=ROW,
        publisher="Charity Commission for England and Wales", licence=OGL, strict=False, finish=_ccew,
        address="https://register-of-charities.charitycommission.gov.uk/register/full-register-download",
        columns=(
            Column("registered_charity_number", "unit_id", NUMBER, "", True, True),
            Column("linked_charity_number", "linked", NUMBER, "", True),
            Column("charity_name", "name", NAME, "", True, True),
            Column("charity_type", "legal_form", _lower(_CCEW_FORM, "other")),
            Column("charity_registration_status", "status", _lower(_GONE, ACTIVE), "", True, True),
            Column("date_of_registration", "registered_on", day),
            Column("date_of_removal", "removed_on", day),
            Column("latest_acc_fin_period_end_date", "year_end", day),
            Column("latest_income", "income", pounds, "", True),
            Column("latest_expenditure", "expenditure", pounds),
            Column("charity_company_registration_number", "company", NUMBER),
            Column("charity_is_cio", "is_cio", truth),
        ),
    ),
    Layout(
        key="oscr", kind=Kind.REGISTER, title="Scottish Charity Register download", into=ROW,
        publisher="Scottish Charity Regulator (OSCR)", licence=OGL, strict=False, finish=_oscr,
        address="https://www.oscr.org.uk/about-charities/search-the-register/download-the-scottish-charity-register/",
        columns=(
            Column("Charity Number", "unit_id", NUMBER, "", True, True),
            Column("Charity Name", "name", NAME, "", True, True),
            Column("Constitutional Form", "legal_form", _lower(_SCOTTISH_FORM, "other")),
            Column("Registered Date", "registered_on", day),
            Column("Ceased Date", "removed_on", day),
            Column("Most recent year income", "income", pounds, "", True),
            Column("Most recent year expenditure", "expenditure", pounds),
            Column("Year End", "year_end", day),
        ),
    ),
    Layout(
        key="ccni", kind=Kind.REGISTER, title="Northern Ireland register download", into=ROW,
        publisher="Charity Commission for Northern Ireland", licence=OGL, strict=False, finish=_ccni,
        address="https://www.charitycommissionni.org.uk/charity-search/",
        columns=(
            Column("Reg charity number", "unit_id", NUMBER, "", True, True),
            Column("Sub charity number", "linked", NUMBER, "", True),
            Column("Charity name", "name", NAME, "", True, True),
            Column("Status", "status", _lower(_GONE, ACTIVE), "", True),
            Column("Date registered", "registered_on", day),
            Column("Date for financial year ending", "year_end", day),
            Column("Total income", "income", pounds, "", True),
            Column("Total spending", "expenditure", pounds),
            Column("Employed staff", "employees", count),
            Column("UK and Ireland volunteers", "volunteers", count),
            Column("Company number", "company", NUMBER),
        ),
    ),
    Layout(
        key="companies", kind=Kind.REGISTER, title="Companies House basic company data", into=ROW,
        publisher="Companies House", licence="Public record, no restriction", strict=False, finish=_companies,
        address="https://download.companieshouse.gov.uk/en_output.html",
        columns=(
            Column("CompanyNumber", "unit_id", NUMBER, "", True, True),
            Column("CompanyName", "name", NAME, "", True, True),
            Column("CompanyCategory", "legal_form", _lower(_COMPANY_FORM, None), "", True),
            Column("DissolutionDate", "removed_on", day),
            Column("IncorporationDate", "registered_on", day),
            Column("SICCode.SicText_1", "sic_text", NAME),
        ),
    ),
    Layout(
        key="mutuals", kind=Kind.REGISTER, title="Mutuals public register download", into=ROW,
        publisher="Financial Conduct Authority", licence=OGL, strict=False,
        address="https://mutuals.fca.org.uk/",
        fixed=(("legal_form", "registered_society"),),
        finish=lambda values: values | {
            "unit_id": "GB-MPR-" + values["unit_id"],
            "status": ACTIVE if values["status"] == ACTIVE else REMOVED,
        },
        columns=(
            Column("Full Registration Number", "unit_id", text(30), "", True, True),
            Column("Society Name", "name", NAME, "", True, True),
            Column("Registration Date", "registered_on", day),
            Column("Deregistration Date", "removed_on", day),
            Column("Society Status", "status", _lower({"registered": ACTIVE}, REMOVED), "", True, True),
        ),
    ),
    Layout(
        key="links", kind=Kind.RELATIONS, title="Registrations that are one organisation, or one group", into=RELATION,
        strict=False, finish=_links, publisher="The office", licence="Statistical use only",
        columns=(
            Column("org_id_a", "former", org_id, "the registration that is counted through the other", True, True),
            Column("org_id_b", "counted_as", org_id, "the registration that is counted", True, True),
            Column(
                "relationship", "link", one_of({"sameas": Link.DUAL.value} | {link.value: link.value for link in Link}),
                "dual (or sameas), merger or group", True, True,
            ),
            Column("valid_from", "valid_from", day, "the day from which it holds"),
            Column("source", "source", text(200), "who says so"),
        ),
    ),
)  # fmt: skip
