"""What is no longer asked after what was chosen goes, words and files alike: nobody could read or correct it."""

from collections.abc import Collection
from typing import Any

from engagement.consultations import files
from engagement.consultations.models import Question, Response
from engagement.consultations.structure import questionnaire
from foundation import documents


def asked_of(row: Response) -> list[Question]:
    """The questions on the way of somebody who chose what stands in the answers now."""
    form = questionnaire(row.consultation)
    by_pk = {question.pk: question.key for question in form.questions()}
    return form.on_path(
        {by_pk[pk]: chosen for pk, chosen in row.answers.values_list("question_id", "choices")}
    )


def keep_to_path(row: Response, by: Any) -> None:
    asked = asked_of(row)
    row.answers.exclude(question__in=[question.pk for question in asked]).delete()
    drop_files(row, {question.key for question in asked}, by)


def drop_files(row: Response, asked: Collection[str], by: Any) -> None:
    for question in files.questions(row.consultation):
        if question.key not in asked:
            documents.erase(about=row, by=by, part=question.key)
