"""How we ask. Every list, page, export and API row starts from `visible_to`."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from foundation.directory.standing import standing
from secondments.enums import PUBLIC_STATES, RUNNING, STARTED

NOTHING = Q(pk__in=[])
# A host sees those who are before it or were matched with it; whoever was not is none of its business any more.
SEEN_BY_HOST = ("nominated", "shortlisted", "declined", "matched")
# A profile calls its home manager by one word.
MANAGERS = {"candidate__": "manager"}
PRIVATE = ("draft", "withdrawn")


def offices(principal: Any) -> frozenset[int]:
    """Departments whose secondments the principal looks after."""
    who = standing(principal)
    if who.has("machine"):
        return who.department_ids
    return who.departments_as("secondments")


def bodies(principal: Any, side: str, path: str = "") -> Q:
    """Rows whose home or host body the principal speaks for: as its lead, or as the department's officer."""
    who = standing(principal)
    if who.has("machine"):
        return Q(**{f"{path}{side}_department__in": who.department_ids})
    return Q(**{f"{path}{side}_department__in": offices(principal)}) | Q(
        **{f"{path}{side}_organisation__in": who.lead_organisation_ids}
    )


def me(principal: Any, *paths: str) -> Q:
    """Rows that name the person themselves."""
    if not getattr(principal, "pk", None):
        return NOTHING
    found = Q()
    for path in paths:
        found |= Q(**{path: principal.pk})
    return found


def managed(principal: Any, side: str, path: str = "") -> Q:
    """Rows that name the principal as manager on a side, for as long as they belong to its body."""
    who = standing(principal)
    inside = Q(**{f"{path}{side}_department__in": who.department_ids}) | Q(
        **{f"{path}{side}_organisation__in": who.organisation_ids}
    )
    return me(principal, f"{path}{MANAGERS.get(path, f'{side}_manager')}") & inside


def reads_all(principal: Any) -> bool:
    return standing(principal).has("auditor", "system")


class LockedQuerySet(models.QuerySet):
    def locked(self) -> Self:
        return self.select_for_update(of=("self",))

    def touch(self, **changes: Any) -> int:
        """A bulk update that keeps version and time."""
        return self.update(**changes, version=F("version") + 1, updated_at=timezone.now())


class OpportunityQuerySet(LockedQuerySet):
    def public(self) -> Self:
        return self.filter(state__in=PUBLIC_STATES)

    def open(self, today: date | None = None) -> Self:
        return self.filter(state="advertised", closes_on__gte=today or timezone.localdate())

    def visible_to(self, principal: Any) -> Self:
        """What is or was advertised is public; the rest is the host's and of those who approve it."""
        if reads_all(principal):
            return self
        shown = Q(state__in=PUBLIC_STATES)
        who = standing(principal)
        if not who.has("respondent", "machine"):
            return self.filter(shown)
        return self.filter(shown | self.of_hosts(principal) | self.overseen(principal))

    @staticmethod
    def of_hosts(principal: Any) -> Q:
        who = standing(principal)
        return Q(host_organisation__in=who.organisation_ids) | Q(host_department__in=who.department_ids)

    @staticmethod
    def overseen(principal: Any) -> Q:
        """What an officer approved for a department, and what organisations wrote that waits for approval."""
        own = offices(principal)
        if not own:
            return NOTHING
        return Q(overseer__in=own) | Q(state="draft", host_organisation__isnull=False)


class CandidateQuerySet(LockedQuerySet):
    def visible_to(self, principal: Any) -> Self:
        """The person's own; the home body's once the person asked it to agree. Hosts never see a profile itself."""
        if reads_all(principal):
            return self.exclude(state="draft")
        asked = ~Q(state__in=PRIVATE)
        who = standing(principal)
        if who.has("machine"):
            return self.none()
        inside = Q(home_department__in=who.department_ids) | Q(home_organisation__in=who.organisation_ids)
        home = bodies(principal, "home") | (me(principal, "manager") & inside)
        return self.filter(me(principal, "person") | (asked & home))


class NominationQuerySet(LockedQuerySet):
    def visible_to(self, principal: Any) -> Self:
        if reads_all(principal):
            return self
        if standing(principal).has("machine"):
            return self.none()
        home = bodies(principal, "home", "candidate__") | managed(principal, "home", "candidate__")
        mine = me(principal, "candidate__person")
        return self.filter(mine | home | self.at_host(principal))

    @staticmethod
    def at_host(principal: Any) -> Q:
        host = bodies(principal, "host", "opportunity__") | managed(principal, "host", "opportunity__")
        return (host | Q(opportunity__overseer__in=offices(principal))) & Q(state__in=SEEN_BY_HOST)

    def for_host(self, principal: Any) -> Self:
        return self.filter(self.at_host(principal))


class RoundQuerySet(LockedQuerySet):
    def visible_to(self, principal: Any) -> Self:
        return self if reads_all(principal) else self.filter(department__in=offices(principal))


class PlacementQuerySet(LockedQuerySet):
    def visible_to(self, principal: Any) -> Self:
        """The three parties and nobody else: the secondee, the home body, the host body."""
        if reads_all(principal):
            return self
        sides = bodies(principal, "home") | bodies(principal, "host")
        named = managed(principal, "home") | managed(principal, "host")
        return self.filter(me(principal, "person") | sides | named)

    def running(self) -> Self:
        return self.filter(state__in=RUNNING)

    def started(self) -> Self:
        return self.filter(state__in=STARTED)

    def for_reading(self) -> Self:
        return self.select_related(
            "home_department",
            "home_organisation",
            "host_department",
            "host_organisation",
            "person",
            "host_manager",
            "home_manager",
            "agreement",
            "swap",
        )


class HomeTermsQuerySet(LockedQuerySet):
    def of(self, people: models.QuerySet) -> Self:
        """Of the bodies that these people come from."""
        return self.filter(
            Q(home_department__in=people.values("home_department"))
            | Q(home_organisation__in=people.values("home_organisation"))
        )


class RecusalQuerySet(models.QuerySet):
    def visible_to(self, principal: Any) -> Self:
        if reads_all(principal):
            return self
        path = "placement__"
        sides = bodies(principal, "home", path) | bodies(principal, "host", path)
        named = managed(principal, "home", path) | managed(principal, "host", path)
        return self.filter(me(principal, f"{path}person") | sides | named)

    def on(self, day: date) -> Self:
        return self.filter(from_on__lte=day, to_on__gte=day)
