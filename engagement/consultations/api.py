"""Consultations for machines: what is public for everybody; a department's system writes, publishes, adds responses."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django_filters import filters
from rest_framework import serializers
from rest_framework.generics import get_object_or_404

from engagement.consultations import actions, answering, bodies, files, listing, machine, rules
from engagement.consultations.enums import Capacity, Channel, Kind, Phase, PublicState, ResponseState
from engagement.consultations.models import Answer, Consultation, PublishedFigures, Question, Response
from foundation import documents
from foundation.common.api import Body, FilterSet, Listing, Moment, OneOf, Rows, Shape, creates, verb
from foundation.common.workingdays import local_date
from foundation.directory.enums import Nation
from foundation.documents.api import Files

READ = "consultations:read"


class FiguresBesideOutcome(Shape):
    """Responses, different texts and organisations, as they were counted for the published outcome."""

    class Meta:
        model = PublishedFigures
        fields = ("submissions", "texts", "organisations", "counted_at")


class ConsultationShape(Shape):
    """A consultation or call for evidence. `public_state` is GOV.UK's name for it now, or `withdrawn`.

    It is null while unpublished.
    """

    ref = serializers.CharField(help_text="For example CO-2026-000123")
    department = serializers.CharField(source="department.code")
    programme = serializers.CharField(source="public_programme.ref", allow_null=True, default=None)
    public_state = serializers.SerializerMethodField()
    response_due_on = serializers.DateField(allow_null=True)
    page = serializers.SerializerMethodField(help_text="Path of the page about it")
    withdrawn_at = serializers.DateTimeField(allow_null=True, help_text="Null unless it was withdrawn")
    withdrawn_reason = serializers.SerializerMethodField(help_text="Null unless it was withdrawn")
    headline_figures = FiguresBesideOutcome(
        source="published_figures", allow_null=True, default=None, help_text="Null before they are published"
    )

    class Meta:
        model = Consultation
        fields = (
            *(
                "ref",
                "slug",
                "kind",
                "public_state",
                "workflow",
                "title",
                "title_cy",
                "summary",
                "summary_cy",
            ),
            *(
                "body",
                "body_cy",
                "department",
                "programme",
                "nations",
                "audience",
                "opening_at",
                "closing_at",
            ),
            *("decision_stage", "undecided_points", "already_decided", "civil_society_impact"),
            *("decision_maker_role", "decision_expected_on", "length_reason", "response_due_on"),
            *("feedback_published_at", "outcome_published_at", "outcome_expected_on", "late_reason", "page"),
            "headline_figures",
            *("withdrawn_at", "withdrawn_reason", "updated_at"),
        )

    def get_public_state(self, row: Consultation) -> PublicState | None:
        return row.public_state()

    def get_withdrawn_reason(self, row: Consultation) -> str | None:
        return row.notice if row.is_withdrawn else None

    def get_page(self, row: Consultation) -> str:
        return row.get_absolute_url()


class ConsultationFilters(FilterSet):
    kind = OneOf(choices=Kind)
    phase = filters.ChoiceFilter(choices=Phase.choices, method="in_phase", help_text="Where it stands now.")
    department = filters.CharFilter(
        field_name="department__code", max_length=12, help_text="Code of a department."
    )
    closing_before = Moment(field_name="closing_at", lookup_expr="lt")
    closing_after = Moment(field_name="closing_at", lookup_expr="gte")
    q = filters.CharFilter(method="with_words", max_length=100, help_text="Words of title or summary.")

    def in_phase(self, rows: Any, name: str, value: str) -> QuerySet:
        return rows.in_phase(value)

    def with_words(self, rows: Any, name: str, value: str) -> QuerySet:
        return rows.filter(
            pk__in=listing.consultations(Consultation.objects.all(), {"q": value}).values("pk")
        )


def readable(principal: Any) -> QuerySet:
    """Public ones; to a system with the scope also its department's own."""
    rows = Consultation.objects.visible_to(principal)
    return rows if READ in getattr(principal, "scopes", ()) else rows.public()


