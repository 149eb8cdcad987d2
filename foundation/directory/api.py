"""The directory for machines: organisations and departments, public and read-only."""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers

from foundation.common.api import FilterSet, Flag, OneOf, Rows, Shape
from foundation.common.references import REFERENCE_PATTERN
from foundation.directory import search
from foundation.directory.enums import DepartmentKind, Nation, OrganisationStatus, Section, SizeBand
from foundation.directory.identifiers import candidates
from foundation.directory.models import Department, Identifier, Organisation


class IdentifierShape(Shape):
    """A number of a public register. `org_id` is the form of org-id.guide."""

    org_id = serializers.CharField(help_text="For example GB-CHC-1090095")

    class Meta:
        model = Identifier
        fields = ("scheme", "number", "org_id", "is_primary")


class OrganisationShape(Shape):
    """An organisation of civil society: facts of public registers and what it says of itself."""

    ref = serializers.CharField(help_text="For example OR-2026-000123")
    identifiers = IdentifierShape(many=True)
    other_names = serializers.ListField(child=serializers.CharField())
    region = serializers.CharField(
        source="region_id", allow_null=True, help_text="GSS code of a region of England"
    )
    size_band = serializers.ChoiceField(choices=SizeBand, help_text="NCVO band of yearly income")
    verification_level = serializers.IntegerField(min_value=0, max_value=4)
    parent = serializers.CharField(
        source="parent.ref", allow_null=True, default=None, help_text="The charity that this one is linked to"
    )
    page = serializers.SerializerMethodField(help_text="Path of the page about it")

    class Meta:
        model = Organisation
        fields = (
            "ref",
            "name",
            "other_names",
            "identifiers",
            "legal_form",
            "size_band",
            "icnp_section",
            "icnp_group",
            "nation",
            "region",
            "website",
            "status",
            "removed_on",
            "parent",
            "verification_level",
            "is_infrastructure",
            "user_led",
            "source",
            "page",
            "updated_at",
        )

    def get_page(self, organisation: Organisation) -> str:
        return f"/organisations/{organisation.ref}/"


class OrganisationFilters(FilterSet):
    q = filters.CharFilter(method="with_words", max_length=search.LONGEST, help_text="Words of a name")
    number = filters.CharFilter(
        method="with_number",
        max_length=40,
        help_text="A number of any register, with or without its org-id prefix",
    )
    nation = OneOf(choices=[choice for choice in Nation.choices if choice[0]])
    size_band = OneOf(choices=SizeBand)
    icnp_section = OneOf(choices=[choice for choice in Section.choices if choice[0]])
    status = OneOf(choices=OrganisationStatus)

    def with_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        words = search.words(value)
        return rows.filter(search__words=words) if words else rows.none()

    def with_number(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        wanted = Q()
        for number in candidates(value):
            wanted |= Q(scheme=number.scheme, number=number.value)
        found = Identifier.objects.filter(wanted) if wanted else Identifier.objects.none()
        return rows.filter(pk__in=found.values("organisation"))


class OrganisationRows(Rows):
    """Organisations of civil society: those that public registers hold, and those that somebody vouched for."""

    thing = "organisations"
    public = True
    queryset = Organisation.objects.select_related("parent").prefetch_related("identifiers")
    serializer_class = OrganisationShape
    filterset_class = OrganisationFilters
    lookup_field, lookup_value_regex = "ref", REFERENCE_PATTERN
    orderings = {"name": ("search_key", "pk"), "updated": ("updated_at", "pk")}
    version_field = "updated_at"


class DepartmentShape(Shape):
    """A department or other public body. `slug` is its key on GOV.UK."""

    code = serializers.CharField(help_text="For example DCMS")
    successor = serializers.CharField(source="successor.code", allow_null=True, default=None)
    page = serializers.SerializerMethodField(help_text="Path of the page about it")

    class Meta:
        model = Department
        fields = (
            "code",
            "slug",
            "name",
            "name_cy",
            "kind",
            "about",
            "valid_from",
            "valid_to",
            "successor",
            "page",
        )

    def get_page(self, department: Department) -> str:
        return f"/departments/{department.slug}/"


class DepartmentFilters(FilterSet):
    kind = OneOf(choices=DepartmentKind)
    current = Flag(method="in_force", help_text="Those that exist today, or those that do not")

    def in_force(self, rows: Any, name: str, value: bool) -> QuerySet:
        now = rows.current()
        return now if value else rows.exclude(pk__in=now.values("pk"))


class DepartmentRows(Rows):
    """Departments, past ones among them."""

    thing = "departments"
    public = True
    queryset = Department.objects.select_related("successor")
    serializer_class = DepartmentShape
    filterset_class = DepartmentFilters
    lookup_field, lookup_value_regex = "slug", "[a-z0-9-]{1,120}"
    orderings = {"name": ("name", "pk")}

    def version(self, row: Department) -> Any:
        return [
            getattr(row, name) for name in ("name", "name_cy", "kind", "about", "valid_to", "successor_id")
        ]
