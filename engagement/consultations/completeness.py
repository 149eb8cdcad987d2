"""What a response still lacks before it can be sent, by field or question."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from engagement.consultations import answering, files
from engagement.consultations.answering import Said
from engagement.consultations.enums import Capacity, QuestionKind
from engagement.consultations.models import Question, Response
from engagement.consultations.structure import questionnaire

NOBODY = _("Say for whom you respond")
NO_WISH = _("Say whether your response may be published")


def missing(
    response: Response,
    said: Mapping[str, Said],
    *,
    who_only: bool = False,
    asked: list[Question] | None = None,
) -> dict[str, list[Any]]:
    """Fields of the respondent by name, questions by key; an empty dictionary when it can be sent.

    `asked`: the questions on the way, where they are known already.
    """
    gaps = _who(response)
    if not who_only:
        if asked is None:
            asked = questionnaire(response.consultation).on_path(answering.chosen(said))
        given = files.given(response) if any(map(_needs_files, asked)) else set()
        for question in asked:
            if _needs_files(question):
                wrong = "" if question.key in given else _("Add a file")
            else:
                wrong = answering.problem(question, said.get(question.key, Said()))
            if wrong:
                gaps[question.key] = [wrong]
    return gaps


def _needs_files(question: Question) -> bool:
    return question.kind == QuestionKind.FILE and question.required


def _who(response: Response) -> dict[str, list[Any]]:
    gaps: dict[str, list[Any]] = {}
    if not response.capacity:
        gaps["capacity"] = [NOBODY]
    if response.capacity == Capacity.ORGANISATION:
        if not response.organisation_name:
            gaps["organisation_name"] = [_("Enter the name of the organisation")]
        if not response.has_authority:
            gaps["has_authority"] = [_("Confirm that you may respond for the organisation")]
        if not response.how_gathered:
            gaps["how_gathered"] = [_("Say how you gathered the views that you give")]
    if not response.publication:
        gaps["publication"] = [NO_WISH]
    if response.confidential and not response.confidential_reason:
        gaps["confidential_reason"] = [_("Say why your response should be kept confidential")]
    return gaps
