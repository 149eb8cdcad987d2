"""Each register's own extract, in its own columns: what the account keeps of a row, and where the file came from."""

import pytest

from satellite_account.models import RegisterRow
from satellite_account.sources import layouts

EXTRACTS = {
    "ccew": (
        "registered_charity_number,linked_charity_number,charity_name,charity_type,charity_registration_status,"
        "date_of_registration,latest_acc_fin_period_end_date,latest_income,latest_expenditure,"
        "charity_company_registration_number,charity_is_cio\n"
        "200001,0,Moor Trust,Charitable company,Registered,1962-05-01T00:00:00,2025-03-31,90000,80000,12345,False\n"
    ),
    "oscr": (
        "Charity Number,Charity Name,Constitutional Form,Registered Date,Ceased Date,Most recent year income,"
        "Most recent year expenditure,Year End\n"
        "SC002327,Glen Fund,SCIO (Scottish Charitable Incorporated Organisation),01/04/2006,,90000,80000,31/03/2025\n"
    ),
    "ccni": (
        "Reg charity number,Sub charity number,Charity name,Status,Date registered,Date for financial year ending,"
        "Total income,Total spending,Employed staff,UK and Ireland volunteers,Company number\n"
        "100001,0,Lough Club,Up-to-date,01/06/2014,31/03/2025,90000,80000,3,12,NI012345\n"
    ),
    "companies": (
        "CompanyName,CompanyNumber,CompanyCategory,DissolutionDate,IncorporationDate,SICCode.SicText_1\n"
        "QUAY CIC,00012345,Community Interest Company,,01/02/2010,88990 - Other social work activities\n"
        "PLAIN LTD,00012346,Private Limited Company,,01/02/2010,62020 - Consultancy\n"
    ),
    "mutuals": (
        "Full Registration Number,Society Name,Registration Date,Deregistration Date,Society Status\n"
        "7001,Harbour Society,01/02/1990,,Registered\n"
    ),
}
KEPT = {
    "ccew": ("GB-CHC-200001", "charitable_company", 90_000, 80_000, ["GB-COH-00012345"]),
    "oscr": ("GB-SC-SC002327", "scio", 90_000, 80_000, None),
    "ccni": ("GB-NIC-100001", None, 90_000, 80_000, ["GB-COH-NI012345"]),
    "companies": ("GB-COH-00012345", "cic", None, None, None),
    "mutuals": ("GB-MPR-7001", "registered_society", None, None, None),
}


@pytest.mark.parametrize("register", EXTRACTS)
def test_an_extract_is_read_in_the_registers_own_columns(office, register):
    version = office.loaded(EXTRACTS[register], register)
    assert version.state == "ready", list(version.problems.values_list("column", "expected"))
    row = RegisterRow.objects.get(version=version)
    said = (row.unit_id, row.legal_form, row.income, row.expenditure, row.same_as)
    assert said == KEPT[register] and row.status == "active"
    assert row.sic == ("88990" if register == "companies" else None)
    assert version.passed_over == (1 if register == "companies" else 0)


@pytest.mark.parametrize("register", EXTRACTS)
def test_its_dataset_says_where_it_comes_from_and_under_which_licence(office, register):
    held, dataset = layouts.get(register), office.dataset(register, covers="All that are on it")
    assert held.publisher and held.licence and held.address.startswith("https://")
    assert (dataset.publisher, dataset.licence, dataset.address) == (
        held.publisher,
        held.licence,
        held.address,
    )
    assert dataset.covers == "All that are on it"


@pytest.mark.parametrize("register", EXTRACTS)
def test_a_column_under_another_name_is_told_the_exact_one(office, register):
    needed = layouts.get(register).needed[0]
    version = office.loaded(EXTRACTS[register].replace(needed, "number"), register)
    assert version.state == "refused"
    assert version.problems.get(column=needed).expected.startswith("a column with exactly this name")
