"""The form of one page of questions, made from the questions themselves."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engagement.consultations import answering
from engagement.consultations.answering import Said
from engagement.consultations.enums import QuestionKind
from engagement.consultations.models import Question
from engagement.consultations.models.questions import option_label
from engagement.consultations.passages import MOST_COMMENTS, MOST_QUOTE, Comment, Document, language_now
from engagement.consultations.structure import Page, applies
from foundation.common import forms
from foundation.common.text import normalise
from foundation.directory.words import in_language
from foundation.documents.forms import FilesField


@dataclass
class Block:
    """A question on its page: its fields, and the questions that show only after one of its options."""

    question: Question
    names: list[str]
    easy: str = ""
    after: dict[str, list["Block"]] = field(default_factory=dict)
    only_if: str = ""
    slots: list[list[str]] = field(default_factory=list)


class PageForm(forms.Form):
    """The answers of one page: `values` once it is valid, `chosen` its files. Errors stand at their question.

    `given`: questions that have files already. `asked`: the one at which somebody pressed the button that adds files.
    """

    status = 200  # of the answer that shows it again
    is_kept = False  # whether its words were saved, though a file was not taken

    def __init__(
        self,
        data: Any,
        *,
        page: Page,
        said: Mapping[str, Said],
        files: Any = None,
        partly: bool = False,
        given: Collection[str] = (),
        asked: str = "",
    ) -> None:
        self.page, self.before, self.partly, self.given, self.asked = page, said, partly, given, asked
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
        for name in (*block.names, *(name for slot in block.slots for name in slot)):
            self.fields.pop(name, None)

    def _block(self, question: Question) -> Block:
        makers = {QuestionKind.RANKING: self._ranking, QuestionKind.DOCUMENT: self._document}
        make = makers.get(QuestionKind(question.kind))
        names = make(question) if make else self._plain(question)
        easy = question.text_easy if get_language() != "cy" or not question.text_cy else ""
        return Block(question, names, easy, slots=self._chosen_words(question))

    def _add(self, name: str, made: Any, initial: Any, **show: Any) -> str:
        made.required = False
        self.fields[name] = forms.prepared(made)
        self.initial[name] = initial
        self.show[name] = show
        return name

    def _plain(self, question: Question) -> list[str]:
        said = self.before.get(question.key, Said())
        maker, initial, show = _FIELDS[QuestionKind(question.kind)](question, said)
        if maker is None:
            return []
        kinds = str(maker.help_text) if question.kind == QuestionKind.FILE else ""
        maker.label, maker.help_text = str(question), " ".join(filter(None, (question.guidance_shown, kinds)))
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
        said = self.before.get(question.key, Said()).comments
        whole = {comment.passage: comment.text for comment in said if comment.start is None}
        names = []
        for number, passage in enumerate(question.passages, 1):
            label = _("Your comment on passage %(number)s") % {"number": number}
            made = forms.LongTextField(label=label, max_length=answering.MOST_COMMENT, rows=3)
            name = f"{question.key}__{passage['id']}"
            names.append(self._add(name, made, whole.get(passage["id"], ""), optional=False))
        return names

    def _chosen_words(self, question: Question) -> list[list[str]]:
        """Comments on words that somebody chose: those that are there, those just sent, and one that is free."""
        if question.kind != QuestionKind.DOCUMENT:
            return []
        kept = self._kept(question)
        many = max(len(kept) + 1, sent_slots(self.data, question.key))
        return [
            self._slot(question, number, kept[number - 1] if number <= len(kept) else None)
            for number in range(1, min(many, MOST_COMMENTS) + 1)
        ]

    def _slot(self, question: Question, number: int, kept: Comment | None) -> list[str]:
        """The paragraph, the words, which of them where they stand there twice, and what is said."""
        base, numbers = f"{question.key}__{number}__", enumerate(question.passages, 1)
        places = [("", "–"), *((p["id"], f"{n}: {passage_text(p)[:60]}") for n, p in numbers)]
        words = forms.LongTextField(label=_("The words"), max_length=MOST_QUOTE, rows=2)
        which = forms.IntegerField(min_value=0, max_value=10_000, widget=forms.HiddenInput)
        says = forms.LongTextField(label=_("Your comment on them"), max_length=answering.MOST_COMMENT, rows=3)
        place = forms.ChoiceField(label=_("Paragraph"), choices=places)
        found = Document.of(question, kept.language).find(kept.passage, kept.quote) if kept else ()
        nth = [span.start for span in found].index(kept.start) if kept else None
        return [
            self._add(base + "place", place, kept.passage if kept else "", optional=False),
            self._add(base + "words", words, kept.quote if kept else "", optional=False),
            self._add(base + "which", which, nth),
            self._add(base + "says", says, kept.text if kept else "", optional=False),
        ]

    # Reading

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.values = {question.key: self._read(question, cleaned) for question in self._asked()}
        picked = answering.chosen({**self.before, **self.values})
        for question in self._asked():
            said = self.values[question.key]
            if not self._applies(question, picked):
                self.values[question.key] = Said()
                cleaned.pop(question.key, None)
            elif question.kind == QuestionKind.FILE:
                self._check_files(question, cleaned)
            elif not self.names_of(question).isdisjoint(self.errors):
                continue
            elif (said or not self.partly) and (wrong := answering.problem(question, said)):
                self.add_error(min(self.names_of(question)), wrong)
        return cleaned

    def _applies(self, question: Question, picked: Mapping[str, Any]) -> bool:
        return applies(question, picked)

    def question(self, key: str) -> Question | None:
        return next((question for question in self.page.questions if question.key == key), None)

    def _check_files(self, question: Question, cleaned: dict[str, Any]) -> None:
        """One has to be there where one is required, and where somebody pressed the button that adds them."""
        key = question.key
        needed = question.required and not self.partly and key not in self.given
        if (needed or self.asked == key) and not cleaned.get(key) and key not in self.errors:
            self.add_error(key, _("Select a file"))

    @property
    def said(self) -> dict[str, Said]:
        """What was said in words, numbers and choices, by question."""
        return {key: said for key, said in self.values.items() if key not in self.file_names}

    @property
    def chosen(self) -> dict[str, list[Any]]:
        """Files by question, where any were chosen."""
        found = {key: self.cleaned_data.get(key) for key in self.file_names}
        return {key: files for key, files in found.items() if files}

    @property
    def file_names(self) -> list[str]:
        """The fields that take files."""
        asking = (each.key for each in self.page.questions if each.kind == QuestionKind.FILE)
        return [key for key in asking if key in self.fields]

    def _asked(self) -> list[Question]:
        return [question for question in self.page.questions if self.names_of(question)]

    def names_of(self, question: Question) -> set[str]:
        own, parts = question.key, f"{question.key}__"
        return {name for name in self.fields if name == own or name.startswith(parts)}

    def _read(self, question: Question, cleaned: dict[str, Any]) -> Said:
        key = question.key
        match question.kind:
            case QuestionKind.RANKING:
                return self._ranked(question, cleaned)
            case QuestionKind.DOCUMENT:
                return Said(comments=(*self._whole(question, cleaned), *self._own_words(question, cleaned)))
            case QuestionKind.RADIOS:
                return Said(choices=(cleaned[key],)) if cleaned.get(key) else Said()
            case QuestionKind.CHECKBOXES:
                return Said(choices=tuple(cleaned.get(key) or ()))
            case QuestionKind.SCALE | QuestionKind.NUMBER:
                number = cleaned.get(key)
                return Said(number=None if number in (None, "") else Decimal(number))
            case QuestionKind.DATE:
                return Said(day=cleaned.get(key))
            case QuestionKind.FILE:
                return Said()
            case _:
                return Said(text=cleaned.get(key) or "")

    def _whole(self, question: Question, cleaned: dict[str, Any]) -> Iterator[Comment]:
        for each in question.passages:
            if words := cleaned.get(f"{question.key}__{each['id']}", ""):
                yield Comment(each["id"], each["text"][:300], words)

    def _own_words(self, question: Question, cleaned: dict[str, Any]) -> Iterator[Comment]:
        """A comment whose text was emptied is taken back; one whose words were left stays where it stood."""
        for number, (place, words, which, says) in enumerate(self._slots_of(question)):
            old = self._kept(question)[number : number + 1]
            said = (cleaned.get(place) or "", cleaned.get(words) or "", cleaned.get(which))
            same = old and said == self._initial_of(place, words, which)
            text = cleaned.get(says) or ""
            try:
                if text:
                    yield old[0]._replace(text=text) if same else self._placed(question, said, text)
                elif said[1] and not same:
                    self.add_error(says, _("Write your comment on these words"))
            except ValueError as error:
                self.add_error(words if said[0] else place, str(error))

    def _placed(self, question: Question, said: tuple[str, str, int | None], text: str) -> Comment:
        return Document.of(question, language_now()).comment(said[0], said[1], text, said[2])

    def _initial_of(self, place: str, words: str, which: str) -> tuple[str, str, int | None]:
        return self.initial[place], normalise(self.initial[words]), self.initial[which]

    def _kept(self, question: Question) -> list[Comment]:
        said = self.before.get(question.key, Said())
        return [comment for comment in said.comments if comment.start is not None]

    def _slots_of(self, question: Question) -> list[list[str]]:
        parts = ("place", "words", "which", "says")
        numbers = range(1, MOST_COMMENTS + 1)
        slots = [[f"{question.key}__{number}__{part}" for part in parts] for number in numbers]
        return [slot for slot in slots if slot[0] in self.fields]

    def _ranked(self, question: Question, cleaned: dict[str, Any]) -> Said:
        places = [(cleaned.get(f"{question.key}__{key}"), key) for key in question.option_keys]
        given = [(int(place), key) for place, key in places if place]
        if len({place for place, _key in given}) < len(given):
            self.add_error(min(self.names_of(question)), _("Give every option a place, each a different one"))
        return Said(choices=tuple(key for _place, key in sorted(given)))


def sent_slots(data: Any, key: str) -> int:
    """How many comments on chosen words a browser sent: its script adds as many as somebody wants."""
    numbers = range(1, MOST_COMMENTS + 1) if data else ()
    return max((n for n in numbers if f"{key}__{n}__says" in data), default=0)


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
    return FilesField(), None, {}


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
