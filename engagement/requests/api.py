"""Requests for a department's system, and the public register."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet
from django.utils import timezone
from django_filters import filters
from rest_framework import serializers
from rest_framework.generics import get_object_or_404

from engagement.requests import actions, evidence, register, search
from engagement.requests.enums import Capacity, DeclineReason, Kind, Outcome, State
from engagement.requests.models import EngagementRequest, Message, StateChange
from engagement.requests.register import entries
from foundation import documents
from foundation.common.api import Body, Day, FilterSet, Flag, Listing, Moment, OneOf, Rows, Shape, flat, verb
from foundation.common.references import REFERENCE_PATTERN
from foundation.common.workingdays import local_date
from foundation.directory.models import Department, Organisation
from foundation.directory.prepared import PreparedFor
from foundation.directory.standing import standing
from foundation.documents.api import Files

ORDERINGS = {"-submitted_at": ("-submitted_at", "-pk"), "submitted_at": ("submitted_at", "pk")}
MOST_BY_FILES = 500
OUTCOMES = [choice for choice in Outcome.choices if choice[0] != Outcome.UNANSWERED]


class Code(serializers.SlugRelatedField):
    """A row by the code that people know it by, or null."""

    def __init__(self, **options: Any) -> None:
        super().__init__(slug_field="code", **({"read_only": True, "allow_null": True} | options))


# What readers get


class SendingOrganisationNameShape(Shape):
    """The organisation that a request is sent for."""

    class Meta:
        model = Organisation
        fields = ("ref", "name")


class SendingOrganisationShape(Shape):
    """The organisation that a request is sent for, with its numbers in public registers."""

    identifiers = serializers.SerializerMethodField(
        help_text="org-id.guide identifiers, GB-CHC-1090095 for example."
    )

    class Meta:
        model = Organisation
        fields = ("ref", "name", "identifiers")

    def get_identifiers(self, organisation: Organisation) -> list[str]:
        return [identifier.org_id for identifier in organisation.identifiers.all()]


# fmt: off
STANDING = [
    "ref", "state", "kind", "title", "organisation", "topic", "department", "offered_to", "risk_to_people",
]
ASKED = [
    "ask", "why_now", "evidence", "evidence_links", "capacity", "represents", "coalition", "nations",
    "place", "affected_groups", "named_minister", "needed_by", "needed_by_reason", "accessibility_needs",
    "language", "expenses_needed", "sensitivity", "acts_for_client", "lobbying_number", "conflicts",
    "previous_refs",
]
CLOCKS = [
    "submitted_at", "submitted_on", "reply_due_on", "ceiling_on", "department_started_on",
    "department_due_on", "due_on", "paused_on", "days_taken", "updated_at",
]
STEPS = [
    "acknowledged_at", "routed_at", "accepted_at", "responded_at", "closed_at", "reopen_until",
]
ENDS = [
    "contact", "hops", "outcome", "outcome_text", "decline_reason", "decline_url", "may_publish",
]
PUBLIC = [
    "ref", "title", "organisation", "is_individual", "kind", "department", "state", "hops", "submitted_on",
    "acknowledged_on", "routed_on", "accepted_on", "answered_on", "ended_on", "reply_due_on", "days_taken", "outcome",
]
# What a reader of the register can see change. The version of the row would tell of messages, too.
SEEN = [
    "state", "department_id", "hops", "acknowledged_at", "routed_at", "accepted_at", "responded_at", "closed_at",
    "days_taken", "outcome", "may_publish",
]
# fmt: on


class RequestSummaryShape(Shape):
    """A request as lists show it: what it is about, whose turn it is and by when."""

    ref = serializers.CharField()
    organisation = SendingOrganisationNameShape(allow_null=True)
    topic, department, offered_to = Code(), Code(), Code()

    class Meta:
        model = EngagementRequest
        fields = (*STANDING, *CLOCKS)


class RequestShape(RequestSummaryShape):
    """A request with all that the sender said and all that has been decided."""

    organisation = SendingOrganisationShape(allow_null=True)
    sender = serializers.CharField(source="submitter.name", read_only=True)

    class Meta:
        model = EngagementRequest
        fields = (*STANDING, "sender", *ASKED, *CLOCKS, *STEPS, *ENDS)


class MessageShape(Shape):
    """Something said on a request. `audience` says who may read it."""

    id = serializers.UUIDField(source="public_id")
    department = Code()

    class Meta:
        model = Message
        fields = ("id", "kind", "audience", "body", "from_government", "department", "at")


class StepShape(Shape):
    """One step of a request: who took it, as a side, never as a person, and why."""

    department = Code()

    class Meta:
        model = StateChange
        fields = ("verb", "from_state", "to_state", "side", "department", "reason", "at")


class LondonDay(serializers.DateField):
    """The day of a moment, as London counts it."""

    def to_representation(self, moment: Any) -> str:
        return local_date(moment).isoformat()


class RegisterShape(Shape):
    """What anybody may know: that it exists, whose it is, where it stands, how long it took. Never what it says."""

    ref = serializers.CharField()
    title = serializers.SerializerMethodField(help_text="Null where it is not published.")
    organisation = serializers.SerializerMethodField(
        help_text="Null where it is not published, or there is none."
    )
    is_individual = serializers.SerializerMethodField()
    department = Code()
    acknowledged_on = LondonDay(source="acknowledged_at", allow_null=True)
    routed_on = LondonDay(source="routed_at", allow_null=True)
    accepted_on = LondonDay(source="accepted_at", allow_null=True)
    answered_on = serializers.SerializerMethodField()
    ended_on = LondonDay(source="closed_at", allow_null=True)

    class Meta:
        model = EngagementRequest
        fields = PUBLIC

    def get_title(self, request: EngagementRequest) -> str | None:
        return request.public_title or None

    def get_organisation(self, request: EngagementRequest) -> str | None:
        return request.public_organisation or None

    def get_answered_on(self, request: EngagementRequest) -> date | None:
        """Null again once an answer that did not hold was reopened."""
        stands = request.responded_at is not None and request.days_taken is not None
        return local_date(request.responded_at) if stands else None

    def get_is_individual(self, request: EngagementRequest) -> bool:
        return request.capacity == Capacity.INDIVIDUAL


# What writers send


class Acceptance(Body):
    contact = serializers.CharField(
        max_length=200, required=False, help_text="A name or a team that the sender can ask for."
    )


class Transfer(Body):
    department = Code(
        read_only=False,
        allow_null=False,
        queryset=Department.objects.all(),
        help_text="Code of the other department.",
    )
    reason = serializers.CharField(max_length=1000)

    def validate_department(self, department: Department) -> Department:
        if not Department.objects.current().filter(pk=department.pk).exists():
            raise serializers.ValidationError("This department no longer exists.")
        return department


class Reason(Body):
    reason = serializers.CharField(max_length=1000)


class Words(Body):
    body = serializers.CharField(max_length=10_000)


class Refusal(Body):
    reason = serializers.ChoiceField(DeclineReason.choices)
    text = serializers.CharField(max_length=5000, help_text="An explanation for the sender.")
    url = serializers.URLField(
        max_length=500, required=False, help_text="The better route, for better_route."
    )


class Ending(Body):
    outcome = serializers.ChoiceField(OUTCOMES)
    outcome_text = serializers.CharField(
        max_length=5000, help_text="What came of it, for the sender to read."
    )


# Doors


class RequestFilters(FilterSet):
    state = OneOf(choices=State)
    kind = OneOf(choices=Kind)
    topic = filters.CharFilter(field_name="topic__code", max_length=40, help_text="Code of a topic.")
    organisation = filters.CharFilter(
        field_name="organisation__ref",
        max_length=20,
        help_text="Reference of an organisation, OR-2026-000123 for example.",
    )
    offered = Flag(
        field_name="offered_to",
        lookup_expr="isnull",
        exclude=True,
        help_text="Waits for an answer to an offer.",
    )
    risk_to_people = Flag(help_text="The sender says that people are at risk.")
    due_before = Day(field_name="due_on", lookup_expr="lt", help_text="The next step is due before this day.")
    submitted_since = Moment(
        field_name="submitted_at", lookup_expr="gte", help_text="Sent at or after this time."
    )
    overdue = Flag(method="only_overdue", help_text="The next step is government's, and its day has passed.")
    q = filters.CharFilter(
        method="with_words",
        max_length=200,
        help_text="Words in the title, the ask, the names or the evidence files.",
    )

    def only_overdue(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        late = EngagementRequest.objects.overdue(timezone.localdate()).values("pk")
        return rows.filter(pk__in=late) if value else rows.exclude(pk__in=late)

    def with_words(self, rows: Any, name: str, value: str) -> QuerySet:
        words = search.query(value)
        if words is None:
            return rows.none()
        said = Q(words=words)
        if in_files := list(evidence.mentioned(value, MOST_BY_FILES)):
            said |= Q(public_id__in=in_files)
        return rows.alias(words=search.PrivateWords()).filter(said)


class RequestRows(Rows):
    """Engagement requests of the client's department, and those that another department offers to it."""

    thing, target = "requests", "request"
    queryset = EngagementRequest.objects.all()
    serializer_class, summary_class = RequestShape, RequestSummaryShape
    filterset_class = RequestFilters
    lookup_field, lookup_value_regex = "ref", REFERENCE_PATTERN
    orderings = ORDERINGS | {"due_on": ("due_on", "pk")}

    accept = verb(actions.accept, Acceptance)
    ask = verb(actions.ask, Words, holding=documents.holding)
    reply = verb(actions.reply, Words, holding=documents.holding)
    decline = verb(actions.decline, Refusal)
    close = verb(actions.close, Ending)
    note = verb(actions.note, Words)
    transfer = verb(actions.offer_transfer, Transfer)
    accept_transfer = verb(actions.accept_transfer, Acceptance)
    decline_transfer = verb(actions.decline_transfer, Reason)
    cancel_transfer = verb(actions.cancel_transfer)
    return_to_centre = verb(actions.return_to_centre, Reason)

    def get_queryset(self) -> QuerySet:
        beside = ["organisation", "topic", "department", "offered_to"]
        rows = super().get_queryset()
        if self.action != "list":
            return rows.select_related(*beside, "submitter").prefetch_related("organisation__identifiers")
        if self.request.GET.get("ordering") == "due_on":
            rows = rows.filter(due_on__isnull=False)
        return rows.select_related(*beside).defer(*ASKED, "outcome_text")

    def beginning(self, order: Sequence[str], size: int) -> Sequence[Any] | None:
        """Where most readings begin: a department's newest, without a filter."""
        departments = standing(self.request.user).department_ids
        if self.action != "list" or len(departments) != 1 or not set(self.request.GET) <= PLAIN:
            return None
        self.planned = flat.plan(self.summary_class)
        (only,) = departments
        return BEGINNING(self.request.user, tuple(order), size, only=only)


