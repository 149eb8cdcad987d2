"""What stands in the fields of a question once somebody has answered it, as HTML for the places of a drawn page.

Ranking and the rest use the names and values that forms/answering.py gives its fields.
"""

from collections.abc import Callable

from markupsafe import Markup, escape

from engagement.consultations.answering import Said
from engagement.consultations.enums import QuestionKind
from engagement.consultations.models import Question

VALUE, CHECKED, SELECTED = Markup(' value="%s"'), " checked", " selected"
Filled = dict[str, str]


def filled(question: Question, said: Said) -> Filled:
    """By the name of its place; nothing where nothing was said."""
    return _FILLED[QuestionKind(question.kind)](question.key, said, question)


def can(question: Question) -> bool:
    """Whether a page with this question can be drawn beforehand: the others grow with what was said, or show files."""
    return question.kind in _FILLED


def _text(key: str, said: Said, _question: Question) -> Filled:
    return {key: VALUE % said.text} if said.text else {}


def _long(key: str, said: Said, _question: Question) -> Filled:
    return {key: escape(said.text)}


def _number(key: str, said: Said, _question: Question) -> Filled:
    return {} if said.number is None else {key: VALUE % said.number}


def _radios(key: str, said: Said, _question: Question) -> Filled:
    return {f"{key}={choice}": CHECKED for choice in said.choices[:1]}


def _checkboxes(key: str, said: Said, _question: Question) -> Filled:
    return {f"{key}={choice}": CHECKED for choice in said.choices}


def _scale(key: str, said: Said, _question: Question) -> Filled:
    return {} if said.number is None else {f"{key}={int(said.number)}": CHECKED}


def _day(key: str, said: Said, _question: Question) -> Filled:
    parts = ("day", "month", "year") if said.day else ()
    return {f"{key}-{part}": VALUE % getattr(said.day, part) for part in parts}


def _ranking(key: str, said: Said, question: Question) -> Filled:
    places = {choice: str(place) for place, choice in enumerate(said.choices, 1)}
    options = question.option_keys
    return {f"{key}__{option}={places.get(option, '')}": SELECTED for option in options}


_FILLED: dict[QuestionKind, Callable[[str, Said, Question], Filled]] = {
    QuestionKind.TEXT: _text,
    QuestionKind.LONG_TEXT: _long,
    QuestionKind.NUMBER: _number,
    QuestionKind.RADIOS: _radios,
    QuestionKind.CHECKBOXES: _checkboxes,
    QuestionKind.SCALE: _scale,
    QuestionKind.DATE: _day,
    QuestionKind.RANKING: _ranking,
}
