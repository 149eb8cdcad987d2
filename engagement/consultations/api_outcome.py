"""What came of a consultation, for machines: reports and themes."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from engagement.consultations.api import OfConsultation
from engagement.consultations.enums import Report as ReportKind
from engagement.consultations.models import Consultation, OutcomeTheme, Report
from foundation.common.api import Shape


class ReportShape(Shape):
    """The public feedback or the final outcome. `published_at` is null while only the department reads it."""

    published_at = serializers.SerializerMethodField()

    class Meta:
        model = Report
        fields = ("kind", "detail", "detail_cy", "published_at")

    def get_published_at(self, row: Report) -> datetime | None:
        return published_at(row.consultation, row.kind)


def published_at(consultation: Consultation, kind: str) -> datetime | None:
    if kind == ReportKind.FEEDBACK:
        return consultation.feedback_published_at
    return consultation.outcome_published_at


class ConsultationReports(OfConsultation):
    """What people said and what the government does: published reports; to their department's system also drafts."""

    queryset = Report.objects.all()
    serializer_class = ReportShape
    orderings = {"place": ("pk",)}

    def get_queryset(self) -> QuerySet:
        consultation = self.consultation()
        rows = Report.objects.filter(consultation=consultation).select_related("consultation")
        if self.runs(consultation):
            return rows
        return rows.filter(kind__in=[kind for kind in ReportKind if published_at(consultation, kind)])

    def version(self, row: Any) -> Any:
        return [row.pk, row.detail, row.detail_cy, str(published_at(row.consultation, row.kind))]

    @classmethod
    def offers_changes(cls) -> bool:
        """When a text was last written is not public."""
        return False


class ThemeShape(Shape):
    """What was asked, said and done about a theme, or why nothing was done."""

    id = serializers.UUIDField(source="public_id")
    decision = serializers.UUIDField(source="public_decision.public_id", allow_null=True, default=None)

    class Meta:
        model = OutcomeTheme
        fields = (
            *("id", "title", "title_cy", "we_asked", "we_asked_cy", "you_said", "you_said_cy"),
            *("we_did", "we_did_cy", "reason_not_done", "reason_not_done_cy", "decision"),
        )


class ConsultationThemes(OfConsultation):
    """We asked, you said, we did: the themes of a published outcome; to their department's system also before."""

    queryset = OutcomeTheme.objects.all()
    serializer_class = ThemeShape
    orderings = {"place": ("position", "pk")}

    def get_queryset(self) -> QuerySet:
        consultation = self.consultation()
        rows = OutcomeTheme.objects.filter(consultation=consultation).select_related("decision__programme")
        return rows if consultation.has_outcome() or self.runs(consultation) else rows.none()

    def version(self, row: Any) -> Any:
        said = [getattr(row, name) for name in ThemeShape.Meta.fields[1:-1]]
        return [row.pk, *said, getattr(row.public_decision, "pk", None)]
