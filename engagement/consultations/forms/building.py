"""The builder's forms of sections and questions."""

import re
from typing import Any

from django.utils.text import slugify

from engagement.consultations.enums import CONDITIONAL, WITH_OPTIONS, QuestionKind
from engagement.consultations.forms.authoring import LinesField
from engagement.consultations.models import Question, Section
from engagement.consultations.structure import Questionnaire
from foundation.common import forms

NOTHING = {"low_label": "", "high_label": ""}
NUMBERS: dict[str, Any] = {"min_value": -(2**31), "max_value": 2**31 - 1}
BLANK_LINES = re.compile(r"\n\s*\n")
# What is asked of an official for each kind, besides what every question has.
OPTIONS = ("options", "options_cy", "options_easy")
OWN: dict[str, tuple[str, ...]] = {
    QuestionKind.TEXT: ("max_length",),
    QuestionKind.LONG_TEXT: ("max_length",),
    QuestionKind.RADIOS: OPTIONS,
    QuestionKind.CHECKBOXES: OPTIONS,
    QuestionKind.RANKING: OPTIONS,
    QuestionKind.SCALE: ("minimum", "maximum", "low_label", "high_label"),
    QuestionKind.NUMBER: ("minimum", "maximum"),
    QuestionKind.DATE: (),
    QuestionKind.FILE: (),
    QuestionKind.DOCUMENT: ("document", "document_cy"),
}
HINTS = {
    QuestionKind.TEXT: "A few words on one line",
    QuestionKind.LONG_TEXT: "Sentences or paragraphs, up to a limit that you set",
    QuestionKind.RADIOS: "One of several options; each can lead to another section",
    QuestionKind.CHECKBOXES: "As many of the options as apply",
    QuestionKind.SCALE: "A point between two ends, such as 1 to 5",
    QuestionKind.RANKING: "Options in order of preference",
    QuestionKind.DATE: "A day, month and year",
    QuestionKind.NUMBER: "A number, with bounds if you like",
    QuestionKind.FILE: "Evidence as files, each scanned for viruses",
    QuestionKind.DOCUMENT: "A draft text to comment on, passage by passage",
}


class KindForm(forms.Form):
    """The first step: what is asked afterwards follows from it."""

    kind = forms.ChoiceField(
        label="What kind of answer do you ask for?",
        choices=QuestionKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what kind of answer you ask for"},
    )
    show = {"kind": {"hints": HINTS}}


class SectionForm(forms.Form):
    title = forms.CharField(label="Title", max_length=150)
    title_cy = forms.CharField(label="Title in Welsh", max_length=150, required=False)
    guidance = forms.LongTextField(label="Guidance", max_length=3000, rows=4, required=False)
    guidance_cy = forms.LongTextField(label="Guidance in Welsh", max_length=3000, rows=4, required=False)


def section_of(section: Section) -> dict[str, str]:
    return {name: getattr(section, name) for name in SectionForm.base_fields}


