"""Scotland's and Northern Ireland's charity registers, and Companies House."""

import csv
from datetime import date

import pytest

from foundation.directory.models import Organisation
from foundation.directory.register.load import load
from tests.directory.conftest import Quiet
from tests.factories.directory import OrganisationFactory, registered

pytestmark = pytest.mark.django_db

OSCR = {
    "Charity Number": "SC042386",
    "Charity Name": "Highland Aid",
    "Registered Date": "14/06/2011 00:00",
    "Known As": "The Aid",
    "Charity Status": "Active",
    "Postcode": "IV1 1AA",
    "Constitutional Form": "SCIO (Scottish Charitable Incorporated Organisation)",
    "Geographical Spread": "More than one local authority area in Scotland",
    "Main Operating Location": "Highland",
    "Purposes": "'The prevention or relief of poverty','the relief of those in need by reason of age, ill health'",
    "Objectives": "To aid.",
    "Website": "http://www.highland-aid.scot",
    "Most recent year income": "12,500",
    "Year End": "31/03/2026",
    "Parent charity number": "",
    "Ceased Date": "",
}
CCNI = {
    "Reg charity number": "100019",
    "Sub charity number": "0",
    "Charity name": "Foyle Aid",
    "Date registered": "28/10/2014",
    "Status": "Up-to-date",
    "Date for financial year ending": "31 March 2025",
    "Total income": "99999",
    "Public address": "1 The Square, Derry, BT48 6AA",
    "Website": "foyle-aid.example",
    "Email": "info@foyle-aid.example",
    "Company number": "NI012345",
    "What the charity does": "The advancement of religion",
}
COMPANY = {
    "CompanyName": "HOPE KITCHEN CIC",
    " CompanyNumber": "SC123456",
    "RegAddress.PostCode": "G1 1AA",
    "CompanyCategory": "Community Interest Company",
    "CompanyStatus": "Active",
    "DissolutionDate": "",
    "IncorporationDate": "01/02/2015",
    "PreviousName_1.CompanyName": "HOPE CAFE CIC",
    "SICCode.SicText_1": "56102 - Unlicensed restaurants and cafes",
    "SICCode.SicText_2": "",
}


@pytest.fixture
def read(tmp_path):
    def write_and_load(source, *rows, name="register.csv", encoding="utf-8", again=False):
        path = tmp_path / name
        with path.open("w", newline="", encoding=encoding) as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        return load(path=path, source=source, watch=Quiet(), again=again)

    return write_and_load


def test_a_scottish_charity(read):
    done = read("oscr", OSCR, {**OSCR, "Charity Number": "XX1"})
    aid = Organisation.objects.get()
    assert (aid.name, aid.other_names, aid.nation, aid.legal_form) == (
        "Highland Aid",
        ["The Aid"],
        "scotland",
        "scio",
    )
    assert (aid.income, aid.size_band, aid.income_year_end) == (12_500, "small", date(2026, 3, 31))
    assert (aid.icnp_section, aid.icnp_group) == ("D", "")
    assert aid.identifiers.get().org_id == "GB-SC-SC042386"
    assert "is not a Scottish charity number" in str(done.problems.get())


def test_a_former_scottish_charity_is_marked(read):
    read("oscr", {**OSCR, "Charity Status": "Removed", "Ceased Date": "01/05/2026"})
    assert Organisation.objects.values_list("status", "removed_on").get() == ("removed", date(2026, 5, 1))


@pytest.mark.parametrize("spread", ["UK and overseas", "Overseas only", "Scotland and other parts of the UK"])
def test_a_scottish_charity_that_works_elsewhere_has_no_one_nation(read, spread):
    read("oscr", {**OSCR, "Geographical Spread": spread})
    assert Organisation.objects.get().nation == ""


def test_a_dual_registration_is_not_merged_by_itself(read):
    registered("1090095", organisation=OrganisationFactory(name="Highland Aid"))
    read("oscr", OSCR)
    assert Organisation.objects.filter(name="Highland Aid").count() == 2


def test_a_northern_irish_charity(read):
    read("ccni", CCNI)
    aid = Organisation.objects.get()
    assert (aid.name, aid.nation, aid.size_band, aid.icnp_section) == (
        "Foyle Aid",
        "northern-ireland",
        "small",
        "I",
    )
    assert {number.org_id for number in aid.identifiers.all()} == {"GB-NIC-100019", "GB-COH-NI012345"}
    assert aid.identifiers.get(is_primary=True).shown == "NIC100019"
    assert aid.identifiers.get(is_primary=True).record.email_domain == "foyle-aid.example"


def test_bare_digits_are_no_northern_irish_company(read):
    read("ccni", {**CCNI, "Company number": "12345"})
    assert Organisation.objects.get().identifiers.count() == 1


def test_a_western_character_set_inside_is_read(read):
    read("ccni", {**CCNI, "Charity name": "Café Ó Néill"}, encoding="cp1252")
    assert Organisation.objects.get().name == "Café Ó Néill"


def test_a_community_interest_company(read):
    read("companies", COMPANY)
    kitchen = Organisation.objects.get()
    assert (kitchen.name, kitchen.legal_form, kitchen.nation) == ("HOPE KITCHEN CIC", "cic", "scotland")
    assert kitchen.identifiers.get().org_id == "GB-COH-SC123456"
    assert [row.pk for row in Organisation.objects.search("hope cafe")] == [kitchen.pk]


def test_other_companies_are_passed_over(read):
    shop = {**COMPANY, " CompanyNumber": "00000123", "CompanyCategory": "Private Limited Company"}
    cio = {**COMPANY, " CompanyNumber": "CE000123", "CompanyCategory": "Charitable Incorporated Organisation"}
    done = read("companies", shop, cio, COMPANY)
    assert (done.added, done.passed_over) == (1, 2)


def test_a_charity_that_is_also_a_company_keeps_its_charity_name(read):
    charity = registered("1090095", organisation=OrganisationFactory(name="Hope Kitchen"))
    charity.identifiers.create(scheme="GB-COH", number="SC123456")
    read("companies", COMPANY)
    assert Organisation.objects.get().name == "Hope Kitchen"
    assert charity.identifiers.get(scheme="GB-COH").record.name == "HOPE KITCHEN CIC"
    assert charity.identifiers.get(is_primary=True).number == "1090095"
