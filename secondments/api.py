"""Open opportunities for everybody; a department's own placements and recusals for its systems."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django_filters import filters
from rest_framework import serializers

from foundation.common.api import Body, Day, FilterSet, Flag, Listing, OneOf, Rows, Shape, verb
from foundation.common.references import REFERENCE_PATTERN
from foundation.directory.models import Organisation
from secondments import enums, finding
from secondments.actions import placements
from secondments.models import Opportunity, Placement, Recusal


class Code(serializers.SlugRelatedField):
    """A department by its code, or null."""

    def __init__(self, **options: Any) -> None:
        super().__init__(slug_field="code", read_only=True, allow_null=True, **options)


class SecondmentBodyShape(Shape):
    """A civil society body."""

    class Meta:
        model = Organisation
        fields = ("ref", "name")


# fmt: off
OFFERED = [
    "ref", "title", "state", "direction", "shape", "host_department", "host_organisation", "team", "problem",
    "outcomes", "skill_codes", "level", "fte_percent", "places", "starts_on", "ends_on", "place", "town", "remote",
    "clearance", "nationality_rule", "funding", "reimbursed_percent", "backfill_grant", "access", "closes_on",
    "selection", "is_blind",
]
PLACED = [
    "ref", "title", "state", "state_since", "due_on", "direction", "level", "shape", "home_department",
    "home_organisation", "host_department", "host_organisation", "starts_on", "ends_on", "matched_on",
    "activated_on", "ended_on", "outcome", "agreement_signed_on", "clearance_level", "clearance_granted_on",
    "clearance_expires_on", "conflicts_signed_off_on", "exception", "commission_ref", "updated_at",
]
# fmt: on


class OpportunityShape(Shape):
    """An opportunity as it is advertised. The closing day is the last on which anybody may apply.

    `swap_with` is the other half of a swap: both are matched and begin together, or neither does.
    """

    swap_with = serializers.CharField(source="half", read_only=True, allow_null=True)
    ref = serializers.CharField()
    host_department = Code()
    host_organisation = SecondmentBodyShape(allow_null=True)
    place = Code()

    class Meta:
        model = Opportunity
        fields = [*OFFERED, "swap_with"]


class OpportunityFilters(FilterSet):
    direction = OneOf(choices=enums.Direction)
    shape = OneOf(choices=enums.Shape)
    remote = OneOf(choices=enums.Remote)
    place = filters.CharFilter(field_name="place__code", max_length=9, help_text="GSS code of a place.")
    skill = filters.CharFilter(method="with_skill", max_length=80, help_text="Code of a skill.")
    closes_before = Day(field_name="closes_on", lookup_expr="lt", help_text="Closes before this day.")
    q = filters.CharFilter(
        method="with_words", max_length=200, help_text="Words in title, problem, team or town."
    )

    def with_skill(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(skill_codes__contains=[value])

    def with_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        words = finding.query(value)
        return rows.filter(search=words) if words else rows.none()


def half_of(rows: QuerySet) -> Subquery:
    """The reference of the other half, among these rows, of a swap that is still tied."""
    tied = rows.filter(swap=OuterRef("swap"), swap__untied_at=None).exclude(pk=OuterRef("pk"))
    return Subquery(tied.values("ref")[:1])


class OpportunityRows(Rows):
    """Secondment opportunities that are open to applications."""

    thing = "secondments"
    public = True
    queryset = Opportunity.objects.all()
    serializer_class = OpportunityShape
    filterset_class = OpportunityFilters
    lookup_field, lookup_value_regex = "ref", REFERENCE_PATTERN
    orderings = {"closes_on": ("closes_on", "pk")}

    def get_queryset(self) -> QuerySet:
        beside = ("host_department", "host_organisation", "place")
        return (
            Opportunity.objects.open()
            .select_related(*beside)
            .annotate(half=half_of(Opportunity.objects.public()))
        )

    @classmethod
    def offers_changes(cls) -> bool:
        """What closes leaves the list; whoever follows changes would take silence for "still open"."""
        return False


class PlacementShape(Shape):
    """A placement: where it stands, between whom, and which gates are open. Not what the parties say to each other."""

    ref = serializers.CharField()
    swap_with = serializers.CharField(source="half", read_only=True, allow_null=True)
    secondee = serializers.CharField(source="person.name", read_only=True)
    home_department, host_department = Code(), Code()
    home_organisation = SecondmentBodyShape(allow_null=True)
    host_organisation = SecondmentBodyShape(allow_null=True)

    class Meta:
        model = Placement
        fields = [*PLACED[:8], "secondee", *PLACED[8:], "swap_with"]


class PlacementFilters(FilterSet):
    state = OneOf(choices=enums.PlacementState)
    direction = OneOf(choices=[pair for pair in enums.Direction.choices if pair[0] != "swap"])
    ends_before = Day(field_name="ends_on", lookup_expr="lt", help_text="The last day is before this one.")


class ClearanceBody(Body):
    level = serializers.ChoiceField(enums.ClearanceLevel.choices)
    expires_on = serializers.DateField(help_text="The last day on which it holds.")


class PlacementRows(Rows):
    """Placements to and from the client's department."""

    thing, target = "secondments", "placement"
    queryset = Placement.objects.all()
    serializer_class = PlacementShape
    filterset_class = PlacementFilters
    lookup_field, lookup_value_regex = "ref", REFERENCE_PATTERN
    orderings = {"-matched_on": ("-matched_on", "-pk"), "starts_on": ("starts_on", "pk")}

    clearance = verb(placements.grant_clearance, ClearanceBody)
    start = verb(placements.start)

    def get_queryset(self) -> QuerySet:
        beside = ("person", "home_department", "home_organisation", "host_department", "host_organisation")
        others = Placement.objects.exclude(state="cancelled")
        return super().get_queryset().select_related(*beside).annotate(half=half_of(others))


class RecusalShape(Shape):
    """Somebody who must be kept out of a matter: ask before a bid, a grant or a paper is shared with them."""

    placement = serializers.CharField(source="placement.ref", read_only=True)
    secondee = serializers.CharField(source="placement.person.name", read_only=True)
    organisation = SecondmentBodyShape(allow_null=True)
    department = Code()

    class Meta:
        model = Recusal
        fields = ("placement", "secondee", "matter", "organisation", "department", "from_on", "to_on")


class RecusalFilters(FilterSet):
    organisation = filters.CharFilter(
        field_name="organisation__ref", max_length=20, help_text="Whose bid or grant it is: OR-2026-000123."
    )
    on = Day(method="in_force", help_text="Recusals in force on this day.")
    running = Flag(method="only_running", help_text="Of placements that are running.")

    def in_force(self, rows: Any, name: str, value: Any) -> QuerySet:
        return rows.on(value)

    def only_running(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        running = {"placement__state__in": enums.RUNNING}
        return rows.filter(**running) if value else rows.exclude(**running)


class RecusalRows(Listing):
    """The recusal register of the client's department: who stays out of what, and until when."""

    thing = "secondments"
    queryset = Recusal.objects.all()
    serializer_class = RecusalShape
    filterset_class = RecusalFilters
    orderings = {"from_on": ("from_on", "pk"), "-to_on": ("-to_on", "-pk")}

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("placement__person", "organisation", "department")

    def version(self, row: Any) -> Any:
        return [row.from_on.isoformat(), row.to_on.isoformat(), row.matter]


__all__ = ["OpportunityRows", "PlacementRows", "RecusalRows"]
