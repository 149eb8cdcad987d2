"""Opportunities: what a host offers, and the skills it looks for."""

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils import timezone

from foundation.directory.words import in_language
from secondments import enums
from secondments.enums import OpportunityState
from secondments.models.common import (
    BARE,
    PERSON,
    SOMEBODY,
    Hosted,
    Referenced,
    department_or_organisation,
    known,
    paired,
)
from secondments.models.home_terms import codes
from secondments.models.swaps import Swap
from secondments.querysets import OpportunityQuerySet

SEARCH = Func(
    F("title"),
    F("problem"),
    F("team"),
    F("town"),
    template="to_tsvector('simple', fold(%(expressions)s))",
    arg_joiner=" || ' ' || ",
    output_field=SearchVectorField(),
)


class Skill(models.Model):
    """A skill of a published taxonomy. `manage.py load_skills` reads them."""

    code = models.CharField(max_length=80, unique=True)
    taxonomy = models.CharField(max_length=20)
    uri = models.URLField(max_length=300, blank=True)
    name = models.CharField(max_length=200)
    name_cy = models.CharField(max_length=200, blank=True)
    group = models.CharField(max_length=120, blank=True)
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return in_language(self.name, self.name_cy)


class Opportunity(Referenced, Hosted):
    """A place for a secondee, from draft to filled."""

    state = models.CharField(max_length=12, choices=OpportunityState, default=OpportunityState.DRAFT)
    direction = models.CharField(max_length=8, choices=enums.Direction)
    swap = models.ForeignKey(Swap, **BARE | {"related_name": "opportunities"})
    shape = models.CharField(max_length=5, choices=enums.Shape)
    title = models.CharField(max_length=150)
    team = models.CharField(max_length=200, blank=True)
    priority = models.ForeignKey("directory.Priority", **BARE)
    problem = models.TextField(max_length=3000)
    outcomes = models.TextField(max_length=3000)
    skills = models.ManyToManyField(Skill, related_name="+", blank=True)
    skill_codes = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    wanted_codes = codes()
    teaches_codes = codes()
    level = models.CharField(max_length=4, choices=enums.Level)
    fte_percent = models.PositiveSmallIntegerField(default=100)
    places = models.PositiveSmallIntegerField(default=1)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day")
    place = models.ForeignKey("directory.Place", **BARE)
    town = models.CharField(max_length=100, blank=True)
    remote = models.CharField(max_length=6, choices=enums.Remote)
    clearance = models.CharField(
        max_length=4, choices=enums.ClearanceLevel, default=enums.ClearanceLevel.BPSS
    )
    nationality_rule = models.CharField(max_length=14, choices=enums.NationalityRule)
    funding = models.CharField(max_length=6, choices=enums.Funding)
    reimbursed_percent = models.PositiveSmallIntegerField(
        default=100, help_text="Of the home body's cost, what the host repays"
    )
    backfill_grant = models.BooleanField(default=False)
    access = models.TextField(max_length=1500, blank=True, help_text="What the host can adjust")
    closes_on = models.DateField(help_text="The last day to apply")
    selection = models.CharField(max_length=12, choices=enums.Selection)
    is_blind = models.BooleanField(default=False)

    created_by = models.ForeignKey(**PERSON)
    host_manager = models.ForeignKey(**SOMEBODY)
    overseer = models.ForeignKey("directory.Department", **BARE)
    approved_by = models.ForeignKey(**SOMEBODY)
    approved_at = models.DateTimeField(null=True, blank=True)
    advertised_at = models.DateTimeField(null=True, blank=True)
    result_due_on = models.DateField(null=True, blank=True)
    filled_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=1000, blank=True)
    search = models.GeneratedField(expression=SEARCH, output_field=SearchVectorField(), db_persist=True)

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        constraints = [
            department_or_organisation("host", "opportunity_one_host"),
            known("state", OpportunityState, "opportunity_state_known"),
            models.CheckConstraint(
                condition=Q(direction="inward", host_department__isnull=False)
                | Q(direction="outward", host_organisation__isnull=False)
                | Q(direction="swap"),
                name="opportunity_direction_fits_host",
            ),
            models.CheckConstraint(
                condition=~Q(direction="swap") | Q(swap__isnull=False, places=1),
                name="opportunity_swap_has_another_half",
            ),
            *(
                models.UniqueConstraint(
                    fields=["swap"],
                    condition=Q(**{f"host_{side}__isnull": False}),
                    name=f"opportunity_swap_one_{side}",
                )
                for side in ("department", "organisation")
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on"), closes_on__lt=F("starts_on")),
                name="opportunity_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(
                    fte_percent__range=(10, 100), places__range=(1, 50), reimbursed_percent__range=(0, 100)
                ),
                name="opportunity_shares_in_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(approved_by__isnull=False, overseer__isnull=False),
                name="opportunity_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("created_by")),
                name="opportunity_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=enums.PUBLIC_STATES)
                | Q(advertised_at__isnull=False, result_due_on__isnull=False),
                name="opportunity_advertised_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_reason=""),
                name="opportunity_withdrawn_with_reason",
            ),
            paired("approved_by", "approved_at", "opportunity_approval_paired"),
        ]
        indexes = [
            # What the list is most often narrowed by stands in the index too, so that few rows are fetched in vain.
            models.Index(
                fields=["closes_on", "id", "remote", "reimbursed_percent", "direction", "shape"],
                name="opportunity_open",
                condition=Q(state="advertised"),
            ),
            models.Index(
                fields=["place", "closes_on", "id"],
                name="opportunity_open_place",
                condition=Q(state="advertised"),
            ),
            models.Index(
                fields=["priority", "closes_on", "id"],
                name="opportunity_open_priority",
                condition=Q(state="advertised"),
            ),
            models.Index(
                fields=["host_department", "closes_on", "id"],
                name="opportunity_host_open",
                condition=~Q(state__in=["withdrawn", "filled"]),
            ),
            models.Index(fields=["state", "closes_on"], name="opportunity_state"),
            models.Index(fields=["host_department", "-updated_at"], name="opportunity_department"),
            models.Index(fields=["host_organisation", "-updated_at"], name="opportunity_organisation"),
            models.Index(fields=["overseer", "state"], name="opportunity_overseer"),
            models.Index(fields=["updated_at", "id"], name="opportunity_updated"),
            GinIndex(fields=["search"], name="opportunity_words", condition=Q(state="advertised")),
            GinIndex(fields=["skill_codes"], name="opportunity_skills", condition=Q(state="advertised")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("secondments:opportunity", kwargs={"ref": self.ref})

    @property
    def weeks(self) -> int:
        return round(((self.ends_on - self.starts_on).days + 1) / 7)

    @property
    def months(self) -> int:
        return max(1, round(((self.ends_on - self.starts_on).days + 1) / 30.44))

    @property
    def home_cost_percent(self) -> int:
        return 100 - self.reimbursed_percent

    @property
    def results_by(self) -> date | None:
        """The day that is said in public: one that is to come, while somebody waits for it."""
        due = self.result_due_on
        if due is None or due < timezone.localdate() or self.state not in enums.ASKING:
            return None
        return due if self.state == OpportunityState.ADVERTISED or self.has_waiting() else None

    def has_waiting(self) -> bool:
        """Whether somebody who applied was not told of a result yet."""
        return self.nominations.filter(state__in=enums.UNTOLD, announced_at=None).exists()

    def places_left(self) -> int:
        return max(0, self.places - self.nominations.filter(state="matched").count())

    def is_open(self, today: date) -> bool:
        """Whether somebody may still apply: the closing day itself belongs to them."""
        return self.state == OpportunityState.ADVERTISED and today <= self.closes_on


class SavedSearch(models.Model):
    """A list that a person follows: told by e-mail of what is new in it."""

    user = models.ForeignKey(**PERSON | {"on_delete": models.CASCADE, "related_name": "saved_searches"})
    name = models.CharField(max_length=100)
    said: Any = models.JSONField(default=dict)
    seen_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
