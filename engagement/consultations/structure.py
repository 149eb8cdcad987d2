"""The questions of a consultation as one thing to walk through, kept in memory as long as nothing in it changes."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engagement.consultations.models import Consultation, Question, Section

KEPT = 64
END = 0
Chosen = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Page:
    """A section with its questions. `number` counts from 1 in the order of the sections."""

    number: int
    section: Section
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    pages: tuple[Page, ...]

    def questions(self) -> Iterator[Question]:
        for page in self.pages:
            yield from page.questions

    def page(self, number: int) -> Page | None:
        return self.pages[number - 1] if 1 <= number <= len(self.pages) else None

    def walk(self, chosen: Chosen) -> Iterator[tuple[Page, list[Question]]]:
        """The pages that somebody comes to who chose so, each with what it asks; forward only, so it always ends.

        What was chosen at a question that is no longer asked leads nowhere and shows nothing.
        """
        counts: dict[str, Sequence[str]] = {}
        place = 1
        while page := self.page(place):
            asked = []
            for question in page.questions:
                if applies(question, counts):
                    asked.append(question)
                    counts[question.key] = chosen.get(question.key, ())
            yield page, asked
            target = leads_to(page, asked, counts)
            if target == END:
                break
            place = target if target > place else place + 1

    def path(self, chosen: Chosen) -> list[Page]:
        return [page for page, _asked in self.walk(chosen)]

    def on_path(self, chosen: Chosen) -> list[Question]:
        return [question for _page, asked in self.walk(chosen) for question in asked]


def off_path(form: Questionnaire, chosen: Chosen) -> dict[str, str]:
    """Questions that an answer took off the way, each with the key of the question whose answer it was."""
    walked = list(form.walk(chosen))
    found: dict[str, str] = {}
    for page, asked in walked:
        for question in page.questions:
            if question not in asked and any(chosen.get(question.show_if["question"], ())):
                found[question.key] = question.show_if["question"]
    there = [page.number for page, _asked in walked]
    for page in form.pages:
        if page.number not in there and (because := _jumped_from(walked, page.number, chosen)):
            found |= {question.key: because for question in page.questions}
    return found


def _jumped_from(walked: list[tuple[Page, list[Question]]], number: int, chosen: Chosen) -> str:
    """The question that led past this page."""
    for page, asked in reversed(walked):
        if page.number < number:
            picks = (q.key for q in asked for o in q.options if _leads(q, o, chosen))
            return next(picks, "")
    return ""


def _leads(question: Question, option: dict[str, Any], chosen: Chosen) -> bool:
    return option["key"] in chosen.get(question.key, ()) and option.get("goes_to") is not None


def applies(question: Question, chosen: Chosen) -> bool:
    condition = question.show_if
    if not condition:
        return True
    return not set(condition["any_of"]).isdisjoint(chosen.get(condition["question"], ()))


def leads_to(page: Page, asked: Sequence[Question], chosen: Chosen) -> int:
    """The page after this one: where the first chosen option leads, otherwise the next."""
    for question in asked:
        for option in question.options:
            if _leads(question, option, chosen):
                return option["goes_to"]
    return page.number + 1


_kept: OrderedDict[tuple[int, int], Questionnaire] = OrderedDict()


def questionnaire(consultation: Consultation) -> Questionnaire:
    """Two queries the first time, none afterwards: a changed question has another form version."""
    key = (consultation.pk, consultation.form_version)
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = read(consultation)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def read(consultation: Consultation) -> Questionnaire:
    sections = list(Section.objects.filter(consultation=consultation))
    questions: dict[int, list[Question]] = {section.pk: [] for section in sections}
    for question in Question.objects.filter(consultation=consultation).order_by("position", "pk"):
        questions[question.section_id].append(question)
    return Questionnaire(
        tuple(
            Page(number, section, tuple(questions[section.pk])) for number, section in enumerate(sections, 1)
        )
    )
