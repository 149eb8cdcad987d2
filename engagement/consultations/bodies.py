"""What departments' systems send about consultations and responses."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from engagement.consultations.enums import (
    Capacity,
    Channel,
    DecisionStage,
    Kind,
    Publication,
    QuestionKind,
    Report,
)
from foundation.common.api import Body
from foundation.common.forms import DateInputField
from foundation.directory.enums import Nation
from foundation.directory.enums import Section as Cause
from foundation.directory.models import Department

NATIONS = [choice for choice in Nation.choices if choice[0]]
CAUSES = [choice for choice in Cause.choices if choice[0]]
MOST_INGESTED = 1000
MOST_THEMES = 100
FIRST_YEAR, LAST_YEAR = DateInputField.earliest.year, DateInputField.latest.year


def within_reach(moment: datetime) -> None:
    """A year that calendars have: what is worked out from it must be a day too."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise serializers.ValidationError(f"Year must be between {FIRST_YEAR} and {LAST_YEAR}")


def moment(**options: Any) -> serializers.DateTimeField:
    return serializers.DateTimeField(validators=[within_reach], **options)


def words(most: int, **options: Any) -> serializers.CharField:
    return serializers.CharField(max_length=most, **({"required": False, "allow_blank": True} | options))


def lines(most: int = 300) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=most), max_length=20, required=False)


class ConsultationDetails(Body):
    """What the public reads."""

    title_cy, summary, summary_cy = words(120), words(300), words(300)
    body, body_cy, easy_read = words(2000), words(2000), words(3000)
    nations = serializers.ListField(child=serializers.ChoiceField(NATIONS), max_length=4, required=False)
    audience = serializers.ListField(
        child=serializers.ChoiceField(CAUSES), max_length=12, required=False, help_text="ICNP/TSO sections"
    )
    opening_at = moment(required=False)
    closing_at = moment(required=False)
    respond_email = serializers.EmailField(required=False)
    respond_post = words(500)


class ConsultationPrinciples(Body):
    """What the consultation principles ask."""

    purpose = words(2000)
    decision_stage = serializers.ChoiceField(DecisionStage.choices, required=False)
    undecided_points, already_decided = lines(), lines()
    decision_maker_role = words(120)
    decision_expected_on = serializers.DateField(required=False)
    civil_society_impact, campaign_method = words(2000), words(2000)
    affected_groups = lines(200)
    length_reason, statutory_duty, pre_election_reason = words(1000), words(300), words(1000)
    principles_considered = serializers.BooleanField(required=False)


class NewConsultation(ConsultationDetails, ConsultationPrinciples):
    title = serializers.CharField(max_length=120)
    kind = serializers.ChoiceField(Kind.choices)
    department = serializers.SlugRelatedField(slug_field="code", queryset=Department.objects.all())


class QuestionOption(Body):
    key = serializers.SlugField(max_length=40)
    text = serializers.CharField(max_length=300)
    text_cy, text_easy = words(300), words(300)
    goes_to = serializers.IntegerField(
        min_value=0, max_value=50, required=False, allow_null=True, help_text="A later section, 0 for the end"
    )


class QuestionCondition(Body):
    question = serializers.SlugField(max_length=40)
    any_of = serializers.ListField(child=serializers.SlugField(max_length=40), min_length=1, max_length=50)


class DocumentPassage(Body):
    id = serializers.SlugField(max_length=40)
    text = serializers.CharField(max_length=10_000)
    text_cy = words(10_000)


class NewQuestion(Body):
    key = serializers.SlugField(max_length=40, required=False)
    kind = serializers.ChoiceField(QuestionKind.choices)
    text = serializers.CharField(max_length=500)
    text_cy, text_easy = words(500), words(500)
    guidance, guidance_cy, rationale = words(3000), words(3000), words(500)
    required = serializers.BooleanField(required=False)
    max_length = serializers.IntegerField(min_value=1, max_value=20_000, required=False)
    minimum = serializers.IntegerField(min_value=-(2**31), max_value=2**31 - 1, required=False)
    maximum = serializers.IntegerField(min_value=-(2**31), max_value=2**31 - 1, required=False)
    low_label, high_label = words(80), words(80)
    options = QuestionOption(many=True, required=False)
    passages = DocumentPassage(many=True, required=False)
    show_if = QuestionCondition(required=False)


