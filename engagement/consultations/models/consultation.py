"""One consultation or call for evidence: what is asked of whom, from when to when, and where its text stands."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.consultations import states
from engagement.consultations.enums import MOVES, DecisionStage, Kind, Phase, PublicState, Workflow
from engagement.consultations.querysets import ConsultationQuerySet
from foundation.common.errors import WrongState
from foundation.common.words import day
from foundation.common.workingdays import local_date
from foundation.directory.enums import Nation
from foundation.directory.enums import Section as Cause
from foundation.directory.words import in_language

BARE: dict[str, Any] = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+"}
LINES: dict[str, Any] = {"default": list, "blank": True, "size": 20}


class Asked(models.Model):
    """What the public reads of a consultation before its questions."""

    kind = models.CharField(max_length=20, choices=Kind, default=Kind.CONSULTATION)
    title = models.CharField(max_length=120)
    title_cy = models.CharField(max_length=120, blank=True)
    summary = models.CharField(max_length=300)
    summary_cy = models.CharField(max_length=300, blank=True)
    body = models.TextField(max_length=2000, blank=True)
    body_cy = models.TextField(max_length=2000, blank=True)
    easy_read = models.TextField(max_length=3000, blank=True)
    nations = ArrayField(models.CharField(max_length=20, choices=Nation), default=list, blank=True, size=4)
    audience = ArrayField(models.CharField(max_length=1, choices=Cause), default=list, blank=True, size=12)
    opening_at = models.DateTimeField(null=True, blank=True)
    closing_at = models.DateTimeField(null=True, blank=True)
    respond_email = models.EmailField(blank=True)
    respond_post = models.TextField(max_length=500, blank=True)
    privacy_note = models.TextField(max_length=3000, blank=True)
    privacy_note_cy = models.TextField(max_length=3000, blank=True)
    asks_monitoring = models.BooleanField(default=True)

    class Meta:
        abstract = True


class Principles(models.Model):
    """What the consultation principles ask an official to say before anything is published."""

    purpose = models.TextField(max_length=2000, blank=True)
    decision_stage = models.CharField(max_length=20, choices=DecisionStage, blank=True)
    undecided_points = ArrayField(models.CharField(max_length=300), **LINES)
    already_decided = ArrayField(models.CharField(max_length=300), **LINES)
    decision_maker_role = models.CharField(max_length=120, blank=True)
    decision_expected_on = models.DateField(null=True, blank=True)
    civil_society_impact = models.TextField(max_length=2000, blank=True)
    affected_groups = ArrayField(models.CharField(max_length=200), **LINES)
    length_reason = models.CharField(max_length=1000, blank=True)
    statutory_duty = models.CharField(max_length=300, blank=True)
    pre_election_reason = models.CharField(max_length=1000, blank=True)
    campaign_method = models.TextField(max_length=2000, blank=True)
    principles_considered = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Consultation(Asked, Principles):
    """Its address stays the same for life; what it is called in public follows from dates and outcome."""

    ref = models.CharField(max_length=24, unique=True, editable=False)
    slug = models.SlugField(max_length=120, unique=True)
    department = models.ForeignKey(
        "directory.Department", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, null=True, blank=True, related_name="consultations"
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, **BARE, db_index=False)
    version = models.PositiveIntegerField(default=1)
    form_version = models.PositiveIntegerField(default=1, help_text="Moves with every change of a question")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    workflow = models.CharField(max_length=12, choices=Workflow, default=Workflow.DRAFT)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, **BARE, db_index=False)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, **BARE, db_index=False)
    approved_client = models.CharField(
        max_length=100, blank=True, help_text="The department's system that cleared it"
    )
    publish_at = models.DateTimeField(null=True, blank=True)
    first_published_at = models.DateTimeField(null=True, blank=True)
    forced_at = models.DateTimeField(null=True, blank=True)
    force_reason = models.CharField(max_length=1000, blank=True)
    notice = models.CharField(max_length=1000, blank=True, help_text="Why it was withdrawn or unpublished")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    days_withdrawn = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        help_text="Days of its time to answer for which it was withdrawn and came back",
    )
    withdrawal_told = models.BigIntegerField(
        null=True, blank=True, help_text="The last response told of it; null while nobody is to be told"
    )

    feedback_published_at = models.DateTimeField(null=True, blank=True)
    outcome_published_at = models.DateTimeField(null=True, blank=True)
    outcome_expected_on = models.DateField(null=True, blank=True)
    late_reason = models.CharField(max_length=1000, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closing_at__isnull=True) | Q(closing_at__gt=F("opening_at")),
                name="consultation_closes_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(workflow__in=Workflow.values), name="consultation_workflow_known"
            ),
            models.CheckConstraint(
                condition=~Q(workflow__in=["scheduled", "published", "withdrawn"])
                | Q(opening_at__isnull=False, closing_at__isnull=False, publish_at__isnull=False),
                name="consultation_public_has_dates",
            ),
            models.CheckConstraint(
                condition=~Q(workflow__in=["scheduled", "published", "withdrawn"])
                | Q(forced_at__isnull=False)
                | (Q(approved_by__isnull=False) & ~Q(approved_by=F("submitted_by")))
                | (~Q(approved_client="") & Q(submitted_by__isnull=False)),
                name="consultation_second_pair_of_eyes",
            ),
            models.CheckConstraint(
                condition=Q(forced_at__isnull=True, force_reason="")
                | (Q(forced_at__isnull=False) & ~Q(force_reason="")),
                name="consultation_force_says_why",
            ),
            models.CheckConstraint(
                condition=Q(workflow="withdrawn", withdrawn_at__isnull=False)
                | (~Q(workflow="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="consultation_withdrawn_says_when",
            ),
            models.CheckConstraint(
                condition=Q(outcome_published_at__isnull=True) | Q(outcome_published_at__gt=F("closing_at")),
                name="consultation_outcome_after_close",
            ),
        ]
        indexes = [
            models.Index(fields=["closing_at", "id"], name="consultation_by_closing"),
            models.Index(fields=["opening_at", "id"], name="consultation_by_opening"),
            models.Index(fields=["department", "-updated_at"], name="consultation_by_department"),
            models.Index(fields=["updated_at", "id"], name="consultation_by_update"),
        ]

    def __str__(self) -> str:
        return self.title_shown

    def get_absolute_url(self) -> str:
        return reverse("consultations:detail", args=[self.slug])

    # What readers see, in their language where the text is there

    @property
    def title_shown(self) -> str:
        return in_language(self.title, self.title_cy)

    @property
    def summary_shown(self) -> str:
        return in_language(self.summary, self.summary_cy)

    @property
    def body_shown(self) -> str:
        return in_language(self.body, self.body_cy)

    @property
    def privacy_shown(self) -> str:
        return in_language(self.privacy_note, self.privacy_note_cy)

    @property
    def public_programme(self) -> Any:
        """The programme that it belongs to, once that is published."""
        return self.programme if self.programme is not None and self.programme.published_at else None

    # Where it stands

    def is_public(self, now: datetime | None = None) -> bool:
        if self.workflow in (Workflow.PUBLISHED, Workflow.WITHDRAWN):
            return True
        return self.workflow == Workflow.SCHEDULED and self.publish_at <= (now or timezone.now())

    @property
    def is_withdrawn(self) -> bool:
        return self.workflow == Workflow.WITHDRAWN

    def phase(self, now: datetime | None = None) -> Phase | None:
        if self.is_withdrawn:
            return Phase.WITHDRAWN
        if self.opening_at is None or self.closing_at is None:
            return None
        return states.phase(
            self.opening_at, self.closing_at, self.outcome_published_at, now or timezone.now()
        )

    def public_state(self, now: datetime | None = None) -> PublicState | None:
        """GOV.UK's name of what it is now, or None while it is not public."""
        phase = self.phase(now)
        return states.public_state(self.kind, phase) if phase and self.is_public(now) else None

    @property
    def withdrawn_words(self) -> str:
        """When it was withdrawn and why, in one place for pages, letters and refusals."""
        said = {"when": day(self.withdrawn_at), "why": self.notice}
        return _("This was withdrawn on %(when)s and takes no more responses. The reason: %(why)s") % said

    def has_outcome(self, now: datetime | None = None) -> bool:
        """What was published stays published, also when the page was withdrawn later."""
        return self.outcome_published_at is not None and self.outcome_published_at <= (now or timezone.now())

    def takes_responses(self, until: datetime | None = None, now: datetime | None = None) -> bool:
        """Open now, or until a later moment for somebody whose time was extended."""
        now = now or timezone.now()
        if not self.is_public(now) or self.is_withdrawn or now < self.opening_at:
            return False
        return now <= self.closing_at or (until is not None and now <= until)

    @property
    def response_due_on(self) -> date | None:
        return states.response_due(local_date(self.closing_at)) if self.closing_at else None

    def is_late(self, now: datetime | None = None) -> bool:
        now = now or timezone.now()
        return self.phase(now) == Phase.CLOSED and local_date(now) > self.response_due_on

    def opens_at(self, public_at: datetime | None = None) -> datetime | None:
        """When it truly opens or opened. Not public yet: if it became public then, or now."""
        if self.opening_at is None:
            return None
        if self.workflow in (Workflow.SCHEDULED, Workflow.PUBLISHED, Workflow.WITHDRAWN):
            return states.opens(self.opening_at, self.publish_at)
        now = timezone.now()
        return states.opens(self.opening_at, max(public_at or now, now))

    def length(self, public_at: datetime | None = None) -> timedelta | None:
        """Counted from the day it truly opens: a page that comes late does not count the days before.

        Days for which it was withdrawn do not count; one that is withdrawn ended on that day.
        """
        opens_at, closing_at = self.opens_at(public_at), self.closing_at
        if opens_at is None or closing_at is None:
            return None
        closes = min(closing_at, self.withdrawn_at or closing_at)
        return max(states.days_open(opens_at, closes) - timedelta(days=self.days_withdrawn), timedelta())

    def days_lost(self, now: datetime | None = None) -> int:
        """Days of its time to answer that pass while it is withdrawn, from that day until now or its close."""
        now, opens_at = now or timezone.now(), self.opens_at()
        if self.withdrawn_at is None or opens_at is None or self.closing_at is None:
            return 0
        return states.days_open(max(opens_at, self.withdrawn_at), min(now, self.closing_at)).days

    @property
    def weeks(self) -> int:
        return (self.length() or timedelta()).days // 7

    def move_to(self, workflow: str) -> None:
        if workflow not in MOVES[self.workflow]:
            raise WrongState(
                _("This consultation is now “%(state)s”, so this can no longer be done.")
                % {"state": self.get_workflow_display()}
            )
        self.workflow = workflow


class PreElectionPeriod(models.Model):
    """When government does not launch consultations save where it must; dated rows with their source."""

    name = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    nations = ArrayField(models.CharField(max_length=20, choices=Nation), default=list, blank=True, size=4)
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="pre_election_dates_in_order"
            ),
            models.UniqueConstraint(fields=["name", "starts_on"], name="pre_election_once"),
        ]

    def __str__(self) -> str:
        return self.name
