"""People who would like to move, and the opportunities that they were put forward for."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from secondments import enums
from secondments.enums import CandidateState, Decision, NominationState
from secondments.models.common import (
    BARE,
    PERSON,
    SOMEBODY,
    Homed,
    Referenced,
    department_or_organisation,
    known,
)
from secondments.models.home_terms import codes
from secondments.models.opportunities import Opportunity, Skill
from secondments.querysets import CandidateQuerySet, NominationQuerySet, RoundQuerySet


class Candidate(Referenced, Homed):
    """A person's profile with one home body: private until the person shows it, and to few even then."""

    person = models.ForeignKey(**PERSON)
    state = models.CharField(max_length=9, choices=CandidateState, default=CandidateState.DRAFT)
    manager = models.ForeignKey(**SOMEBODY, verbose_name="home manager")
    asked_at = models.DateTimeField(null=True, blank=True)
    consented_by = models.ForeignKey(**SOMEBODY)
    consented_at = models.DateTimeField(null=True, blank=True)
    consent_note = models.CharField(max_length=1000, blank=True)

    post = models.CharField(max_length=150, blank=True)
    level = models.CharField(max_length=4, choices=enums.Level)
    skills = models.ManyToManyField(Skill, related_name="+", blank=True)
    experience = models.TextField(max_length=3000, blank=True)
    learning_goals = models.TextField(max_length=3000)
    development_fit = models.TextField(max_length=2000, blank=True)
    offer = models.TextField(max_length=2000, blank=True)
    home_benefit = models.TextField(max_length=2000, blank=True)
    target_host = models.CharField(max_length=200, blank=True)
    available_from = models.DateField()
    available_to = models.DateField()
    fte_percent = models.PositiveSmallIntegerField(default=100)
    contract_ends_on = models.DateField(null=True, blank=True)
    place = models.ForeignKey("directory.Place", **BARE)
    remote = models.CharField(max_length=6, choices=enums.Remote, default=enums.Remote.HYBRID)
    nationality = models.CharField(max_length=8, choices=enums.Nationality)
    clearance = models.CharField(max_length=4, choices=enums.ClearanceLevel, blank=True)
    clearance_expires_on = models.DateField(null=True, blank=True)
    adjustments = models.TextField(max_length=1500, blank=True)
    share_adjustments = models.BooleanField(default=False)
    interests = models.TextField(max_length=2000, blank=True)
    goal_codes = codes()
    mission_codes = codes()
    avoids = codes()
    avoids_for_home = codes()
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        constraints = [
            department_or_organisation("home", "candidate_one_home"),
            known("state", CandidateState, "candidate_state_known"),
            models.UniqueConstraint(
                fields=["person"], condition=~Q(state="withdrawn"), name="candidate_open_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "placed"])
                | Q(consented_by__isnull=False, consented_at__isnull=False),
                name="candidate_released_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(consented_by__isnull=True) | ~Q(consented_by=F("person")),
                name="candidate_released_by_another",
            ),
            models.CheckConstraint(
                condition=Q(available_to__gt=F("available_from"), fte_percent__range=(10, 100)),
                name="candidate_availability_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["home_department", "state"], name="candidate_department"),
            models.Index(fields=["home_organisation", "state"], name="candidate_organisation"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("secondments:candidate", kwargs={"ref": self.ref})


class Round(Referenced):
    """A matching round: decided now, announced together."""

    name = models.CharField(max_length=150)
    state = models.CharField(max_length=9, choices=enums.RoundState, default=enums.RoundState.OPEN)
    department = models.ForeignKey("directory.Department", **BARE | {"null": False, "blank": False})
    method = models.CharField(max_length=7, choices=enums.Method, default=enums.Method.STABLE)
    opportunities = models.ManyToManyField(Opportunity, related_name="rounds")
    created_by = models.ForeignKey(**PERSON)
    decided_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    summary: Any = models.JSONField(default=dict, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [
            known("state", enums.RoundState, "round_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "queued"]) | Q(decided_at__isnull=False),
                name="round_decided_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state="announced") | Q(announced_at__isnull=False),
                name="round_announced_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("secondments:round", kwargs={"ref": self.ref})


class Nomination(Referenced):
    """One person put forward for one opportunity."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="nominations")
    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="nominations")
    round = models.ForeignKey(Round, **BARE | {"related_name": "nominations"})
    state = models.CharField(max_length=12, choices=NominationState, default=NominationState.NOMINATED)
    wish = models.PositiveSmallIntegerField(default=1, help_text="The person's own order, 1 is the first")
    why = models.TextField(max_length=2000, blank=True)
    host_rank = models.PositiveSmallIntegerField(null=True, blank=True)
    host_note = models.CharField(max_length=1000, blank=True)
    fit_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    explanation: Any = models.JSONField(
        default=list, blank=True, help_text="Codes of reasons with their values"
    )
    overruled_by = models.ForeignKey(**SOMEBODY)
    overrule_reason = models.CharField(max_length=1000, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)

    objects = NominationQuerySet.as_manager()

    class Meta:
        constraints = [
            known("state", NominationState, "nomination_state_known"),
            models.UniqueConstraint(
                fields=["candidate", "opportunity"],
                condition=~Q(state="withdrawn"),
                name="nomination_open_once",
            ),
            models.UniqueConstraint(
                fields=["candidate"],
                condition=Q(decision="match", state__in=enums.IN_PLAY),
                name="nomination_one_match",
            ),
            models.CheckConstraint(
                condition=Q(overruled_by__isnull=True) | ~Q(overrule_reason=""),
                name="nomination_overruled_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["matched", "not_matched"]) | Q(announced_at__isnull=False),
                name="nomination_result_was_announced",
            ),
            models.CheckConstraint(condition=Q(wish__range=(1, 20)), name="nomination_wish_in_reason"),
        ]
        indexes = [
            models.Index(fields=["opportunity", "state"], name="nomination_opportunity"),
            models.Index(fields=["opportunity"], name="nomination_new", condition=Q(state="nominated")),
        ]

    def get_absolute_url(self) -> str:
        return reverse("secondments:nomination", kwargs={"ref": self.ref})

    @property
    def is_announced(self) -> bool:
        return self.announced_at is not None