PLAIN = frozenset({"page_size", "ordering"})


def _beginning(slot: Any, reader: Any, order: tuple[str, ...], size: int) -> QuerySet:
    """Each half walks one index of the department, a page far; `visible_to` says who sees what they find."""
    sent = EngagementRequest.objects.exclude(state=State.DRAFT).order_by(*order)
    if order[0] == "due_on":
        sent = sent.filter(due_on__isnull=False)
    only = slot("only", BigIntegerField())
    halves = (sent.filter(department=only), sent.filter(offered_to=only))
    own, offered = (half.values("pk")[: size + 1] for half in halves)
    seen = EngagementRequest.objects.visible_to(reader).filter(pk__in=own.union(offered))
    rows = seen.order_by(*order)
    plan = flat.plan(RequestSummaryShape)
    assert plan is not None  # noqa: S101
    return RequestRows.columns(rows, plan, order, written=True)[: size + 1]


BEGINNING = PreparedFor(_beginning)


class OfRequest(Listing):
    """What belongs to one request; there for whoever may see the request."""

    thing = "requests"
    version_field = "pk"
    orderings = {"at": ("pk",), "-at": ("-pk",)}

    def get_queryset(self) -> QuerySet:
        seen = EngagementRequest.objects.visible_to(self.request.user).only("pk")
        request = get_object_or_404(seen, ref=self.kwargs["ref"])
        return self.queryset.filter(request=request).select_related("department")


