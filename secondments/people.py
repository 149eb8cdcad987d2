"""Who is told: those who speak for a side, and those a row names."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone

from foundation.accounts.models import User
from foundation.directory.models import Appointment, Membership


def officers(department_id: int | None) -> list[User]:
    """The secondments officers of a department today."""
    posts = Appointment.objects.on(timezone.localdate()).filter(role="secondments", department=department_id)
    return list(User.objects.filter(pk__in=posts.values("user"), is_active=True))


def leads(organisation_id: int | None) -> list[User]:
    places = Membership.objects.active().filter(organisation=organisation_id, role="lead")
    return list(User.objects.filter(pk__in=places.values("user"), is_active=True))


def speakers(row: Any, side: str) -> list[User]:
    """Those who may sign for the home or host body of a row."""
    department = getattr(row, f"{side}_department_id")
    return officers(department) if department else leads(getattr(row, f"{side}_organisation_id"))


def of_side(row: Any, side: str) -> list[User]:
    """Those who speak for the home or host body of a row, and the manager whom the row names."""
    found = speakers(row, side)
    named = getattr(row, f"{side}_manager", None)
    return _once([*found, *([named] if named else [])])


def of_placement(row: Any) -> list[User]:
    """All three parties."""
    return _once([row.person, *of_side(row, "home"), *of_side(row, "host")])


def colleagues(user: User, department_id: int | None, organisation_id: int | None) -> list[User]:
    """Those who could be the person's manager: others of the same body."""
    if department_id:
        posts = Appointment.objects.on(timezone.localdate()).filter(department=department_id)
        found = Q(pk__in=posts.values("user"))
    else:
        found = Q(pk__in=Membership.objects.active().filter(organisation=organisation_id).values("user"))
    return list(User.objects.filter(found, is_active=True).exclude(pk=user.pk).order_by("name", "pk")[:200])


def _once(people: Iterable[User]) -> list[User]:
    return list({person.pk: person for person in people}.values())
