"""The form of one page of questions, made from the questions themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engagement.consultations import answering, files
from engagement.consultations.answering import Said
from engagement.consultations.enums import QuestionKind
from engagement.consultations.models import Question
from engagement.consultations.models.questions import option_label
from engagement.consultations.structure import Page, applies
from foundation.common import forms
from foundation.directory.words import in_language


@dataclass
class Block:
    """A question on its page: its fields, and the questions that show only after one of its options."""

    question: Question
    names: list[str]
    easy: str = ""
    after: dict[str, list["Block"]] = field(default_factory=dict)
    only_if: str = ""


class PageForm(forms.Form):
    """The answers of one page. `said()` gives them as values; errors stand at their question."""

    def __init__(
        self, data: Any, *, page: Page, said: Mapping[str, Said], files: Any = None, partly: bool = False
    ) -> None:
        self.page, self.before, self.partly = page, said, partly
        super().__init__(data, files)
        self.show: dict[str, dict[str, Any]] = {}  # type: ignore[misc]
        self.blocks = self._blocks()

    # Building

    def _blocks(self) -> list[Block]:
        found = {question.key: self._block(question) for question in self.page.questions}
        top = []
        for block in found.values():
            parent = found.get(block.question.show_if.get("question", ""))
            if parent is None:
                if applies(block.question, answering.chosen(self.before)):
                    top.append(block)
                else:
                    self._drop(block)
                continue
            options = block.question.show_if["any_of"]
            if len(options) == 1 and parent.question.kind == QuestionKind.RADIOS and len(block.names) == 1:
                parent.after.setdefault(options[0], []).append(block)
            else:
                names = [parent.question.label_of(key) for key in options]
                block.only_if = _("Only if you chose: %(options)s") % {"options": "; ".join(names)}
                top.append(block)
        return top

    def _drop(self, block: Block) -> None:
        for name in block.names:
            self.fields.pop(name, None)

    def _block(self, question: Question) -> Block:
        makers = {QuestionKind.RANKING: self._ranking, QuestionKind.DOCUMENT: self._document}
        make = makers.get(QuestionKind(question.kind))
        names = make(question) if make else self._plain(question)
        easy = question.text_easy if get_language() != "cy" or not question.text_cy else ""
        return Block(question, names, easy)

    def _add(self, name: str, made: Any, initial: Any, **show: Any) -> str:
        made.required = False
        self.fields[name] = made
        self.initial[name] = initial
        self.show[name] = show
        return name

    def _plain(self, question: Question) -> list[str]:
        said = self.before.get(question.key, Said())
        maker, initial, show = _FIELDS[QuestionKind(question.kind)](question, said)
        if maker is None:
            return []
        maker.label, maker.help_text = str(question), question.guidance_shown
        show = {"legend": "m", "label": "m", "optional": not question.required} | show
        return [self._add(question.key, maker, initial, **show)]

    def _ranking(self, question: Question) -> list[str]:
        said = self.before.get(question.key, Said()).choices
        places = [("", "–"), *((str(n), str(n)) for n in range(1, len(question.options) + 1))]
        names = []
        for option in question.options:
            made = forms.ChoiceField(label=option_label(option), choices=places)
            initial = str(said.index(option["key"]) + 1) if option["key"] in said else ""
            names.append(self._add(f"{question.key}__{option['key']}", made, initial, optional=False))
        return names

    def _document(self, question: Question) -> list[str]:
        said = {passage: words for passage, _quote, words in self.before.get(question.key, Said()).comments}
        names = []
        for number, passage in enumerate(question.passages, 1):
            label = _("Your comment on passage %(number)s") % {"number": number}
            made = forms.LongTextField(label=label, max_length=answering.MOST_COMMENT, rows=3)
            name = f"{question.key}__{passage['id']}"
            names.append(self._add(name, made, said.get(passage["id"], ""), optional=False))
        return names

    # Reading

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.values = {question.key: self._read(question, cleaned) for question in self._asked()}
        picked = answering.chosen({**self.before, **self.values})
        for question in self._asked():
            said = self.values[question.key]
            if not applies(question, picked):
                self.values[question.key] = Said()
            elif not self._names(question).isdisjoint(self.errors):
                continue
            elif (said or not self.partly) and (wrong := answering.problem(question, said)):
                self.add_error(min(self._names(question)), wrong)
        return cleaned

    def _asked(self) -> list[Question]:
        return [question for question in self.page.questions if self._names(question)]

    def _names(self, question: Question) -> set[str]:
        own, parts = question.key, f"{question.key}__"
        return {name for name in self.fields if name == own or name.startswith(parts)}

    def _read(self, question: Question, cleaned: dict[str, Any]) -> Said:
        key = question.key
        match question.kind:
            case QuestionKind.RANKING:
                return self._ranked(question, cleaned)
            case QuestionKind.DOCUMENT:
                found = [
                    (each["id"], each["text"], cleaned.get(f"{key}__{each['id']}", ""))
                    for each in question.passages
                ]
                return Said(
                    comments=tuple((place, quote[:300], words) for place, quote, words in found if words)
                )
            case QuestionKind.RADIOS:
                return Said(choices=(cleaned[key],)) if cleaned.get(key) else Said()
            case QuestionKind.CHECKBOXES:
                return Said(choices=tuple(cleaned.get(key) or ()))
            case QuestionKind.SCALE | QuestionKind.NUMBER:
                number = cleaned.get(key)
                return Said(number=None if number in (None, "") else Decimal(number))
            case QuestionKind.DATE:
                return Said(day=cleaned.get(key))
            case _:
                return Said(text=cleaned.get(key) or "")

    def _ranked(self, question: Question, cleaned: dict[str, Any]) -> Said:
        places = [(cleaned.get(f"{question.key}__{key}"), key) for key in question.option_keys]
        given = [(int(place), key) for place, key in places if place]
        if len({place for place, _key in given}) < len(given):
            self.add_error(min(self._names(question)), _("Give every option a place, each a different one"))
        return Said(choices=tuple(key for _place, key in sorted(given)))


def _text(question: Question, said: Said) -> tuple[Any, Any, dict]:
    return forms.CharField(max_length=question.max_length), said.text, {}


def _long(question: Question, said: Said) -> tuple[Any, Any, dict]:
    return forms.LongTextField(max_length=question.max_length, rows=8), said.text, {}


def _choices(question: Question) -> list[tuple[str, str]]:
    return [(option["key"], option_label(option)) for option in question.options]


def _hints(question: Question) -> dict[str, str]:
    return {option["key"]: option["text_easy"] for option in question.options if option.get("text_easy")}


def _radios(question: Question, said: Said) -> tuple[Any, Any, dict]:
    made = forms.ChoiceField(choices=_choices(question), widget=forms.RadioSelect)
    return made, said.choices[0] if said.choices else "", {"hints": _hints(question)}


def _checkboxes(question: Question, said: Said) -> tuple[Any, Any, dict]:
    made = forms.MultipleChoiceField(choices=_choices(question), widget=forms.Checkboxes())
    return made, list(said.choices), {"hints": _hints(question)}


def _scale(question: Question, said: Said) -> tuple[Any, Any, dict]:
    low, high = question.points[0], question.points[1] - 1
    ends = {low: question.low_label, high: question.high_label}
    choices = [(str(n), f"{n} – {ends[n]}" if ends.get(n) else str(n)) for n in range(low, high + 1)]
    made = forms.ChoiceField(choices=choices, widget=forms.RadioSelect)
    return made, "" if said.number is None else str(int(said.number)), {"inline": not any(ends.values())}


def _number(question: Question, said: Said) -> tuple[Any, Any, dict]:
    made = forms.DecimalField(max_digits=15, decimal_places=4, widget=forms.TextInput)
    return made, said.number, {"width": 10, "inputmode": "decimal"}


def _day(question: Question, said: Said) -> tuple[Any, Any, dict]:
    return forms.DateInputField(), said.day, {}


def _file(question: Question, said: Said) -> tuple[Any, Any, dict]:
    keeper = files.handler()
    return (keeper.field(question) if keeper else None), None, {}


_FIELDS = {
    QuestionKind.TEXT: _text,
    QuestionKind.LONG_TEXT: _long,
    QuestionKind.RADIOS: _radios,
    QuestionKind.CHECKBOXES: _checkboxes,
    QuestionKind.SCALE: _scale,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _day,
    QuestionKind.FILE: _file,
}


def passage_text(passage: dict[str, Any]) -> str:
    return in_language(passage["text"], passage.get("text_cy", ""))
