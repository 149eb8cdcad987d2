"""The analysis for machines: what the owning department's system reads. Judging what people said is for people."""

from typing import Any

from django.db.models import QuerySet
from django_filters import filters
from rest_framework import serializers
from rest_framework.generics import get_object_or_404

from engagement.consultations.analysis.enums import CampaignState, Decision, Pass, Stance, ThemeState
from engagement.consultations.analysis.models import (
    Campaign,
    Coding,
    Figures,
    Proposal,
    Quote,
    Redaction,
    Theme,
    ThemeChange,
)
from engagement.consultations.enums import Phase, ResponseState
from engagement.consultations.models import Consultation, Contribution
from foundation.common.api import FilterSet, Listing, OneOf, Shape

INCLUDED = ResponseState.SUBMITTED


class OfAnalysis(Listing):
    """What belongs to the analysis of one consultation; there for the department that owns it."""

    thing = "consultations"
    version_field = "pk"
    orderings: dict[str, tuple[str, ...]] = {"id": ("pk",)}

    def consultation(self) -> Consultation:
        own = Consultation.objects.of_desk(self.request.user)
        return get_object_or_404(own, slug=self.kwargs["slug"])


class FrameThemeShape(Shape):
    """A theme of a question's coding frame; `outcome` is the theme of the outcome that it became."""

    id = serializers.UUIDField(source="public_id")
    question = serializers.CharField(source="question.key")
    parent = serializers.UUIDField(source="parent.public_id", allow_null=True, default=None)
    merged_into = serializers.UUIDField(source="merged_into.public_id", allow_null=True, default=None)
    outcome = serializers.UUIDField(source="outcome.public_id", allow_null=True, default=None)

    class Meta:
        model = Theme
        fields = (
            *("id", "question", "parent", "title", "description", "state", "merged_into", "outcome"),
            *("position", "version"),
        )


class FrameThemeFilters(FilterSet):
    question = filters.CharFilter(field_name="question__key", max_length=40, help_text="Key of a question.")
    state = OneOf(choices=ThemeState)


class FrameThemes(OfAnalysis):
    """The coding frame of every question: themes in a tree, those that were merged or retired among them."""

    queryset = Theme.objects.all()
    serializer_class = FrameThemeShape
    filterset_class = FrameThemeFilters

    def get_queryset(self) -> QuerySet:
        rows = Theme.objects.filter(question__consultation=self.consultation())
        return rows.select_related("question", "parent", "merged_into", "outcome")

    def version(self, row: Any) -> Any:
        return [row.pk, row.version, row.state, row.outcome_id]


class FrameChangeShape(Shape):
    """One change of a coding frame; `number` is the version of the frame that it made."""

    question = serializers.CharField(source="question.key")
    theme = serializers.UUIDField(source="theme.public_id")
    title_before = serializers.SerializerMethodField(help_text="Null where the change is not of its words.")
    title_after = serializers.SerializerMethodField(help_text="Null where the change is not of its words.")

    class Meta:
        model = ThemeChange
        fields = ("question", "number", "verb", "theme", "title_before", "title_after", "at")

    def get_title_before(self, row: ThemeChange) -> str | None:
        return row.before.get("title")

    def get_title_after(self, row: ThemeChange) -> str | None:
        return row.after.get("title")


class FrameChanges(OfAnalysis):
    """Every version of the coding frames: what changed, and when."""

    queryset = ThemeChange.objects.all()
    serializer_class = FrameChangeShape

    def get_queryset(self) -> QuerySet:
        rows = ThemeChange.objects.filter(question__consultation=self.consultation())
        return rows.select_related("question", "theme")

    def version(self, row: Any) -> Any:
        return row.pk


class OfAnswer(Shape):
    """Something about one answer, named by its response and its question."""

    response = serializers.CharField(source="answer.response.ref")
    question = serializers.CharField(source="answer.question.key")


class CodingShape(OfAnswer):
    """One reading of one answer: themes, stance, strength of evidence. Coders are not named."""

    read = serializers.ChoiceField(
        Pass.choices, source="number", help_text="First, or the second of a sample"
    )
    themes = serializers.SerializerMethodField(help_text="Themes of the coding frame.")

    class Meta:
        model = Coding
        fields = (
            *("response", "question", "read", "themes", "stance", "strength", "frame_version"),
            *("version", "done_at"),
        )

    def get_themes(self, row: Coding) -> list[str]:
        return sorted(str(each.theme.public_id) for each in row.coded.all())


