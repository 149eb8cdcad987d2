"""One engagement request: what was asked, where it stands, whose turn it is and by when."""

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.requests.enums import (
    FINISHED,
    MOVES,
    OPEN,
    Capacity,
    DeclineReason,
    Kind,
    Outcome,
    Sensitivity,
    State,
)
from engagement.requests.models.queues import QUEUE_ON, QUEUES
from engagement.requests.querysets import RequestQuerySet
from engagement.requests.search import PrivateWords, PublicWords
from foundation.common.addresses import url
from foundation.common.errors import WrongState
from foundation.common.models import Labelled
from foundation.directory.enums import Nation

# Foreign keys are found through the composite indexes below; an index of their own would only slow the submit.
PERSON: dict[str, Any] = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+"}
BARE: dict[str, Any] = PERSON | {"db_index": False}


def is_late(row: Any, today: date) -> bool:
    """Of a request or of its values: whether the next step is government's and its day has passed."""
    return row.due_on is not None and row.due_on < today and row.state != State.CLARIFICATION_NEEDED


class Asked(Labelled):
    """What the sender says. Written while a draft; fixed once submitted."""

    kind = models.CharField(_("kind of request"), max_length=30, choices=Kind, blank=True)
    title = models.CharField(_("title"), max_length=120, blank=True)
    ask = models.CharField(_("what you are asking for"), max_length=500, blank=True)
    why_now = models.CharField(_("why now"), max_length=1000, blank=True)
    evidence = models.TextField(_("evidence"), max_length=10_000, blank=True)
    evidence_links = ArrayField(models.URLField(max_length=500), default=list, blank=True, size=5)
    capacity = models.CharField(max_length=30, choices=Capacity, blank=True)
    speaks_with_authority = models.BooleanField(default=False)
    represents = models.CharField(_("whom you speak for and how you know"), max_length=1000, blank=True)
    coalition = models.CharField(_("organisations that join in this request"), max_length=1000, blank=True)
    nations = ArrayField(models.CharField(max_length=20, choices=Nation), default=list, blank=True, size=4)
    place = models.CharField(_("place"), max_length=200, blank=True)
    affected_groups = models.CharField(_("who is affected"), max_length=500, blank=True)
    risk_to_people = models.BooleanField(_("people are at risk"), default=False)
    named_minister = models.CharField(_("minister"), max_length=120, blank=True)
    needed_by = models.DateField(_("needed by"), null=True, blank=True)
    needed_by_reason = models.CharField(_("reason for the date"), max_length=500, blank=True)
    accessibility_needs = models.CharField(max_length=1000, blank=True)
    language = models.CharField(max_length=2, default="en")
    expenses_needed = models.BooleanField(default=False)
    sensitivity = ArrayField(
        models.CharField(max_length=20, choices=Sensitivity), default=list, blank=True, size=3
    )
    acts_for_client = models.BooleanField(_("paid to ask for somebody else"), null=True, blank=True)
    lobbying_number = models.CharField(
        _("consultant lobbyist registration number"), max_length=40, blank=True
    )
    conflicts = models.CharField(_("interests to declare"), max_length=1000, blank=True)
    previous_refs = models.CharField(_("earlier references"), max_length=200, blank=True)
    may_publish = models.BooleanField(_("title and organisation on the public register"), default=True)

    class Meta:
        abstract = True


