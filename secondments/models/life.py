"""Around a placement: conflicts and recusals, approvals, onboarding, learning, the way home, what came of it."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from secondments import enums
from secondments.models.common import BARE, PERSON, SOMEBODY, Worded, known
from secondments.models.placements import Placement
from secondments.querysets import RecusalQuerySet


class OfPlacement(Worded):
    """A row that belongs to one placement."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="%(class)ss")

    class Meta:
        abstract = True
        ordering = ["pk"]


class Step(OfPlacement):
    """A step on the timeline: who took it, as a side, when and why. Never edited."""

    verb = models.CharField(max_length=40)
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    side = models.CharField(max_length=8)
    reason = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(**SOMEBODY)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.verb


class Conflict(OfPlacement):
    """An interest that could pull the other way, and what is done about it."""

    interest = models.TextField(max_length=1000)
    mitigation = models.CharField(max_length=10, choices=enums.Mitigation, blank=True)
    detail = models.CharField(max_length=1000, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    reviewed_by = models.ForeignKey(**SOMEBODY)

    class Meta(OfPlacement.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_on__isnull=True) | ~Q(mitigation=""),
                name="conflict_reviewed_is_mitigated",
            )
        ]

    def __str__(self) -> str:
        return self.interest[:80]


class Recusal(OfPlacement):
    """A matter that a secondee must be kept out of: bids, grants and papers of one body."""

    organisation = models.ForeignKey("directory.Organisation", **BARE)
    department = models.ForeignKey("directory.Department", **BARE)
    matter = models.CharField(max_length=300)
    conflict = models.ForeignKey(Conflict, **BARE)
    from_on = models.DateField()
    to_on = models.DateField()

    objects = RecusalQuerySet.as_manager()

    class Meta(OfPlacement.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="recusal_dates_in_order"),
            models.CheckConstraint(condition=~Q(matter=""), name="recusal_says_of_what"),
        ]
        indexes = [models.Index(fields=["organisation", "to_on"], name="recusal_organisation")]

    def __str__(self) -> str:
        return self.matter

    @property
    def body(self) -> models.Model | None:
        return self.organisation or self.department


class Approval(OfPlacement):
    """Who said yes to what, with the reference of those outside."""

    kind = models.CharField(max_length=10, choices=enums.ApprovalKind)
    reference = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(**PERSON)
    on = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The last day that it was given for")

    class Meta(OfPlacement.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["commission", "treasury"]) | ~Q(reference=""),
                name="approval_outside_has_reference",
            ),
            models.CheckConstraint(
                condition=~Q(kind="commission") | Q(until__isnull=False),
                name="approval_commission_says_until",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class OnboardingItem(OfPlacement):
    title = models.CharField(max_length=200)
    side = models.CharField(max_length=8, choices=enums.Party)
    position = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(**SOMEBODY)

    class Meta(OfPlacement.Meta):
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class LearningOutcome(OfPlacement):
    """What the secondee wants to be able to do, and whether they can."""

    text = models.CharField(max_length=500)
    met = models.BooleanField(null=True, blank=True)
    evidence = models.CharField(max_length=1000, blank=True)

    def __str__(self) -> str:
        return self.text


class Review(OfPlacement):
    """A conversation about the learning plan, half way and at the end."""

    point = models.CharField(max_length=10, choices=enums.Point)
    note = models.TextField(max_length=3000)
    by = models.ForeignKey(**PERSON)
    on = models.DateField()

    class Meta(OfPlacement.Meta):
        constraints = [known("point", enums.Point, "review_point_known")]

    def __str__(self) -> str:
        return self.get_point_display()


class Absence(OfPlacement):
    kind = models.CharField(max_length=8, choices=enums.AbsenceKind)
    from_on = models.DateField()
    to_on = models.DateField()

    class Meta(OfPlacement.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="absence_dates_in_order")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Issue(OfPlacement):
    """Something that goes wrong, said by one of the three sides; answered by the officer."""

    body = models.TextField(max_length=3000)
    side = models.CharField(max_length=8)
    by = models.ForeignKey(**PERSON)
    at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(max_length=3000, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta(OfPlacement.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(answer=""), name="issue_closed_with_answer"
            )
        ]

    def __str__(self) -> str:
        return self.body[:80]


class ReintegrationPlan(models.Model):
    """The way home: which role waits, who uses what was learned, and when it is shared."""

    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="reintegration")
    role_on_return = models.CharField(max_length=300)
    who_uses_learning = models.TextField(max_length=2000)
    contacts_kept = models.TextField(max_length=2000, blank=True)
    share_back_on = models.DateField()
    share_back_held_on = models.DateField(null=True, blank=True)
    share_back_note = models.TextField(max_length=3000, blank=True)
    written_by = models.ForeignKey(**PERSON)
    written_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(role_on_return="") & ~Q(who_uses_learning=""), name="reintegration_says_where"
            )
        ]

    def __str__(self) -> str:
        return self.role_on_return


class Evaluation(OfPlacement):
    """What one side says at one of four moments."""

    point = models.CharField(max_length=10, choices=enums.Point)
    party = models.CharField(max_length=8, choices=enums.Party)
    goals_met = models.PositiveSmallIntegerField()
    worth_it = models.PositiveSmallIntegerField()
    in_contact = models.BooleanField(null=True, blank=True)
    policy_change = models.TextField(max_length=1500, blank=True)
    comment = models.TextField(max_length=3000, blank=True)
    by = models.ForeignKey(**PERSON)
    on = models.DateField()

    class Meta(OfPlacement.Meta):
        constraints = [
            models.UniqueConstraint(fields=["placement", "point", "party"], name="evaluation_once_a_side"),
            models.CheckConstraint(
                condition=Q(goals_met__range=(1, 5), worth_it__range=(1, 5)), name="evaluation_on_the_scale"
            ),
            known("point", enums.Point, "evaluation_point_known"),
            known("party", enums.Party, "evaluation_party_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_point_display()}, {self.get_party_display()}"


class Reminder(models.Model):
    """That somebody was reminded of a date, so that nobody is told twice."""

    about = models.CharField(max_length=40)
    ref = models.CharField(max_length=24)
    due_on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ref", "about", "due_on"], name="secondment_reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.ref}"