class CodingFilters(FilterSet):
    question = filters.CharFilter(field_name="question__key", max_length=40, help_text="Key of a question.")
    response = filters.CharFilter(
        field_name="answer__response__ref", max_length=24, help_text="Reference of a response."
    )
    theme = filters.UUIDFilter(field_name="coded__theme__public_id", help_text="A theme of the coding frame.")
    read = OneOf(choices=Pass, field_name="number")
    stance = OneOf(choices=Stance)


class Codings(OfAnalysis):
    """How answers were coded; of responses that are part of the analysis, and only what is finished."""

    queryset = Coding.objects.all()
    serializer_class = CodingShape
    filterset_class = CodingFilters

    def get_queryset(self) -> QuerySet:
        rows = Coding.objects.filter(question__consultation=self.consultation(), done_at__isnull=False)
        rows = rows.filter(answer__response__state=INCLUDED)
        return rows.select_related("answer__response", "answer__question").prefetch_related("coded__theme")

    def version(self, row: Any) -> Any:
        return [row.pk, row.version, [each.theme_id for each in row.coded.all()]]


class QuoteShape(OfAnswer):
    """Words of an answer that speak for a theme, from one character to another."""

    theme = serializers.UUIDField(source="theme.public_id")

    class Meta:
        model = Quote
        fields = ("response", "question", "theme", "passage", "start", "end")


class Quotes(OfAnalysis):
    """Passages that were marked for a theme."""

    queryset = Quote.objects.all()
    serializer_class = QuoteShape

    def get_queryset(self) -> QuerySet:
        rows = Quote.objects.filter(answer__question__consultation=self.consultation())
        rows = rows.filter(answer__response__state=INCLUDED)
        return rows.select_related("answer__response", "answer__question", "theme")

    def version(self, row: Any) -> Any:
        return [row.pk, row.theme_id, row.start]


class RedactionShape(OfAnswer):
    """That something was taken out of what the public reads, and why. The words themselves are not repeated here."""

    public_copy = serializers.CharField(
        source="answer.public_text", help_text="The answer as the public reads it."
    )

    class Meta:
        model = Redaction
        fields = ("response", "question", "reason", "public_copy", "at")


class Redactions(OfAnalysis):
    """What was taken out before anything is published: reasons and public copies, never the words."""

    queryset = Redaction.objects.all()
    serializer_class = RedactionShape

    def get_queryset(self) -> QuerySet:
        rows = Redaction.objects.filter(answer__question__consultation=self.consultation())
        rows = rows.filter(answer__response__state=INCLUDED)
        return rows.select_related("answer__response", "answer__question")

    def version(self, row: Any) -> Any:
        return [row.pk, row.answer.public_text]


class CampaignShape(Shape):
    """Near-identical responses, each of them counted; `text` is what they share."""

    id = serializers.UUIDField(source="public_id")
    text = serializers.CharField(source="leader.body")
    template = serializers.SerializerMethodField(
        help_text="The same where one template asks for opposite things."
    )

    class Meta:
        model = Campaign
        fields = (
            *("id", "state", "name", "organiser", "text", "template", "submissions", "identical"),
            *("personalised", "organisations", "decided_at"),
        )

    def get_template(self, row: Campaign) -> str:
        return bytes((row.leader.family or row.leader).digest).hex()


class CampaignFilters(FilterSet):
    state = OneOf(choices=CampaignState)


class Campaigns(OfAnalysis):
    """Campaigns by size: found by the portal or registered by an organiser, and whether a person has confirmed them."""

    queryset = Campaign.objects.all()
    serializer_class = CampaignShape
    filterset_class = CampaignFilters
    orderings = {"-submissions": ("-submissions", "-pk")}

    def get_queryset(self) -> QuerySet:
        rows = Campaign.objects.filter(consultation=self.consultation())
        return rows.select_related("leader__family")

    def version(self, row: Any) -> Any:
        counts = [row.submissions, row.identical, row.personalised, row.organisations]
        said = [row.state, row.name, row.organiser, str(row.decided_at), row.leader.family_id]
        return [row.pk, *said, *counts]


