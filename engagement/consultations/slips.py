"""What stands on paper, in a file or in another system beside an answer that takes it off the way."""

from collections.abc import Mapping

from engagement.consultations import answering
from engagement.consultations.answering import Said
from engagement.consultations.structure import Questionnaire, off_path


def misplaced(form: Questionnaire, said: Mapping[str, Said]) -> dict[str, str]:
    """Answers to questions that are not asked after what was chosen, and why: the one or the other is a slip.

    What depends on a question that was left open stays: paper leaves open what it likes.
    """
    found = off_path(form, answering.chosen(said))
    words = {question.key: f"“{question.text[:100]}” ({question.key})" for question in form.questions()}
    return {
        key: f"This is not asked after the answer to {words[because]}. Correct that answer, or leave this empty."
        for key, because in found.items()
        if said.get(key)
    }
