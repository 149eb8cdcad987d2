"""Terms of agreements for tests."""

from dataclasses import replace
from datetime import date
from typing import Any

from secondments.costs.terms import Instalment
from secondments.papers.terms import Body, Conflict, Terms

BASE = Terms(
    reference="SC-2026-000042",
    made_on=date(2026, 9, 1),
    direction="inward",
    employer=Body(
        name="Riverside Food Bank",
        address="1 Quay Street, Bristol BS1 4AA",
        number="charity 1234567",
        signatory="Amina Okafor",
        signatory_role="Chief executive",
    ),
    host=Body(
        name="Department for Environment, Food and Rural Affairs",
        address="2 Marsham Street, London SW1P 4DF",
        signatory="Gareth Pugh",
        signatory_role="Deputy director, food policy",
    ),
    secondee="Siân Wyn Jones",
    home_post="Head of partnerships",
    contract_end=date(2028, 3, 31),
    post="Policy adviser, food insecurity",
    team="Food Strategy Unit",
    mission="Opportunity for all",
    outcomes=("a tested referral route", "guidance that food banks can use"),
    location="Bristol, with two days a month in London",
    start=date(2026, 10, 5),
    end=date(2027, 4, 2),
    line_manager="Priya Nair",
    manager_notice_days=21,
    home_contact="Tom Ashworth",
    supervision="a weekly meeting with the line manager and a monthly call with the Employer",
    hours="22.2 hours a week, 60% of full time, Monday to Wednesday",
    leave="the Employer’s 28 days a year and bank holidays, in proportion",
    sickness_contact="the people team",
    salary=4_200_000,
    allowances=123_400,
    reimbursed=8_000,
    instalments=(
        Instalment(date(2026, 10, 5), date(2026, 12, 31), 612_345, 122_469),
        Instalment(date(2027, 1, 1), date(2027, 4, 2), 633_210, 126_642),
    ),
    vat="the Employer charges VAT at the standard rate, which the Host cannot recover",
    pension="The Employer contributes 8% of pay to its group personal pension",
    expenses="The Host pays travel to London under its own rules",
    backfill="the programme pays up to £800 a month towards cover",
    insurance="The Host indemnifies the Employer against claims from the placement",
    clearance="BPSS",
    clearance_expires=date(2029, 10, 1),
    conflicts=(
        Conflict(interest="Trustee of a farm charity", mitigation="Recuse", reviewed_on=date(2026, 8, 20)),
    ),
    recusals=("the Household Support Fund",),
    outside_activities=("school governor",),
    intellectual_property="What the Secondee makes in the placement belongs to the Host",
    data_protection_contact="dpo@example.org",
    health_and_safety_contact="Facilities help desk",
    exception="Exception 3, secondments",
    approval_reference="CSC-2026-77",
    learning=("how a spending review works",),
    notice_months=2,
    extension_until=date(2028, 2, 29),
    return_post="Head of partnerships at the same grade",
    dispute_contacts="the chief executive and the deputy director",
    law="England and Wales",
)


def terms(**changes: Any) -> Terms:
    return replace(BASE, **changes)