class QuestionForm(forms.Form):
    kind = forms.ChoiceField(label="Kind of answer", choices=QuestionKind.choices, widget=forms.HiddenInput)
    text = forms.CharField(label="Question", max_length=500)
    text_cy = forms.CharField(label="Question in Welsh", max_length=500, required=False)
    text_easy = forms.CharField(label="Question in easy read", max_length=500, required=False)
    guidance = forms.LongTextField(label="Guidance", max_length=3000, rows=3, required=False)
    guidance_cy = forms.LongTextField(label="Guidance in Welsh", max_length=3000, rows=3, required=False)
    rationale = forms.CharField(
        label="Why it is asked", help_text="For colleagues", max_length=500, required=False
    )
    required = forms.BooleanField(label="An answer is required", required=False)
    options = LinesField(
        label="Options",
        help_text="One a line, two at least",
        max_length=10_000,
        most=50,
        required=False,
    )
    options_cy = LinesField(
        label="Options in Welsh", help_text="In the same order", max_length=10_000, most=50, required=False
    )
    options_easy = LinesField(
        label="Options in easy read",
        help_text="In the same order",
        max_length=10_000,
        most=50,
        required=False,
    )
    depends_on = forms.ChoiceField(label="Show only after an answer to", choices=(), required=False)
    any_of = LinesField(
        label="One of these options was chosen",
        help_text="One a line",
        max_length=5000,
        most=50,
        required=False,
    )
    max_length = forms.IntegerField(
        label="Most characters", min_value=1, max_value=20_000, initial=4000, required=False
    )
    minimum = forms.IntegerField(label="Lowest number", required=False, **NUMBERS)
    maximum = forms.IntegerField(label="Highest number", required=False, **NUMBERS)
    low_label = forms.CharField(label="What the lowest point means", max_length=80, required=False)
    high_label = forms.CharField(label="What the highest point means", max_length=80, required=False)
    document = forms.LongTextField(
        label="Text of the document",
        help_text="For comments on passages: an empty line begins a new passage",
        max_length=50_000,
        rows=10,
        required=False,
    )
    document_cy = forms.LongTextField(
        label="Text of the document in Welsh",
        help_text="The same passages in the same order, parted by empty lines",
        max_length=50_000,
        rows=10,
        required=False,
    )
    show = {name: {"width": 5} for name in ("max_length", "minimum", "maximum")} | {
        "options": {"optional": False},
        "document": {"optional": False},
    }

    def __init__(
        self,
        *args: Any,
        form: Questionnaire,
        question: Question | None = None,
        kind: str = "",
        **options: Any,
    ) -> None:
        """`kind`: what was chosen on the page before; a form that was sent names it itself."""
        self.question = question
        start = question_of(question, form) if question else {}
        super().__init__(*args, initial=start | ({"kind": kind} if kind else {}), **options)
        self.chosen_kind = str(self.data.get("kind", "") if self.is_bound else self.initial.get("kind", ""))
        self.earlier = _earlier(form, question)
        self._leave_out()
        if self.earlier:
            self.fields["depends_on"].choices = [
                ("", "Always"),
                *((key, f"{key}: {q.text}"[:90]) for key, q in self.earlier.items()),
            ]

    def _leave_out(self) -> None:
        """Fields that this kind of question does not have, and the condition while there is nothing to depend on."""
        own = OWN.get(self.chosen_kind)
        if own is None:
            return
        gone = {name for names in OWN.values() for name in names} - set(own)
        for name in gone | (set() if self.earlier else {"depends_on", "any_of"}):
            del self.fields[name]

    @property
    def kind_label(self) -> str:
        return str(QuestionKind(self.chosen_kind).label) if self.chosen_kind in QuestionKind.values else ""

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.options_made = self._options(said)
        said["show_if"] = self._condition(said)
        welsh, english = _passages(said.get("document_cy")), _passages(said.get("document"))
        if welsh and len(welsh) != len(english):
            text = f"The document has {len(english)} passages and {len(welsh)} in Welsh"
            self.add_error("document_cy", text)
        return said

    def _options(self, said: dict[str, Any]) -> list[dict[str, Any]]:
        """Options keep their keys when only their words change: by their words first, then by their place."""
        if said.get("kind") not in WITH_OPTIONS:
            return []
        texts = said.get("options") or []
        old = self.question.options if self.question else []
        by_text = {option["text"]: option["key"] for option in old}
        routes = {option["key"]: option.get("goes_to") for option in old}
        made: list[dict[str, Any]] = []
        for place, text in enumerate(texts):
            same_place = old[place]["key"] if place < len(old) and old[place]["text"] not in texts else ""
            key = by_text.get(text) or same_place or _key(text, place)
            made.append(
                {
                    "key": key,
                    "text": text,
                    "text_cy": _at(said.get("options_cy"), place),
                    "text_easy": _at(said.get("options_easy"), place),
                    "goes_to": routes.get(key) if said["kind"] in CONDITIONAL else None,
                }
            )
        return made

    def _condition(self, said: dict[str, Any]) -> dict[str, Any]:
        asked = self.earlier.get(said.get("depends_on") or "")
        if asked is None:
            return {}
        keys = {option["text"].casefold(): option["key"] for option in asked.options}
        wanted = [keys.get(line.casefold()) for line in said.get("any_of") or []]
        if not wanted or None in wanted:
            offered = ", ".join(f"“{option['text']}”" for option in asked.options)
            self.add_error("any_of", f"Enter one or more options of {asked.key}, one a line: {offered}")
            return {}
        return {"question": asked.key, "any_of": wanted}

    def said(self) -> dict[str, Any]:
        said = self.cleaned_data
        plain = ("kind", "text", "text_cy", "text_easy", "guidance", "guidance_cy", "rationale", "required")
        more = ("minimum", "maximum", "low_label", "high_label", "show_if")
        parts, welsh = _passages(said.get("document")), _passages(said.get("document_cy"))
        return {name: said.get(name, NOTHING.get(name)) for name in (*plain, *more)} | {
            "max_length": said.get("max_length") or 4000,
            "options": self.options_made,
            "passages": [
                {"id": f"p{n}", "text": part, "text_cy": _at(welsh, n - 1)} for n, part in enumerate(parts, 1)
            ],
        }


def _passages(text: str | None) -> list[str]:
    return [part.strip() for part in BLANK_LINES.split(text or "") if part.strip()]


def _at(values: list[str] | None, place: int) -> str:
    return values[place] if values and place < len(values) else ""


def _key(text: str, place: int) -> str:
    return slugify(text)[:36] or f"option-{place + 1}"


def _earlier(form: Questionnaire, question: Question | None) -> dict[str, Question]:
    found: dict[str, Question] = {}
    for each in form.questions():
        if question is not None and each.pk == question.pk:
            break
        if each.kind in CONDITIONAL:
            found[each.key] = each
    return found


def question_of(question: Question, form: Questionnaire) -> dict[str, Any]:
    """What stands in the form when a question is changed."""
    names = [name for name in QuestionForm.base_fields if hasattr(question, name) and name != "options"]
    found = {name: getattr(question, name) for name in names}
    options = question.options
    asked = next((each for each in form.questions() if each.key == question.show_if.get("question")), None)
    return found | {
        "options": [option["text"] for option in options],
        "options_cy": [option.get("text_cy", "") for option in options if option.get("text_cy")],
        "options_easy": [option.get("text_easy", "") for option in options if option.get("text_easy")],
        "depends_on": asked.key if asked else "",
        "any_of": [asked.label_of(key) for key in question.show_if["any_of"]] if asked else [],
        "document": "\n\n".join(passage["text"] for passage in question.passages),
        "document_cy": "\n\n".join(filter(None, (p.get("text_cy", "") for p in question.passages))),
    }