class ConsultationRows(Rows):
    """Consultations and calls for evidence: public ones for everybody, drafts for their department's own system."""

    thing, public, target = "consultations", True, "consultation"
    queryset = Consultation.objects.all()
    serializer_class = ConsultationShape
    filterset_class = ConsultationFilters
    lookup_field, lookup_value_regex = "slug", "[-a-z0-9]{1,120}"
    orderings = {"-created_at": ("-pk",), "created_at": ("pk",)}

    create = creates(actions.create, bodies.NewConsultation)
    write_text = verb(
        machine.write_text,
        type(
            "ConsultationText",
            (bodies.ConsultationDetails, bodies.ConsultationPrinciples),
            {"title": bodies.words(120)},
        ),
    )
    write_questions = verb(machine.write_questions, bodies.QuestionnaireBody)
    submit = verb(actions.submit, bodies.VersionNote)
    publish = verb(actions.approve, bodies.PublicationTime)
    force_publish = verb(actions.force_publish, bodies.ForcedPublication)
    reject = verb(actions.reject, bodies.SentBack)
    amend = verb(actions.amend, bodies.PageAmendment)
    explain_delay = verb(actions.explain_delay, bodies.DelayExplained)
    write_report = verb(machine.write_report, bodies.OutcomeReport)
    write_themes = verb(machine.write_themes, bodies.ThemesOfOutcome)
    publish_feedback = verb(actions.publish_feedback, Body)
    publish_outcome = verb(actions.publish_outcome, Body)
    ingest = verb(machine.ingest, bodies.ResponseBatch)

    def get_queryset(self) -> QuerySet:
        return readable(self.request.user).select_related("department", "programme", "published_figures")

    def version(self, row: Any) -> list[Any]:
        """What it is called moves with the clock, so the tag does too."""
        return [row.version, row.public_state()]


class QuestionShape(Shape):
    """A question with its Welsh and easy-read versions."""

    section = serializers.IntegerField(source="section.position")
    options = serializers.ListField(child=serializers.DictField())
    passages = serializers.ListField(child=serializers.DictField())
    show_if = serializers.DictField()

    class Meta:
        model = Question
        fields = (
            *(
                "key",
                "section",
                "kind",
                "text",
                "text_cy",
                "text_easy",
                "guidance",
                "guidance_cy",
                "required",
            ),
            *(
                "max_length",
                "minimum",
                "maximum",
                "low_label",
                "high_label",
                "options",
                "passages",
                "show_if",
            ),
        )


class OfConsultation(Listing):
    """What belongs to one consultation; there for whoever may see it."""

    thing, public = "consultations", True
    version_field = "pk"
    orderings: dict[str, tuple[str, ...]] = {"default": ("pk",)}

    def consultation(self) -> Consultation:
        return get_object_or_404(readable(self.request.user), slug=self.kwargs["slug"])

    def runs(self, consultation: Consultation) -> bool:
        """Whether the caller is the department's own system, with the scope to read."""
        principal: Any = self.request.user
        return READ in getattr(principal, "scopes", ()) and rules.runs(principal, consultation)


class ConsultationQuestions(OfConsultation):
    """The questions of a consultation, in their order."""

    queryset = Question.objects.all()
    serializer_class = QuestionShape
    orderings = {"place": ("section__position", "position", "pk")}

    def get_queryset(self) -> QuerySet:
        return Question.objects.filter(consultation=self.consultation()).select_related("section")

    def version(self, row: Any) -> Any:
        return [row.pk, row.text, row.options, row.show_if]


class CommentShape(serializers.Serializer):
    """What is said of a stretch of a document: from `start` to before `end` of its text, or of a whole passage."""

    passage = serializers.CharField()
    quote = serializers.CharField()
    text = serializers.CharField()
    start = serializers.IntegerField(allow_null=True, default=None)
    end = serializers.IntegerField(allow_null=True, default=None)
    language = serializers.CharField(default="en")


class AnswerShape(Shape):
    """One answer. `value` is in words; `choices` are the keys of options; `comments` those on a document."""

    question = serializers.CharField(source="question.key")
    value = serializers.SerializerMethodField()
    choices = serializers.ListField(child=serializers.CharField())
    comments = CommentShape(many=True)

    class Meta:
        model = Answer
        fields = ("question", "value", "choices", "comments")

    def get_value(self, answer: Answer) -> str:
        return answering.shown(answer.question, answering.of_answer(answer))


class ResponseShape(Shape):
    """A response as its department reads it."""

    ref = serializers.CharField(help_text="For example RS-2026-000123")
    answers = AnswerShape(many=True)
    themes = serializers.SerializerMethodField(help_text="Themes of the outcome that it spoke to.")
    organisation = serializers.CharField(
        source="organisation.ref", default=None, allow_null=True, help_text="Its reference in the directory"
    )

    class Meta:
        model = Response
        fields = (
            *("ref", "state", "channel", "language", "capacity"),
            *("organisation", "organisation_name", "organisation_claimed", "name", "nation"),
            *(
                "how_gathered",
                "publication",
                "confidential",
                "confidential_reason",
                "submitted_at",
                "received_on",
            ),
            *("changed_at", "external_id", "published_at", "answers", "themes", "updated_at"),
        )

    def get_themes(self, row: Response) -> list[str]:
        return [each.theme.title for each in row.contributions.all()]


