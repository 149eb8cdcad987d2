"""Who is told about many rows: those of all their bodies, in two questions however many rows there are."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from foundation.accounts.models import User
from foundation.directory.models import Appointment, Membership

SIDES = ("home", "host")


class Circle:
    """The officers and leads of the departments and organisations that rows name. As `people`, for many rows."""

    def __init__(self, rows: Iterable[Any]) -> None:
        rows = list(rows)
        offices = {getattr(row, f"{side}_department_id", None) for row in rows for side in SIDES}
        offices |= {getattr(row, "overseer_id", None) for row in rows}
        bodies = {getattr(row, f"{side}_organisation_id", None) for row in rows for side in SIDES}
        posts = Appointment.objects.on(timezone.localdate()).filter(
            role="secondments", department__in=offices - {None}, user__is_active=True
        )
        places = Membership.objects.active().filter(
            role="lead", organisation__in=bodies - {None}, user__is_active=True
        )
        self.of_department: dict[int, list[User]] = defaultdict(list)
        self.of_organisation: dict[int, list[User]] = defaultdict(list)
        for post in posts.select_related("user"):
            self.of_department[post.department_id].append(post.user)
        for place in places.select_related("user"):
            self.of_organisation[place.organisation_id].append(place.user)

    def officers(self, department_id: int | None) -> list[User]:
        return self.of_department.get(department_id or 0, [])

    def of_side(self, row: Any, side: str) -> list[User]:
        """Those who speak for a side, and the manager whom the row names."""
        department = getattr(row, f"{side}_department_id")
        found = (
            self.officers(department)
            if department
            else self.of_organisation.get(getattr(row, f"{side}_organisation_id") or 0, [])
        )
        named = getattr(row, f"{side}_manager", None)
        return [*found, *([named] if named else [])]

    def of_sides(self, row: Any, sides: Iterable[str]) -> list[User]:
        """Each once: the secondee, the officer of the department that is a party, those of a body."""
        found: list[User] = []
        for side in sides:
            if side == "secondee":
                found.append(row.person)
            elif side == "officer":
                found += self.officers(row.host_department_id or row.home_department_id)
            else:
                found += self.of_side(row, side)
        return list({one.pk: one for one in found}.values())
