"""Where the options of a question lead: one list of later sections for each of them, so that nothing leads back."""

from typing import Any

from engagement.consultations.models import Question
from engagement.consultations.structure import END, Questionnaire
from foundation.common import forms

NEXT = ("", "Go on to the next section")
LAST = (str(END), "End the questions")


class RoutesForm(forms.Form):
    """`form` is the whole questionnaire; a route to a section that cannot be led to is shown until it is changed."""

    def __init__(self, *args: Any, form: Questionnaire, question: Question, **options: Any) -> None:
        now = {f"to_{place}": _now(option) for place, option in enumerate(question.options)}
        texts = [option["text"] for option in question.options]
        super().__init__(*args, initial=now | {"options": texts}, **options)
        self.question = question
        here = next(page.number for page in form.pages if question in page.questions)
        later = [
            (str(page.number), f"Section {page.number}: {page.section.title}") for page in form.pages[here:]
        ]
        for place, option in enumerate(question.options):
            self.fields[f"to_{place}"] = forms.ChoiceField(
                label=option["text"],
                choices=[NEXT, *later, LAST, *_wrong(option, later)],
                required=False,
            )
        self.show = {name: {"optional": False} for name in self.fields}

    def options(self) -> list[dict[str, Any]]:
        """The question's options with what was chosen for each."""
        chosen = [self.cleaned_data[f"to_{place}"] for place in range(len(self.question.options))]
        return [
            option | {"goes_to": int(target) if target else None}
            for option, target in zip(self.question.options, chosen, strict=True)
        ]


def _now(option: dict[str, Any]) -> str:
    return "" if option.get("goes_to") is None else str(option["goes_to"])


def _wrong(option: dict[str, Any], later: list[tuple[str, str]]) -> list[tuple[str, str]]:
    now = _now(option)
    known = {NEXT[0], LAST[0], *(value for value, _words in later)}
    return [] if now in known else [(now, f"Section {now}, which does not come after this one")]
