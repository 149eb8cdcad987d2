"""Who is told: those who speak for a side, and those a row names."""

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Func, Q, QuerySet, Value
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


def colleagues(user: User, departments: Iterable[int], organisations: Iterable[int]) -> QuerySet[User]:
    """Those who could be the person's manager: others of the same body, by name."""
    posts = Appointment.objects.on(timezone.localdate()).filter(department__in=list(departments))
    places = Membership.objects.active().filter(organisation__in=list(organisations))
    there = Q(pk__in=posts.values("user")) | Q(pk__in=places.values("user"))
    return User.objects.filter(there, is_active=True).exclude(pk=user.pk).order_by("name", "pk")


def colleagues_on(row: Any, user: User) -> QuerySet[User]:
    """As `colleagues`, of the home body of a row."""
    bodies = ([pk] if pk else [] for pk in (row.home_department_id, row.home_organisation_id))
    return colleagues(user, *bodies)


def called(rows: QuerySet[User], words: str) -> QuerySet[User]:
    """Those whose names hold every word, accents or none, or whose address begins with it."""
    rows = rows.annotate(folded=Func("name", function="fold", output_field=CharField()))
    for word in words.split()[:6]:
        folded = Func(Value(word), function="fold", output_field=CharField())
        rows = rows.filter(Q(folded__contains=folded) | Q(email__istartswith=word))
    return rows


def _once(people: Iterable[User]) -> list[User]:
    return list({person.pk: person for person in people}.values())
