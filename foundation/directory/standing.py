"""What a principal is in the directory at this moment: read in one query, kept for one request only.

Rooms above ask here and nowhere else: `standing(request.user).has("triage")`.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import BigIntegerField, CharField, F, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from foundation.common.beside import Rows, read
from foundation.common.prepared import Prepared
from foundation.directory.enums import GovernmentRole

NOBODY: frozenset[int] = frozenset()
_KEPT = "_standing"


@dataclass(frozen=True, slots=True)
class Standing:
    """Roles by the names of the contract, and the rows they are held in.

    `organisation_ids` are those whose records the person may see and act in. `claimed_organisation_ids` are those
    that nobody could confirm yet: the person may write for them, and sees only what they wrote.
    """

    roles: frozenset[str] = frozenset({"anonymous"})
    department_ids: frozenset[int] = NOBODY
    team_ids: frozenset[int] = NOBODY
    organisation_ids: frozenset[int] = NOBODY
    lead_organisation_ids: frozenset[int] = NOBODY
    claimed_organisation_ids: frozenset[int] = NOBODY
    waiting_organisation_ids: frozenset[int] = NOBODY
    departmental: frozenset[tuple[str, int]] = frozenset()

    def has(self, *roles: str) -> bool:
        """Whether it holds any of these roles."""
        return not self.roles.isdisjoint(roles)

    def departments_as(self, *roles: str) -> frozenset[int]:
        """The departments in which it holds any of these roles."""
        return frozenset(department for role, department in self.departmental if role in roles)

    def holds(self, role: str, department_id: int | None) -> bool:
        """Whether it holds a departmental role in that very department."""
        return (role, department_id) in self.departmental

    @property
    def is_government(self) -> bool:
        return self.has(*GovernmentRole.values)

    @property
    def places(self) -> frozenset[str]:
        """What the service navigation goes by: the roles, and "government" for who writes for no organisation."""
        inside = self.is_government and not self.writable_organisation_ids
        return self.roles | {"government"} if inside else self.roles

    @property
    def writable_organisation_ids(self) -> frozenset[int]:
        """For whom the person may draft and send: members, and first claimants of a body that has no members."""
        return self.organisation_ids | self.claimed_organisation_ids


def standing(principal: Any) -> Standing:
    """The standing of a person, a machine client, the portal itself, or nobody (None, AnonymousUser)."""
    if principal is None or not principal.is_authenticated:
        return Standing()
    kept = getattr(principal, _KEPT, None)
    if kept is None:
        kept = _read(principal)
        keep(principal, kept)
    return kept


def forget(principal: Any) -> None:
    """Read again at the next question: an action changed what this principal may do."""
    keep(principal, None)


def keep(principal: Any, value: Standing | None) -> None:
    with suppress(AttributeError):  # a frozen principal is asked anew each time
        setattr(principal, _KEPT, value)


def _read(principal: Any) -> Standing:
    if getattr(principal, "is_system", False):
        return Standing(roles=frozenset({"system"}))
    if client_id := getattr(principal, "client_id", None):
        return _of_machine(client_id)
    if not getattr(principal, "is_active", True) or principal.pk is None:
        return Standing()
    return _of_person(principal.pk)


def _current() -> Q:
    today = timezone.localdate()
    return Q(valid_from__lte=today) & (Q(valid_to__isnull=True) | Q(valid_to__gt=today))


def _departments(slot: Any) -> QuerySet:
    clients = apps.get_model("directory", "ClientDepartment").objects
    return clients.filter(_current(), client_id=slot("client", CharField())).values_list("department_id")


def _held(person: Any) -> QuerySet:
    memberships = apps.get_model("directory", "Membership").objects.exclude(state="ended")
    return memberships.filter(user_id=person).order_by()


def _appointed(person: Any) -> QuerySet:
    return apps.get_model("directory", "Appointment").objects.filter(_current(), user_id=person).order_by()


def _posts(slot: Any) -> QuerySet:
    """Memberships and appointments of a person in one query."""
    person = slot("pk", BigIntegerField())
    blank = Value("", output_field=CharField())
    rows = _held(person).values_list(F("state"), F("role"), F("organisation_id"), F("user_id"))
    posts = _appointed(person).values_list(blank, F("role"), F("department_id"), F("team_id"))
    return rows.union(posts, all=True)


# The same beside the row of the person, for the statement that every page begins with.
BESIDE_PERSON = {
    "membership_rows": lambda: Rows(_held(OuterRef("pk")).values("state", "role", "organisation")),
    "appointment_rows": lambda: Rows(_appointed(OuterRef("pk")).values("role", "department", "team")),
}


def read_beside_person(person: Any) -> None:
    held = [(row["state"], row["role"], row["organisation"], None) for row in read(person.membership_rows)]
    posts = [("", row["role"], row["department"], row["team"]) for row in read(person.appointment_rows)]
    keep(person, _from_rows([*held, *posts]))


DEPARTMENTS, POSTS = Prepared(_departments), Prepared(_posts)


def _of_machine(client_id: str) -> Standing:
    return Standing(frozenset({"machine"}), frozenset(pk for (pk,) in DEPARTMENTS(client=client_id)))


def _of_person(pk: int) -> Standing:
    return _from_rows(POSTS(pk=pk))


def _from_rows(rows: Iterable[tuple[str, str, int | None, int | None]]) -> Standing:
    found = list(rows)
    posts = [(role, department, team) for state, role, department, team in found if not state]
    member_of = [
        (state, role, organisation) for state, role, organisation, _user in found if state and organisation
    ]
    active = [(role, organisation) for state, role, organisation in member_of if state == "active"]
    leads = frozenset(organisation for role, organisation in active if role == "lead")
    roles = {"respondent", *(role for role, *_ in posts)}
    roles |= {"member"} if active else set()
    roles |= {"lead"} if leads else set()
    return Standing(
        roles=frozenset(roles),
        department_ids=frozenset(department for _, department, _ in posts if department),
        team_ids=frozenset(team for *_, team in posts if team),
        organisation_ids=frozenset(organisation for _, organisation in active),
        lead_organisation_ids=leads,
        claimed_organisation_ids=frozenset(org for state, _, org in member_of if state == "claimed"),
        waiting_organisation_ids=frozenset(org for state, _, org in member_of if state == "waiting"),
        departmental=frozenset((role, department) for role, department, _ in posts if department),
    )