class FiguresShape(Shape):
    """The three headline figures: submissions, unique texts, organisations; `at` is when they were counted."""

    class Meta:
        model = Figures
        fields = ("submissions", "texts", "organisations", "at")


class HeadlineFigures(OfAnalysis):
    """The three headline figures, in a list of one; empty until something was counted."""

    queryset = Figures.objects.all()
    serializer_class = FiguresShape

    def get_queryset(self) -> QuerySet:
        return Figures.objects.filter(consultation=self.consultation())

    def version(self, row: Any) -> Any:
        return [row.pk, row.at.isoformat(), row.submissions, row.texts, row.organisations]


class DraftThemeShape(Shape):
    """What the machine proposed, by which words, for how many answers, and what a person made of it."""

    id = serializers.UUIDField(source="public_id")
    question = serializers.CharField(source="run.question.key")
    words = serializers.ListField(child=serializers.CharField())
    theme = serializers.UUIDField(source="theme.public_id", allow_null=True, default=None)
    run = serializers.UUIDField(source="run.public_id")
    proposed_at = serializers.DateTimeField(source="run.created_at")

    class Meta:
        model = Proposal
        fields = (
            *("id", "question", "run", "proposed_at", "number", "label", "words", "size", "decision"),
            *("theme", "decided_at"),
        )


class DraftThemeFilters(FilterSet):
    question = filters.CharFilter(
        field_name="run__question__key", max_length=40, help_text="Key of a question."
    )
    decision = OneOf(choices=Decision)


class DraftThemes(OfAnalysis):
    """Draft themes that the portal proposed. None is a theme before a person has accepted it."""

    queryset = Proposal.objects.all()
    serializer_class = DraftThemeShape
    filterset_class = DraftThemeFilters

    def get_queryset(self) -> QuerySet:
        rows = Proposal.objects.filter(run__question__consultation=self.consultation())
        return rows.select_related("run__question", "theme")

    def version(self, row: Any) -> Any:
        return [row.pk, row.size, row.decision, row.theme_id]


class TraceShape(Shape):
    """From a response to what came of it. `decision` is one of the programme's decision log."""

    response = serializers.CharField(source="response.ref")
    theme = serializers.UUIDField(source="theme.public_id", help_text="A theme of the outcome.")
    title = serializers.CharField(source="theme.title")
    decision = serializers.UUIDField(source="theme.decision.public_id", allow_null=True, default=None)
    told_at = serializers.DateTimeField(
        source="response.told_at", allow_null=True, help_text="When the respondent was told of the outcome."
    )

    class Meta:
        model = Contribution
        fields = ("response", "theme", "title", "decision", "told_at")


class TraceFilters(FilterSet):
    response = filters.CharFilter(
        field_name="response__ref", max_length=24, help_text="Reference of a response."
    )
    theme = filters.UUIDFilter(field_name="theme__public_id", help_text="A theme of the outcome.")


class OutcomeTrace(OfAnalysis):
    """The thread from each response through theme and decision to the outcome, once the outcome is published."""

    queryset = Contribution.objects.all()
    serializer_class = TraceShape
    filterset_class = TraceFilters

    def get_queryset(self) -> QuerySet:
        consultation = self.consultation()
        rows = Contribution.objects.filter(theme__consultation=consultation, response__state=INCLUDED)
        rows = rows.select_related("response", "theme__decision")
        return rows if consultation.phase() == Phase.OUTCOME else rows.none()

    def version(self, row: Any) -> Any:
        told = row.response.told_at
        return [row.pk, row.theme.title, row.theme.decision_id, told.isoformat() if told else ""]


# By the last part of their address.
DOORS: dict[str, type[OfAnalysis]] = {
    "frame": FrameThemes,
    "frame-changes": FrameChanges,
    "codings": Codings,
    "quotes": Quotes,
    "redactions": Redactions,
    "campaigns": Campaigns,
    "figures": HeadlineFigures,
    "draft-themes": DraftThemes,
    "trace": OutcomeTrace,
}
