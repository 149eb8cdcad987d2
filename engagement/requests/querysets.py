"""How we ask. Every list, page, export and API row starts from `visible_to`."""

from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from engagement.requests.enums import OPEN, RUNNING, Audience, State
from foundation.directory.standing import standing

CLAIM_LASTS = timedelta(minutes=30)
READS_ALL = ("triage", "auditor")
OFFICIALS = ("officer", "civil_society_lead")


def desks(principal: Any) -> frozenset[int]:
    """Departments whose requests the principal deals with, as an official or as the department's system."""
    who = standing(principal)
    if who.has("machine"):
        return who.department_ids
    return who.departments_as(*OFFICIALS)


def own(principal: Any) -> Q:
    """What the principal or one of their organisations sent. A claim nobody confirmed opens only what they wrote."""
    who = standing(principal)
    if not getattr(principal, "pk", None):
        return Q(pk__in=[])
    mine = Q(submitter=principal.pk)
    alone = mine & Q(organisation__isnull=True)
    claimed = mine & Q(organisation__in=who.claimed_organisation_ids)
    together = Q(organisation__in=who.organisation_ids) & (~Q(state=State.DRAFT) | mine)
    return alone | claimed | together


class InForceQuerySet(models.QuerySet):
    def on(self, day: date | None = None) -> Self:
        """Rows in force on a day (today by default)."""
        day = day or timezone.localdate()
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


class RequestQuerySet(models.QuerySet):
    def visible_to(self, principal: Any) -> Self:
        """Rows the principal may read. Drafts are their writer's alone; nobody in government sees them."""
        sent = ~Q(state=State.DRAFT)
        if standing(principal).has(*READS_ALL):
            return self.filter(sent | own(principal))
        departments = desks(principal)
        if not departments:
            return self.filter(own(principal))
        at_desk = sent & (Q(department__in=departments) | Q(offered_to__in=departments))
        return (
            self.filter(at_desk | own(principal)) if getattr(principal, "pk", None) else self.filter(at_desk)
        )

    def for_triage(self, principal: Any) -> Self:
        """Of `visible_to`, what was sent; nothing for whoever does not read all. Plain enough for an index to walk."""
        return self.exclude(state=State.DRAFT) if standing(principal).has(*READS_ALL) else self.none()

    def open_for_triage(self, principal: Any) -> Self:
        """Of `for_triage`, what is open: what has a due date, as a constraint says, so an index alone tells."""
        known = standing(principal).has(*READS_ALL)
        return self.filter(due_on__isnull=False) if known else self.none()

    def at_desk(self, principal: Any, department: int | None) -> Self:
        """Of `visible_to`, what one department deals with; nothing unless the principal works there."""
        if department is None or department not in desks(principal):
            return self.none()
        return self.exclude(state=State.DRAFT).filter(department=department)

    def offered_to_desk(self, principal: Any, department: int | None) -> Self:
        """Of `visible_to`, what others offer to one department; nothing unless the principal works there."""
        if department is None or department not in desks(principal):
            return self.none()
        return self.filter(state=State.TRANSFER_OFFERED, offered_to=department)

    def sent_by_or_for(self, principal: Any) -> Self:
        """The principal's own requests and drafts, and those of the organisations they belong to."""
        return self.filter(own(principal))

    def on_register(self) -> Self:
        """What the public may know exists. Show only public fields of these rows."""
        return self.exclude(state=State.DRAFT)

    def published(self) -> Self:
        """Of the register, the rows whose title and organisation the public may see and search."""
        return self.on_register().filter(may_publish=True, acknowledged_at__isnull=False)

    def open(self) -> Self:
        return self.filter(state__in=sorted(OPEN))

    def overdue(self, today: date | None = None) -> Self:
        return self.filter(state__in=sorted(RUNNING), due_on__lt=today or timezone.localdate())

    def locked(self) -> Self:
        return self.select_for_update(of=("self",))

    def for_reading(self) -> Self:
        """With the rows that a page or API answer shows beside each request."""
        return self.select_related(
            "organisation",
            "topic",
            "department",
            "team",
            "offered_to",
            "preferred_department",
            "owner",
            "submitter",
        )

    def touch(self, **changes: Any) -> int:
        """A bulk update that keeps version and time, so that ETags and `updated_since` stay true."""
        return self.update(**changes, version=F("version") + 1, updated_at=timezone.now())


class ConversationQuerySet(models.QuerySet):
    def visible_to(self, principal: Any) -> Self:
        """Of requests the principal may see: notes only for those who deal with the request in government."""
        if standing(principal).has(*READS_ALL):
            return self
        departments = desks(principal)
        both = Q(audience=Audience.EVERYONE)
        if departments:
            both |= Q(request__department__in=departments) | Q(request__offered_to__in=departments)
        return self.filter(both)