class ResponseFilters(FilterSet):
    state = OneOf(choices=[choice for choice in ResponseState.choices if choice[0] != ResponseState.DRAFT])
    capacity = OneOf(choices=Capacity)
    channel = OneOf(choices=Channel)
    nation = OneOf(choices=[choice for choice in Nation.choices if choice[0]])
    number = filters.CharFilter(
        field_name="external_id", max_length=100, help_text="Its number where it came from."
    )
    q = filters.CharFilter(method="with_words", max_length=100, help_text="Words of an answer.")

    def with_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return listing.responses(rows, {"q": value})


class ConsultationResponses(OfConsultation):
    """Responses to a consultation, for its department's own system."""

    public = False
    version_field = "version"
    queryset = Response.objects.all()
    serializer_class = ResponseShape
    filterset_class = ResponseFilters
    orderings = {"-submitted_at": ("-submitted_at", "-pk"), "submitted_at": ("submitted_at", "pk")}

    def get_queryset(self) -> QuerySet:
        rows = Response.objects.visible_to(self.request.user).filter(consultation=self.consultation())
        rows = rows.exclude(state=ResponseState.DRAFT).select_related("organisation")
        return rows.prefetch_related("answers__question", "contributions__theme")

    def version(self, row: Any) -> Any:
        """All that the shape shows: what was sent moves `version`, what officials add only the time."""
        themes = sorted(each.theme.title for each in row.contributions.all())
        return [row.pk, row.version, row.updated_at.isoformat(), str(row.published_at), themes]


class ResponseFiles(Files):
    """Files with a response: clean ones, and in every state those that the calling system sent itself."""

    thing, about = "consultations", "response"

    create = creates(machine.add_file, bodies.NewResponseFile, holding=documents.holding, only_files=True)

    def row(self) -> Response:
        rows = Response.objects.visible_to(self.request.user).exclude(state=ResponseState.DRAFT)
        there = readable(self.request.user).filter(slug=self.kwargs["slug"])
        return get_object_or_404(
            rows.select_related("consultation"), consultation__in=there.values("pk"), ref=self.kwargs["ref"]
        )


class PublicAnswerShape(AnswerShape):
    """One answer as the public reads it: with redactions in place of what was said."""

    choices = serializers.SerializerMethodField(
        help_text="Keys of options; empty where the answer is redacted."
    )

    def to_representation(self, answer: Answer) -> dict[str, Any]:
        return super().to_representation(answer) | ({"comments": []} if answer.redacted is not None else {})

    def get_choices(self, answer: Answer) -> list[str]:
        return answer.choices if answer.redacted is None else []

    def get_value(self, answer: Answer) -> str:
        return answer.public_text if answer.redacted is not None else super().get_value(answer)


class PublicResponseShape(Shape):
    """A response that was released. Individuals are never named; an organisation only if it agreed."""

    ref = serializers.CharField()
    organisation = serializers.SerializerMethodField(help_text="Null where it is not named.")
    received_on = serializers.SerializerMethodField()
    answers = PublicAnswerShape(many=True)

    class Meta:
        model = Response
        fields = ("ref", "capacity", "organisation", "nation", "received_on", "answers")

    def get_organisation(self, row: Response) -> str | None:
        return row.public_name or None

    def get_received_on(self, row: Response) -> date:
        sent: Any = row.submitted_at
        return row.received_on or local_date(sent)


class PublishedResponses(OfConsultation):
    """Responses that officials released, as their authors wished."""

    queryset = Response.objects.all()
    serializer_class = PublicResponseShape
    orderings = {"-published_at": ("-published_at", "-pk"), "published_at": ("published_at", "pk")}

    def get_queryset(self) -> QuerySet:
        rows = Response.objects.filter(consultation=self.consultation()).published()
        return rows.prefetch_related("answers__question")

    def version(self, row: Any) -> Any:
        return [row.pk, row.published_at.isoformat(), [answer.public_text for answer in row.answers.all()]]

    @classmethod
    def offers_changes(cls) -> bool:
        """When a response was last written is not public."""
        return False


class PublishedResponseFiles(Files):
    """Files that officials released with a published response."""

    thing, public = "consultations", True

    def row(self) -> Response:
        there = readable(self.request.user).filter(slug=self.kwargs["slug"])
        rows = Response.objects.published().filter(consultation__in=there.values("pk"))
        return get_object_or_404(rows, ref=self.kwargs["ref"])

    def get_queryset(self) -> QuerySet:
        return files.public(self.row())
