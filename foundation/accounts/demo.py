"""The people of the demonstration: one per role, signed in with one press when DEMO=1."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User

DOMAIN = "demo.example"


@dataclass(frozen=True, slots=True)
class Person:
    role: str
    title: Any
    who: Any


PEOPLE = (
    Person("respondent", _("Individual"), _("Answers consultations and asks questions as a private person.")),
    Person("member", _("Charity member"), _("Works for a charity and follows its requests.")),
    Person("lead", _("Charity lead"), _("Speaks for a charity: sends its requests and manages its members.")),
    Person(
        "triage", _("Front door team"), _("Reads every new request and sends it to the right department.")
    ),
    Person("officer", _("Policy officer"), _("Accepts and answers a department's requests.")),
    Person(
        "civil_society_lead",
        _("Civil society lead"),
        _("Looks after a department's dealings with charities."),
    ),
    Person("secondments", _("Secondments officer"), _("Keeps a department's register of secondments.")),
    Person("statistician", _("Statistician"), _("Prepares the satellite account's estimates.")),
    Person("publisher", _("Publisher"), _("Signs off the satellite account's releases.")),
    Person(
        "reviewer", _("Independent reviewer"), _("Reviews protected challenges, outside every department.")
    ),
    Person("auditor", _("Auditor"), _("Reads everything and changes nothing.")),
    Person("administrator", _("Administrator"), _("Looks after people and settings, not cases.")),
)


def address(role: str) -> str:
    return f"{role}@{DOMAIN}"


def people() -> list[Person]:
    """Those of them who are in the database."""
    there = set(
        User.objects.filter(
            email__in=[address(person.role) for person in PEOPLE], is_active=True
        ).values_list("email", flat=True)
    )
    return [person for person in PEOPLE if address(person.role) in there]


def person(role: str) -> User | None:
    if role not in {person.role for person in PEOPLE}:
        return None
    return User.objects.filter(email=address(role), is_active=True).first()