class RequestMessages(OfRequest):
    """The conversation on a request: questions, answers, replies, and the notes that only government sees."""

    queryset = Message.objects.all()
    serializer_class = MessageShape

    def get_queryset(self) -> QuerySet:
        rows: Any = super().get_queryset()
        return rows.visible_to(self.request.user)


class RequestFiles(Files):
    """Evidence files that the sender added to a request, once they have been scanned and found clean."""

    thing = "requests"

    def row(self) -> EngagementRequest:
        seen = EngagementRequest.objects.visible_to(self.request.user).only("pk", "public_id")
        return get_object_or_404(seen, ref=self.kwargs["ref"])


class RequestMessageFiles(Files):
    """Files that came with a message, once they have been scanned and found clean; one's own in every state."""

    thing = "requests"

    def row(self) -> Message:
        seen = EngagementRequest.objects.visible_to(self.request.user).filter(ref=self.kwargs["ref"])
        said = Message.objects.visible_to(self.request.user).filter(request__in=seen.values("pk"))
        return get_object_or_404(said.only("pk", "public_id"), public_id=self.kwargs["message"])


class RequestSteps(OfRequest):
    """What happened to a request, step by step."""

    queryset = StateChange.objects.all()
    serializer_class = StepShape


class RegisterFilters(FilterSet):
    state = OneOf(choices=[choice for choice in State.choices if choice[0] != State.DRAFT])
    kind = OneOf(choices=Kind)
    department = filters.CharFilter(
        field_name="department__code", max_length=12, help_text="Code of a department."
    )
    submitted_since = Moment(
        field_name="submitted_at", lookup_expr="gte", help_text="Sent at or after this time."
    )
    q = filters.CharFilter(
        method="with_words", max_length=200, help_text="Words in a published title or name."
    )

    def with_words(self, rows: Any, name: str, value: str) -> QuerySet:
        return register.with_words(rows, value)


class RegisterRows(Rows):
    """The public register: which requests exist, whose they are, where they stand and how long they took."""

    thing = "register"
    public = True
    queryset = EngagementRequest.objects.all()
    serializer_class = RegisterShape
    filterset_class = RegisterFilters
    lookup_field, lookup_value_regex = "ref", REFERENCE_PATTERN
    orderings = ORDERINGS

    def get_queryset(self) -> QuerySet:
        return entries()

    @classmethod
    def offers_changes(cls) -> bool:
        """When a row was last written is not public: a message between both sides writes it, too."""
        return False

    def version(self, row: Any) -> list[Any]:
        return [getattr(row, name) for name in SEEN]


__all__ = [
    "RegisterRows",
    "RequestFiles",
    "RequestMessageFiles",
    "RequestMessages",
    "RequestRows",
    "RequestSteps",
]
