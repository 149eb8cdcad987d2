"""How the directory is asked. Every list, page and API row starts from `visible_to`."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from foundation.directory import search
from foundation.directory.enums import MembershipState, Source, Verification
from foundation.directory.standing import standing


class DatedQuerySet(models.QuerySet):
    """Rows that hold from a day to (not including) another; open ends have no date."""

    def on(self, day: date) -> Self:
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        )

    def current(self) -> Self:
        return self.on(timezone.localdate())


class DepartmentQuerySet(DatedQuerySet):
    def visible_to(self, principal: Any) -> Self:
        return self

    def ministerial(self) -> Self:
        return self.filter(kind__in=("ministerial_department", "executive_office"))


class AppointmentQuerySet(DatedQuerySet):
    def visible_to(self, principal: Any) -> Self:
        """Officials are named to those who run the service, and to colleagues in the same department."""
        own = standing(principal)
        if own.has("administrator", "auditor", "triage"):
            return self
        return self.filter(department__in=own.department_ids) if own.is_government else self.none()


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, principal: Any) -> Self:
        """What a register holds or somebody vouched for is public; a self-declared group is its own people's."""
        own = standing(principal)
        if own.is_government:
            return self
        public = ~Q(source=Source.SELF) | Q(verification_level__gte=Verification.VOUCHED)
        mine = own.organisation_ids | own.claimed_organisation_ids | own.waiting_organisation_ids
        return self.filter(public | Q(pk__in=mine)) if mine else self.filter(public)

    def locked(self) -> Self:
        return self.select_for_update(of=("self",))

    def search(self, text: str, *, limit: int = search.LIMIT) -> list[Any]:
        """The best matches by name or number, best first; each carries `match` (exact, number, start, words, near)."""
        return search.find(self, text, limit=limit)


class MembershipQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(state=MembershipState.ACTIVE)

    def open(self) -> Self:
        return self.exclude(state=MembershipState.ENDED)

    def asking(self) -> Self:
        return self.filter(state__in=(MembershipState.CLAIMED, MembershipState.WAITING))

    def visible_to(self, principal: Any) -> Self:
        """Active members see each other; everybody sees their own rows; officials who confirm people see all."""
        own = standing(principal)
        if own.has("administrator", "auditor", "triage"):
            return self
        mine = Q(user_id=principal.pk) if own.has("respondent") else Q(pk__in=())
        return self.filter(mine | Q(organisation__in=own.organisation_ids))


class InvitationQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now())

    def visible_to(self, principal: Any) -> Self:
        own = standing(principal)
        return self.filter(organisation__in=own.lead_organisation_ids)
