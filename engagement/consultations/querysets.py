"""How the room is asked. Every list, page, export and API row starts from `visible_to`."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from engagement.consultations.enums import Phase, Publication, ResponseState, Workflow
from engagement.consultations.states import RESPONSE_WEEKS
from engagement.programmes.models import desks
from foundation.directory.standing import standing


def public_now(now: datetime | None = None, prefix: str = "") -> Q:
    """Published, or scheduled for a moment that has come, whether or not the clock's sweep has been by."""
    names = {"workflow__in": [Workflow.PUBLISHED, Workflow.WITHDRAWN]}
    scheduled = {"workflow": Workflow.SCHEDULED, "publish_at__lte": now or timezone.now()}
    return Q(**{prefix + name: value for name, value in names.items()}) | Q(
        **{prefix + name: value for name, value in scheduled.items()}
    )


class ConsultationQuerySet(models.QuerySet):
    def visible_to(self, principal: Any) -> Self:
        """What is public; to the department that owns it and to the auditor also the rest."""
        who = standing(principal)
        if who.has("auditor"):
            return self
        own = desks(principal)
        return self.filter(public_now() | Q(department__in=own)) if own else self.public()

    def public(self) -> Self:
        return self.filter(public_now())

    def of_desk(self, principal: Any) -> Self:
        """Those that the principal works on, or reads as the auditor."""
        if standing(principal).has("auditor"):
            return self
        return self.filter(department__in=desks(principal))

    def in_phase(self, phase: str, now: datetime | None = None) -> Self:
        now = now or timezone.now()
        if phase == Phase.WITHDRAWN:
            return self.filter(workflow=Workflow.WITHDRAWN)
        rows = self.exclude(workflow=Workflow.WITHDRAWN)
        match phase:
            case Phase.UPCOMING:
                return rows.filter(opening_at__gt=now)
            case Phase.OPEN:
                return rows.filter(opening_at__lte=now, closing_at__gte=now)
            case Phase.CLOSED:
                return rows.filter(closing_at__lt=now, outcome_published_at__isnull=True)
            case _:
                return rows.filter(closing_at__lt=now, outcome_published_at__isnull=False)

    def late(self, now: datetime | None = None) -> Self:
        """Closed more than twelve weeks ago without an outcome."""
        now = now or timezone.now()
        return (
            self.public()
            .in_phase(Phase.CLOSED, now)
            .filter(closing_at__lt=now - timedelta(weeks=RESPONSE_WEEKS))
        )

    def locked(self) -> Self:
        return self.select_for_update(of=("self",))


# Of the consultation, what the pages of a response show or its verbs decide by: the rest is long and would be read
# for nothing.
BESIDE = tuple(
    f"consultation__{name}"
    for name in (
        *("ref", "slug", "kind", "title", "title_cy", "workflow", "opening_at", "closing_at", "publish_at"),
        *("outcome_published_at", "form_version", "asks_monitoring", "department", "withdrawn_at", "notice"),
    )
)


class ResponseQuerySet(models.QuerySet):
    def beside_consultation(self, *more: str) -> Self:
        """Whole responses, each with what is needed of its consultation."""
        own = [field.name for field in self.model._meta.concrete_fields if field.name != "consultation"]
        return self.select_related("consultation").only(*own, *BESIDE, *more)

    def visible_to(self, principal: Any) -> Self:
        """Received responses for the owning department and the auditor; to everybody else their own."""
        received = ~Q(state=ResponseState.DRAFT)
        if standing(principal).has("auditor"):
            return self.filter(received)
        mine = Q(respondent=principal) if getattr(principal, "pk", None) else Q(pk__in=[])
        own = desks(principal)
        return (
            self.filter((received & Q(consultation__department__in=own)) | mine) if own else self.filter(mine)
        )

    def counted(self) -> Self:
        """Every submission, also those that the analysis leaves out."""
        return self.filter(state__in=[ResponseState.SUBMITTED, ResponseState.EXCLUDED])

    def included(self) -> Self:
        return self.filter(state=ResponseState.SUBMITTED)

    def published(self) -> Self:
        """What the public may read: released by an official, never against the respondent's wish."""
        return self.filter(state=ResponseState.SUBMITTED, published_at__isnull=False).exclude(
            publication=Publication.DO_NOT_PUBLISH
        )

    def locked(self) -> Self:
        return self.select_for_update(of=("self",))
