"""Who appears in the demonstration. Every name here is invented."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.accounts import demo
from foundation.accounts.models import User
from foundation.common.references import next_reference
from foundation.directory.models import Appointment, Department, Membership, Organisation, Place, Team

DATA = Path(__file__).parent / "data"
HOME_ORGANISATION = "riverside"
HOME_DEPARTMENT = "DCMS"
TEAMS = [("volunteering", "Volunteering and Covenant team"), ("arts-and-youth", "Arts, sport and youth team")]

NAMES = {
    "respondent": "Aled Morris",
    "member": "Priya Nair",
    "lead": "Joan Okafor",
    "triage": "Tom Whitlock",
    "officer": "Rachel Adeyemi",
    "civil_society_lead": "Gareth Pugh",
    "secondments": "Nadia Karim",
    "statistician": "Ruth Feldman",
    "publisher": "Owen Blake",
    "reviewer": "Margaret Sloane",
    "auditor": "Ian Forsyth",
    "administrator": "Chloe Barnes",
}
FORMS = {"charity": "cio", "group": "group", "cic": "cic", "coop": "registered_society"}
DEPARTMENTAL = {"officer", "civil_society_lead", "secondments"}
RESPONDENTS = {"respondent", "member", "lead"}


@transaction.atomic
def people() -> dict[str, User]:
    """One person for each role of the demonstration."""
    home = Department.objects.get(code=HOME_DEPARTMENT)
    teams = [
        Team.objects.get_or_create(department=home, slug=slug, defaults={"name": name})[0]
        for slug, name in TEAMS
    ]
    found = {role: person(demo.address(role), name) for role, name in NAMES.items()}
    for role, user in found.items():
        if role not in RESPONDENTS:
            appoint(
                user, role, home if role in DEPARTMENTAL else None, teams[0] if role == "officer" else None
            )
    return found


def person(email: str, name: str, language: str = "en") -> User:
    found = User.objects.filter(email=email).first()
    return found or User.objects.create_user(email=email, name=name, language=language)


def appoint(user: User, role: str, department: Department | None, team: Team | None = None) -> None:
    if not Appointment.objects.filter(user=user, role=role, department=department).exists():
        Appointment.objects.create(
            user=user, role=role, department=department, team=team, valid_from=date(2024, 7, 5)
        )
    if not user.is_government:
        user.is_government = True
        user.save(update_fields=["is_government"])


@transaction.atomic
def organisations(cast: dict[str, User]) -> dict[str, tuple[Organisation, User]]:
    """Every organisation with the person who writes for it."""
    with (DATA / "organisations.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    found = {}
    for row in rows:
        body = _organisation(row)
        if row["key"] == HOME_ORGANISATION:
            _join(body, cast["lead"], "lead")
            _join(body, cast["member"], "member")
            found[row["key"]] = (body, cast["lead"])
        else:
            language = "cy" if row["key"] in {"canolfan", "cwmtawel"} else "en"
            writer = person(f"{row['key']}@charity.example", row["writer"], language)
            _join(body, writer, "lead")
            found[row["key"]] = (body, writer)
    return found


def _organisation(row: dict[str, str]) -> Organisation:
    found = Organisation.objects.filter(name=row["name"], website=f"https://{row['key']}.example").first()
    if found:
        return found
    region = Place.objects.filter(code=row["region"]).first() if row["nation"] == "england" else None
    return Organisation.objects.create(
        ref=next_reference("OR"),
        name=row["name"],
        legal_form=FORMS[row["form"]],
        income=int(row["income"]) if row["income"] else None,
        icnp_section=row["section"],
        nation=row["nation"],
        region=region,
        website=f"https://{row['key']}.example",
        description=row["about"],
        verification_level=4,
    )


def _join(body: Organisation, user: User, role: str) -> None:
    if not Membership.objects.filter(user=user, organisation=body).exists():
        Membership.objects.create(
            user=user,
            organisation=body,
            role=role,
            state="active",
            joined_at=timezone.now(),
            confirmed_by="officer",
        )


def officials(department: Department, cast: dict[str, User]) -> Any:
    """The officer who answers for a department."""
    if department.code == HOME_DEPARTMENT:
        return cast["officer"]
    code = department.code.lower()
    user = person(f"officer.{code}@government.example", f"Officer at {department.code}")
    appoint(user, "officer", department)
    return user
