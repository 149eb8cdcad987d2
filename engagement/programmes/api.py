"""Policy programmes for everybody: what is being decided, by whom, by when, and what was decided."""

from django.db.models import QuerySet
from rest_framework import serializers

from engagement.programmes.models import Decision, Programme
from foundation.common.api import Rows, Shape


class DecisionShape(Shape):
    """One thing to be decided, or decided."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = Decision
        fields = ("id", "question", "decided_by_role", "due_on", "state", "decided_on", "decision")


class ProgrammeShape(Shape):
    """A policy programme with its decisions."""

    ref = serializers.CharField(help_text="For example PP-2026-000123")
    department = serializers.CharField(source="department.code")
    decisions = DecisionShape(many=True)

    class Meta:
        model = Programme
        fields = (
            *(
                "ref",
                "slug",
                "title",
                "title_cy",
                "problem",
                "problem_cy",
                "how_to_get_involved",
                "owner_role",
            ),
            *("department", "stage", "published_at", "decisions", "updated_at"),
        )


class ProgrammeRows(Rows):
    """Policy programmes that departments published."""

    thing, public = "programmes", True
    queryset = Programme.objects.all()
    serializer_class = ProgrammeShape
    lookup_field, lookup_value_regex = "slug", "[-a-z0-9]{1,120}"
    orderings = {"-published_at": ("-published_at", "-pk"), "published_at": ("published_at", "pk")}

    def get_queryset(self) -> QuerySet:
        rows = Programme.objects.filter(published_at__isnull=False)
        return rows.select_related("department").prefetch_related("decisions")
