"""A placement and its gates. What must be true before it is active is a constraint here or a trigger beside it."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse

from secondments import enums
from secondments.enums import PlacementState
from secondments.models.common import (
    BARE,
    PERSON,
    SOMEBODY,
    Homed,
    Hosted,
    Referenced,
    Worded,
    department_or_organisation,
    known,
    paired,
)
from secondments.models.people import Nomination
from secondments.models.swaps import Swap
from secondments.querysets import PlacementQuerySet

LONGEST = "24 months"


def plus(start: str, length: str) -> Func:
    """A column and a length of time, as the calendar counts it."""
    return Func(
        F(start),
        template=f"(%(expressions)s + interval '{length}')::date",
        output_field=models.DateField(),
    )


class Placement(Referenced, Homed, Hosted):
    """One person at one host for a time. `ends_on` is the last day; `ended_on` the day on which it truly ended."""

    nomination = models.OneToOneField(Nomination, on_delete=models.PROTECT, related_name="placement")
    person = models.ForeignKey(**PERSON)
    state = models.CharField(max_length=16, choices=PlacementState, default=PlacementState.MATCHED)
    state_since = models.DateField()
    due_on = models.DateField(null=True, blank=True, help_text="When the next step is due")
    direction = models.CharField(max_length=8, choices=enums.Direction)
    swap = models.ForeignKey(Swap, **BARE | {"related_name": "placements"})
    title = models.CharField(max_length=150)
    level = models.CharField(max_length=4, choices=enums.Level)
    shape = models.CharField(max_length=5, choices=enums.Shape)
    funding = models.CharField(max_length=6, choices=enums.Funding)
    clearance_level = models.CharField(max_length=4, choices=enums.ClearanceLevel)
    host_manager = models.ForeignKey(**SOMEBODY)
    home_manager = models.ForeignKey(**SOMEBODY)
    mentor = models.CharField(max_length=200, blank=True)

    starts_on = models.DateField()
    ends_on = models.DateField()
    limit_on = models.GeneratedField(
        expression=plus("starts_on", LONGEST), output_field=models.DateField(), db_persist=True
    )
    contract_ends_on = models.DateField(null=True, blank=True)
    matched_on = models.DateField()
    activated_on = models.DateField(null=True, blank=True)
    paused_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    early_reason = models.CharField(max_length=10, choices=enums.EarlyReason, blank=True)
    early_note = models.CharField(max_length=1000, blank=True)
    outcome = models.CharField(max_length=10, choices=enums.Outcome, blank=True)

    agreement = models.ForeignKey("secondments.Agreement", **BARE)
    agreement_signed_on = models.DateField(null=True, blank=True)
    clearance_granted_on = models.DateField(null=True, blank=True)
    clearance_expires_on = models.DateField(null=True, blank=True)
    clearance_requested_on = models.DateField(null=True, blank=True)
    conflicts_declared_on = models.DateField(null=True, blank=True)
    conflicts_signed_off_on = models.DateField(null=True, blank=True)
    conflicts_signed_off_by = models.ForeignKey(**SOMEBODY)
    interests_since = models.DateField(
        null=True, blank=True, help_text="Since when interests wait for the officer"
    )
    exception = models.CharField(max_length=12, choices=enums.ExceptionBasis, blank=True)
    exception_recorded_on = models.DateField(null=True, blank=True)
    person_key = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    identity_checked_on = models.DateField(null=True, blank=True)
    commission_ref = models.CharField(max_length=60, blank=True)
    treasury_ref = models.CharField(max_length=60, blank=True)
    hr_approved_on = models.DateField(null=True, blank=True)
    finance_approved_on = models.DateField(null=True, blank=True)

    alumni_since = models.DateField(null=True, blank=True)
    alumni_contact = models.CharField(max_length=200, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            department_or_organisation("home", "placement_one_home"),
            department_or_organisation("host", "placement_one_host"),
            known("state", PlacementState, "placement_state_known"),
            models.CheckConstraint(
                condition=Q(
                    direction="inward", host_department__isnull=False, home_organisation__isnull=False
                )
                | Q(direction="outward", host_organisation__isnull=False, home_department__isnull=False),
                name="placement_crosses_the_line",
            ),
            models.CheckConstraint(
                condition=Q(activated_on__isnull=False, state__in=enums.STARTED)
                | Q(activated_on__isnull=True) & ~Q(state__in=enums.STARTED),
                name="placement_started_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=enums.STARTED)
                | Q(agreement__isnull=False, agreement_signed_on__isnull=False)
                & Q(agreement_signed_on__lte=F("activated_on")),
                name="placement_gate_agreement",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=enums.STARTED)
                | Q(clearance_granted_on__lte=F("activated_on"), clearance_granted_on__isnull=False)
                & Q(clearance_expires_on__gte=F("activated_on"), clearance_expires_on__isnull=False),
                name="placement_gate_clearance",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=enums.STARTED)
                | Q(conflicts_signed_off_on__isnull=False, conflicts_declared_on__isnull=False),
                name="placement_gate_conflicts",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=enums.STARTED, direction="inward")
                | ~Q(exception="") & Q(exception_recorded_on__isnull=False),
                name="placement_gate_exception",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=enums.STARTED)
                | Q(hr_approved_on__isnull=False, finance_approved_on__isnull=False),
                name="placement_gate_approvals",
            ),
            models.CheckConstraint(
                condition=~Q(direction="inward") | Q(ends_on__lt=F("limit_on")) | ~Q(commission_ref=""),
                name="placement_within_24_months",
            ),
            models.CheckConstraint(
                condition=~Q(direction="inward", level__in=enums.COMMISSION_LEVELS)
                | ~Q(state__in=enums.STARTED)
                | ~Q(commission_ref=""),
                name="placement_senior_needs_commission",
            ),
            models.CheckConstraint(
                condition=Q(contract_ends_on__isnull=True) | Q(ends_on__lte=F("contract_ends_on")),
                name="placement_within_own_contract",
            ),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="placement_dates_in_order"),
            models.CheckConstraint(
                condition=Q(activated_on__isnull=True)
                | Q(activated_on__gte=F("starts_on"), activated_on__lte=F("ends_on")),
                name="placement_starts_within_its_dates",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended_early") | ~Q(early_reason="") & Q(ended_on__isnull=False),
                name="placement_early_end_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="paused") | Q(paused_on__isnull=False), name="placement_pause_is_dated"
            ),
            models.CheckConstraint(
                condition=Q(conflicts_signed_off_by__isnull=True) | ~Q(conflicts_signed_off_by=F("person")),
                name="placement_conflicts_signed_off_by_another",
            ),
            models.UniqueConstraint(
                fields=["swap", "direction"],
                condition=~Q(state="cancelled"),
                name="placement_swap_one_each_way",
            ),
            paired(
                "conflicts_signed_off_on", "conflicts_signed_off_by", "placement_conflict_sign_off_paired"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="placement_person"),
            models.Index(fields=["person_key"], name="placement_person_key", condition=~Q(person_key="")),
            models.Index(fields=["home_organisation", "state"], name="placement_home_organisation"),
            models.Index(fields=["home_department", "state"], name="placement_home_department"),
            models.Index(fields=["host_organisation", "state"], name="placement_host_organisation"),
            models.Index(fields=["host_department", "state"], name="placement_host_department"),
            # What is open at a department, next date first.
            models.Index(
                fields=["host_department", "due_on", "id"],
                name="placement_host_open",
                condition=Q(state__in=enums.OPEN_PLACEMENTS),
            ),
            models.Index(
                fields=["home_department", "due_on", "id"],
                name="placement_home_open",
                condition=Q(state__in=enums.OPEN_PLACEMENTS),
            ),
            models.Index(fields=["due_on", "id"], name="placement_due", condition=Q(due_on__isnull=False)),
            models.Index(
                fields=["activated_on"], name="placement_started", condition=Q(activated_on__isnull=False)
            ),
            models.Index(fields=["ended_on"], name="placement_ended", condition=Q(ended_on__isnull=False)),
            models.Index(fields=["updated_at", "id"], name="placement_updated"),
            models.Index(
                fields=["alumni_since", "id"],
                name="placement_alumni",
                condition=Q(alumni_since__isnull=False),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("secondments:placement", kwargs={"ref": self.ref})

    @property
    def is_running(self) -> bool:
        return self.state in enums.RUNNING

    @property
    def weeks(self) -> int:
        return round(((self.ends_on - self.starts_on).days + 1) / 7)

    def is_late(self, today: date) -> bool:
        return self.due_on is not None and self.due_on < today


class Agreement(Worded):
    """What the three parties sign. A signed one is never changed: a paper of changes follows it.

    A paper of changes holds the particulars as they will be; `follows` is the text whose terms it changes. `terms` and
    `content` are what was issued, so that what people signed reads the same whatever happens to the placement later.
    """

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="agreements")
    number = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=9, choices=enums.AgreementKind, default=enums.AgreementKind.ORIGINAL)
    state = models.CharField(max_length=10, choices=enums.AgreementState, default=enums.AgreementState.DRAFT)
    clauses: Any = models.JSONField(
        default=dict, blank=True, help_text="Version of each clause, fixed when issued"
    )
    change_note = models.TextField(max_length=2000, blank=True)
    made_on = models.DateField()
    follows = models.ForeignKey("self", **BARE)
    effective_on = models.DateField(null=True, blank=True)
    asked_by = models.CharField(max_length=8, choices=enums.Party, blank=True, db_default="")
    cause = models.CharField(max_length=10, choices=enums.EarlyReason, blank=True, db_default="")
    notice_on = models.DateField(null=True, blank=True)
    terms: Any = models.JSONField(null=True, blank=True)
    content: Any = models.JSONField(null=True, blank=True)

    employer_address = models.CharField(max_length=300)
    employer_signatory = models.CharField(max_length=200)
    employer_signatory_role = models.CharField(max_length=200)
    host_address = models.CharField(max_length=300)
    host_signatory = models.CharField(max_length=200)
    host_signatory_role = models.CharField(max_length=200)
    home_post = models.CharField(max_length=200)
    home_contact = models.CharField(max_length=200)

    post = models.CharField(max_length=200)
    team = models.CharField(max_length=200)
    location = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    line_manager = models.CharField(max_length=200)
    manager_notice_days = models.PositiveSmallIntegerField(default=14)
    supervision = models.TextField(max_length=1000)
    may_bind_host = models.BooleanField(default=False, help_text="Never: the secondee cannot bind the host")
    hours = models.CharField(max_length=300)
    leave = models.CharField(max_length=300)
    sickness_contact = models.CharField(max_length=200)
    home_fte_percent = models.PositiveSmallIntegerField(
        default=100, db_default=100, help_text="The person's working time at home"
    )
    employment_allowance = models.BooleanField(
        default=False, db_default=False, help_text="It covers the home body's National Insurance"
    )
    pays_levy = models.BooleanField(default=False, db_default=False, help_text="The Apprenticeship Levy")
    salary_pence = models.PositiveBigIntegerField(default=0)
    allowances_pence = models.PositiveBigIntegerField(default=0)
    reimbursed_percent = models.PositiveSmallIntegerField(default=100)
    reimbursed_every = models.CharField(max_length=7, choices=enums.Every, default=enums.Every.QUARTER)
    charges_vat = models.BooleanField(default=True)
    vat_recovered_percent = models.PositiveSmallIntegerField(default=0, db_default=0)
    vat = models.CharField(max_length=300)
    pension_percent = models.DecimalField(max_digits=5, decimal_places=2, default=3)
    pension = models.CharField(max_length=300)
    expenses = models.CharField(max_length=300)
    backfill = models.CharField(max_length=300, blank=True)
    cover_pence = models.PositiveBigIntegerField(default=0, db_default=0, help_text="What cover costs a year")
    cover_share_percent = models.PositiveSmallIntegerField(default=100, db_default=100)
    insurance = models.CharField(max_length=300)
    intellectual_property = models.CharField(max_length=300)
    data_protection_contact = models.CharField(max_length=200)
    health_and_safety_contact = models.CharField(max_length=200)
    outside_activities = models.TextField(max_length=1000, blank=True)
    notice_months = models.PositiveSmallIntegerField(default=1)
    extension_until = models.DateField(null=True, blank=True)
    return_post = models.CharField(max_length=300)
    dispute_contacts = models.CharField(max_length=300)
    law = models.CharField(max_length=60, default="England and Wales")

    text_hash = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["placement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "number"], name="agreement_number_once"),
            models.CheckConstraint(condition=Q(notice_months__gte=1), name="agreement_notice_of_a_month"),
            models.CheckConstraint(condition=Q(may_bind_host=False), name="agreement_secondee_binds_nobody"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="agreement_dates_in_order"),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(text_hash="") & Q(issued_at__isnull=False),
                name="agreement_issued_has_a_hash",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(signed_at__isnull=False), name="agreement_signed_is_dated"
            ),
            models.CheckConstraint(
                condition=~Q(kind="early_end")
                | Q(follows__isnull=False, notice_on__isnull=False) & ~Q(asked_by="") & ~Q(cause=""),
                name="agreement_early_end_says_who_asked",
            ),
            models.UniqueConstraint(
                fields=["placement"], condition=Q(state__in=["draft", "issued"]), name="agreement_one_at_work"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def changes_another(self) -> bool:
        """Whether it is a paper of changes; those before there were such papers are texts of their own."""
        return self.follows_id is not None


class Signature(Worded):
    """A party's signature under one text: never changed, never removed."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    party = models.CharField(max_length=8, choices=enums.Party)
    name = models.CharField(max_length=200)
    user = models.ForeignKey(**PERSON)
    proof = models.CharField(max_length=8, help_text="mfa, code, or external")
    external_ref: Any = models.CharField(
        max_length=200, blank=True, help_text="Of an outside e-signature service"
    )
    certificate: Any = models.JSONField(
        null=True, blank=True, help_text="What the certificate of a file signed elsewhere says"
    )
    text_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "party"], name="signature_once_a_party"),
            models.UniqueConstraint(fields=["agreement", "user"], name="signature_once_a_person"),
            known("party", enums.Party, "signature_party_known"),
            models.CheckConstraint(
                condition=Q(proof__in=["mfa", "code"]) | Q(proof="external") & ~Q(external_ref=""),
                name="signature_was_proven",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="signature_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()}: {self.name}"

    def certificate_said(self) -> list[str]:
        """What was found out of the certificate, each in a sentence."""
        from secondments.esign import saying

        return saying.sentences(self.certificate, self.name) if self.certificate else []