class EngagementRequest(Asked):
    """A request from civil society to government, from draft to outcome.

    Two clocks in working days: the sender's runs from receipt (`submitted_on`) and is never reset or paused; the
    department's runs from its acceptance, restarts after a transfer and pauses while the sender is asked a question.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ref = models.CharField(max_length=24, unique=True, null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=24, choices=State, default=State.DRAFT)
    state_before_pause = models.CharField(max_length=24, choices=State, blank=True)

    submitter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    organisation = models.ForeignKey("directory.Organisation", **BARE)
    organisation_name = models.CharField(max_length=300, blank=True)
    topic = models.ForeignKey("requests.Topic", **BARE)
    preferred_department = models.ForeignKey("directory.Department", **BARE)

    department = models.ForeignKey("directory.Department", **BARE)
    offered_to = models.ForeignKey("directory.Department", **BARE)
    team = models.ForeignKey("directory.Team", **BARE)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, **BARE)
    contact = models.CharField(_("named contact"), max_length=200, blank=True)
    hops = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, **BARE)
    claimed_at = models.DateTimeField(null=True, blank=True)

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    routed_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    responded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    submitted_on = models.DateField(null=True, blank=True, help_text="Day 0 of the sender's clock")
    reply_due_on = models.DateField(
        null=True, blank=True, help_text="The sender's clock: standard for a reply"
    )
    ceiling_on = models.DateField(null=True, blank=True, help_text="The sender's clock: reply at the latest")
    department_started_on = models.DateField(
        null=True, blank=True, help_text="Day 0 of the department's clock"
    )
    department_due_on = models.DateField(null=True, blank=True)
    paused_on = models.DateField(null=True, blank=True)
    paused_days = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField(null=True, blank=True, help_text="When the next step is due, whoever owes it")
    queue_on = models.GeneratedField(
        expression=QUEUE_ON,
        output_field=models.DateField(null=True),
        db_persist=True,
        help_text="The due date, with early warnings of risk to people moved ahead of all others",
    )
    reopen_until = models.DateField(null=True, blank=True)
    days_taken = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Working days, receipt to reply"
    )

    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    outcome_text = models.TextField(max_length=5000, blank=True)
    decline_reason = models.CharField(max_length=30, choices=DeclineReason, blank=True)
    decline_url = models.URLField(max_length=500, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state="draft", ref__isnull=True, submitted_at__isnull=True, submitted_on__isnull=True
                )
                | (
                    ~Q(state="draft")
                    & Q(ref__isnull=False, submitted_at__isnull=False, submitted_on__isnull=False)
                    & Q(reply_due_on__isnull=False, ceiling_on__isnull=False)
                ),
                name="request_reference_from_submission",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="request_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(OPEN), due_on__isnull=False)
                | (~Q(state__in=sorted(OPEN)) & Q(due_on__isnull=True)),
                name="request_open_has_due_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["routed", "accepted", "in_progress", "transfer_offered", "responded"])
                | Q(department__isnull=False),
                name="request_with_department",
            ),
            models.CheckConstraint(
                condition=Q(state="transfer_offered", offered_to__isnull=False)
                | (~Q(state="transfer_offered") & Q(offered_to__isnull=True)),
                name="request_offer_names_department",
            ),
            models.CheckConstraint(
                condition=Q(state="clarification_needed", paused_on__isnull=False)
                | (~Q(state="clarification_needed") & Q(paused_on__isnull=True)),
                name="request_pause_while_asking",
            ),
            models.CheckConstraint(
                condition=(
                    ~Q(state="closed") | (~Q(outcome="") & ~Q(outcome_text="") & Q(closed_at__isnull=False))
                ),
                name="request_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | (~Q(decline_reason="") & ~Q(outcome_text="")),
                name="request_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by__isnull=True, claimed_at__isnull=True)
                | Q(claimed_by__isnull=False, claimed_at__isnull=False),
                name="request_claim_paired",
            ),
            models.CheckConstraint(
                condition=Q(department_started_on__isnull=True, department_due_on__isnull=True)
                | Q(department_started_on__isnull=False, department_due_on__isnull=False),
                name="request_department_clock_paired",
            ),
            models.CheckConstraint(
                condition=~Q(capacity="individual") | Q(organisation__isnull=True),
                name="request_individual_alone",
            ),
        ]
        indexes = [
            models.Index(
                fields=["department", "due_on", "id"],
                name="request_department_due",
                condition=Q(due_on__isnull=False),
            ),
            *QUEUES,
            models.Index(fields=["state", "due_on", "id"], name="request_state_due"),
            models.Index(
                fields=["-submitted_at", "-id"], name="request_register", condition=~Q(state="draft")
            ),
            models.Index(fields=["department", "-submitted_at", "-id"], name="request_register_department"),
            models.Index(fields=["updated_at", "id"], name="request_updated"),
            models.Index(fields=["department", "updated_at", "id"], name="request_department_updated"),
            models.Index(fields=["organisation", "-submitted_at"], name="request_organisation"),
            models.Index(fields=["submitter", "-updated_at"], name="request_submitter"),
            GinIndex(PrivateWords(), name="request_words"),
            GinIndex(
                PublicWords(), name="request_public_words", condition=Q(may_publish=True) & ~Q(state="draft")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref or 'draft'} {self.title}"

    def get_absolute_url(self) -> str:
        return url("requests:detail", ref=self.ref)

    def move_to(self, state: str) -> None:
        """Change the state in memory if the move is legal; raises WrongState."""
        if state not in MOVES[self.state]:
            raise WrongState(
                _(
                    "This request is “%(now)s”, so it cannot become “%(then)s”. Look at it again: it may have moved on."
                )
                % {"now": self.get_state_display(), "then": State(state).label}
            )
        self.state = state

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED

    def is_overdue(self, today: date) -> bool:
        return is_late(self, today)

    @property
    def is_published(self) -> bool:
        """Title and organisation go on the public register with the sender's leave, and once somebody has read them."""
        return self.may_publish and self.acknowledged_at is not None

    @property
    def public_title(self) -> str:
        return self.title if self.is_published else ""

    @property
    def public_organisation(self) -> str:
        return self.organisation_name if self.is_published else ""

    def snapshot(self, *names: str) -> dict[str, Any]:
        return {name: getattr(self, name) for name in names}
