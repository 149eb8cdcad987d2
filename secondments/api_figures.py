"""Published figures for everybody's systems: each quarter and each year, as it was published."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from foundation.common.api import Rows, Shape
from secondments.models import QuarterFigures, YearFigures


def number(**options: Any) -> serializers.IntegerField:
    return serializers.IntegerField(
        **{"allow_null": True, "help_text": "Null where it is confidential."} | options
    )


class Cells(serializers.Serializer):
    """A row that is kept as a list of values, with a name for each."""

    def to_representation(self, instance: list[Any]) -> dict[str, Any]:
        return dict(zip(self.fields, instance, strict=True))


class SecondmentNumberShape(Cells):
    """Placements that started, in one direction or both, of one group of a measure. What is not listed is nought."""

    direction = serializers.ChoiceField(["inward", "outward", "all"])
    measure = serializers.ChoiceField(
        ["all", "department", "partner", "partner_size", "grade", "cost_model", "outcome"]
    )
    group = serializers.CharField(allow_blank=True, help_text="Its code; empty for everybody.")
    count = number()


class SecondmentFlowShape(Cells):
    """How many moved between a field of work and a department, to the nearest five."""

    direction = serializers.ChoiceField(["inward", "outward"])
    field_of_work = serializers.CharField(allow_blank=True, help_text="Empty for all others together.")
    department = serializers.CharField()
    count = number()


class SecondmentLastingShape(Cells):
    """Placements whose six months after the end were over in the year, by what is known of them."""

    direction = serializers.ChoiceField(["inward", "outward", "all"])
    measure = serializers.ChoiceField(
        ["all", "return_plan", "outcomes_met", "in_contact", "policy_change"],
        help_text="`all` counts everybody; its answer is empty.",
    )
    answer = serializers.ChoiceField(["yes", "no", "not known"], allow_blank=True)
    count = number()


class MedianShape(serializers.Serializer):
    """Days that the placements lasted that ended: the median by direction."""

    inward, outward, all = number(), number(), number()


class PublishedShape(Shape):
    """Figures as they were published; they are not counted again."""

    period = serializers.CharField(source="code")
    numbers = SecondmentNumberShape(source="data.rows", many=True)
    flows = SecondmentFlowShape(source="data.flows", many=True)
    median_days = MedianShape(source="data.lengths")
    recusals = number(source="data.recusals")
    median_days_to_match = number(source="data.days_to_match")

    FIELDS = ("period", "frozen_at", "numbers", "flows", "median_days", "recusals", "median_days_to_match")


class QuarterShape(PublishedShape):
    class Meta:
        model = QuarterFigures
        fields = PublishedShape.FIELDS


class YearShape(PublishedShape):
    lasting = SecondmentLastingShape(
        source="data.lasting",
        many=True,
        default=list,
        help_text="Empty for years that were published before.",
    )

    class Meta:
        model = YearFigures
        fields = (*PublishedShape.FIELDS, "lasting")


class Published(Rows):
    """What everybody may read."""

    thing = "secondments"
    public = True
    version_field = "frozen_at"

    def get_queryset(self) -> QuerySet:
        return self.queryset.all()


class QuarterRows(Published):
    """The figures of each published quarter, by its first day."""

    queryset = QuarterFigures.objects.all()
    serializer_class = QuarterShape
    lookup_field, lookup_value_regex = "quarter", r"20[0-9]{2}-[01][0-9]-01"
    orderings = {"-quarter": ("-quarter", "pk"), "quarter": ("quarter", "pk")}


class YearRows(Published):
    """The figures of each published year. No number tells more of a quarter than the quarter itself does."""

    queryset = YearFigures.objects.all()
    serializer_class = YearShape
    lookup_field, lookup_value_regex = "year", r"20[0-9]{2}"
    orderings = {"-year": ("-year", "pk"), "year": ("year", "pk")}
