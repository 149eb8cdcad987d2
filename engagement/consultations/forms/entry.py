"""All questions at once, for staff who type in what stands on paper: nothing of it is dropped unseen."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from engagement.consultations.answering import Said
from engagement.consultations.forms.answering import Block, PageForm
from engagement.consultations.slips import misplaced
from engagement.consultations.structure import Page, Questionnaire


class EntryPage(PageForm):
    """One section of it. A question with a condition stands there whatever was chosen, and says when it is asked."""

    def __init__(self, *args: Any, form: Questionnaire, **options: Any) -> None:
        self.by_key = {question.key: question for question in form.questions()}
        super().__init__(*args, said={}, partly=True, **options)

    def _blocks(self) -> list[Block]:
        found = [self._block(question) for question in self.page.questions]
        for block in found:
            if condition := block.question.show_if:
                asked = self.by_key[condition["question"]]
                options = "; ".join(asked.label_of(key) for key in condition["any_of"])
                block.only_if = f"Only if the answer to “{asked.text}” is: {options}"
        return found

    def _applies(self, question: Any, picked: Any) -> bool:
        return True


def pages(request: HttpRequest, form: Questionnaire) -> list[tuple[Page, EntryPage]]:
    """Paper may leave any question open."""
    data, sent = request.POST or None, request.FILES or None
    return [(page, EntryPage(data, page=page, form=form, files=sent)) for page in form.pages]


def said_on(parts: Sequence[tuple[Page, EntryPage]]) -> dict[str, Said]:
    return {key: value for _page, part in parts for key, value in part.values.items() if value}


def all_fit(parts: Sequence[tuple[Page, EntryPage]], form: Questionnaire) -> bool:
    """Whether all was asked of somebody who chose so; what was not has an error beside it."""
    wrong = misplaced(form, said_on(parts))
    for _page, part in parts:
        for question in part.page.questions:
            if question.key in wrong:
                part.add_error(min(part.names_of(question)), wrong[question.key])
    return not wrong