class NewSection(Body):
    title = serializers.CharField(max_length=150)
    title_cy = words(150)
    guidance, guidance_cy = words(3000), words(3000)
    questions = NewQuestion(many=True)


class QuestionnaireBody(Body):
    sections = NewSection(many=True)


class VersionNote(Body):
    note = words(500)


class PublicationTime(Body):
    publish_at = moment(required=False, help_text="Later than now: it publishes itself then")


class ForcedPublication(PublicationTime):
    reason = serializers.CharField(
        max_length=1000, help_text="Why it cannot wait for a second check; kept and counted"
    )


class SentBack(Body):
    reason = serializers.CharField(max_length=1000)


class PageAmendment(Body):
    change_note = serializers.CharField(max_length=500, help_text="The public reads it")
    summary, summary_cy, body, body_cy = words(300), words(300), words(2000), words(2000)
    closing_at = moment(required=False, help_text="Later than it is now")


class DelayExplained(Body):
    reason = serializers.CharField(max_length=1000, help_text="The public reads it")
    expected_on = serializers.DateField()


class NewResponse(Body):
    number = serializers.CharField(
        max_length=100, help_text="Its number where it comes from; known ones are skipped"
    )
    channel = serializers.ChoiceField(Channel.choices, required=False)
    received_on = serializers.DateField()
    language = serializers.ChoiceField([("en", "English"), ("cy", "Welsh")], required=False)
    capacity = serializers.ChoiceField(Capacity.choices)
    organisation_name, how_gathered, name = words(300), words(2000), words(200)
    organisation = words(
        40,
        help_text="GB-CHC-1090095 for example, or its reference in the directory. "
        "Without it, a name that one organisation has is matched",
    )
    confidential = serializers.BooleanField(required=False)
    confidential_reason = words(1000)
    email = serializers.EmailField(required=False)
    nation = serializers.ChoiceField(NATIONS, required=False)
    publication = serializers.ChoiceField(Publication.choices)
    format_request = serializers.UUIDField(
        required=False, help_text="Key of the provided request for another format that it replies to"
    )
    answers = serializers.DictField(
        child=serializers.JSONField(),
        help_text="Answers by the key of their question: text, number, date or option keys",
    )


class NewResponseFile(Body):
    """A file that came with a response, for the question that asks for it."""

    question = serializers.SlugField(max_length=40, help_text="Key of a question of the kind `file`")


class ResponseBatch(Body):
    responses = NewResponse(many=True)

    def validate_responses(self, value: list[dict]) -> list[dict]:
        if not 1 <= len(value) <= MOST_INGESTED:
            raise serializers.ValidationError(f"Send 1 to {MOST_INGESTED} responses at once.")
        return value


class OutcomeReport(Body):
    kind = serializers.ChoiceField(Report.choices)
    detail = serializers.CharField(max_length=20_000)
    detail_cy = words(20_000)


class ThemeOfOutcome(Body):
    title = serializers.CharField(
        max_length=150, help_text="Names the theme: sent again, it changes this theme"
    )
    title_cy = words(150)
    we_asked, we_asked_cy = words(2000), words(2000)
    you_said, you_said_cy = words(3000), words(3000)
    we_did, we_did_cy = words(3000), words(3000)
    reason_not_done, reason_not_done_cy = words(3000), words(3000)
    decision = serializers.UUIDField(
        required=False, allow_null=True, help_text="A decision of the consultation's programme"
    )


class ThemesOfOutcome(Body):
    themes = ThemeOfOutcome(many=True)

    def validate_themes(self, value: list[dict]) -> list[dict]:
        if not 1 <= len(value) <= MOST_THEMES:
            raise serializers.ValidationError(f"Send 1 to {MOST_THEMES} themes.")
        return value
