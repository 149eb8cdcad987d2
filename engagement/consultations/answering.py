"""One answer as a value: what a form, a file or another system says, checked against its question."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from engagement.consultations.enums import WITH_OPTIONS, QuestionKind
from engagement.consultations.models import Answer, Question
from foundation.common import text as texts

MOST_NUMBER = Decimal(10) ** 11
MOST_COMMENT, MOST_COMMENTS, MOST_QUOTE = 4000, 60_000, 300  # more words in all than no index entry holds


@dataclass(frozen=True, slots=True)
class Said:
    text: str = ""
    choices: tuple[str, ...] = ()
    number: Decimal | None = None
    day: date | None = None
    comments: tuple[tuple[str, str, str], ...] = ()  # passage, quote, what is said of it

    def __bool__(self) -> bool:
        return bool(self.text or self.choices or self.comments or self.number is not None or self.day)


def of_answer(answer: Answer) -> Said:
    comments = tuple((each["passage"], each["quote"], each["text"]) for each in answer.comments)
    return Said(answer.text, tuple(answer.choices), answer.number, answer.day, comments)


def columns(said: Said) -> dict[str, Any]:
    """The columns of an Answer that hold it. The comments' words are in `text` too, to be searched and analysed."""
    comments = [
        {"passage": passage, "quote": quote, "text": words} for passage, quote, words in said.comments
    ]
    words = said.text or "\n\n".join(each["text"] for each in comments)
    return {
        "text": words,
        "choices": list(said.choices),
        "number": said.number,
        "day": said.day,
        "comments": comments,
    }


def chosen(answers: Mapping[str, Said]) -> dict[str, tuple[str, ...]]:
    return {key: said.choices for key, said in answers.items()}


def problem(question: Question, said: Said) -> str:
    """What is wrong with it, in one sentence; "" when it is well said."""
    if not said:
        return _("Answer this question") if question.required else ""
    check = _CHECKS.get(question.kind)
    return check(question, said) if check else ""


def _too_long(question: Question, said: Said) -> str:
    if len(said.text) > question.max_length:
        return _("Your answer must be %(most)s characters or fewer") % {"most": question.max_length}
    return ""


def _not_offered(question: Question, said: Said) -> str:
    many = question.kind != QuestionKind.RADIOS
    offered = set(said.choices) <= set(question.option_keys)
    once = len(set(said.choices)) == len(said.choices)
    if not offered or not once or (not many and len(said.choices) > 1):
        return _("Select one of the options on the page")
    if question.kind == QuestionKind.RANKING and len(said.choices) < len(question.options):
        return _("Give every option a place, each a different one")
    return ""


def _out_of_bounds(question: Question, said: Said) -> str:
    if said.number is None:
        return _("Enter a number, like 30")
    low = -MOST_NUMBER if question.minimum is None else Decimal(question.minimum)
    high = MOST_NUMBER if question.maximum is None else Decimal(question.maximum)
    if question.kind == QuestionKind.SCALE and said.number != said.number.to_integral_value():
        return _("Select one of the options on the page")
    if not low <= said.number <= high:
        return _("Enter a number from %(low)s to %(high)s") % {"low": low, "high": high}
    return ""


def _foreign_passage(question: Question, said: Said) -> str:
    known = {passage["id"] for passage in question.passages}
    if any(passage not in known for passage, _quote, _words in said.comments):
        return _("Select one of the options on the page")
    if any(len(words) > MOST_COMMENT for _passage, _quote, words in said.comments):
        return _("Your answer must be %(most)s characters or fewer") % {"most": MOST_COMMENT}
    if len(said.text) + sum(len(words) for _passage, _quote, words in said.comments) > MOST_COMMENTS:
        return _("Your answer must be %(most)s characters or fewer") % {"most": MOST_COMMENTS}
    return ""


_CHECKS: dict[str, Callable[[Question, Said], str]] = {
    QuestionKind.TEXT: _too_long,
    QuestionKind.LONG_TEXT: _too_long,
    QuestionKind.RADIOS: _not_offered,
    QuestionKind.CHECKBOXES: _not_offered,
    QuestionKind.RANKING: _not_offered,
    QuestionKind.SCALE: _out_of_bounds,
    QuestionKind.NUMBER: _out_of_bounds,
    QuestionKind.DOCUMENT: _foreign_passage,
}


def from_raw(question: Question, raw: Any) -> Said:
    """What a cell of a file or a member of JSON says. Raises ValueError with a sentence."""
    if raw is None or raw == "" or raw == []:
        return Said()
    said = _READERS.get(question.kind, _text)(question, raw)
    if wrong := problem(question, said):
        raise ValueError(wrong)
    return said


def _text(question: Question, raw: Any) -> Said:
    if not isinstance(raw, str | int | float | Decimal) or isinstance(raw, bool):
        raise ValueError(_("Enter text"))
    words = str(raw)
    if texts.forbidden(words):
        raise ValueError(_("Your answer must not contain characters that cannot be shown"))
    return Said(text=texts.normalise(words))


def _options(question: Question, raw: Any) -> Said:
    """Keys or the options' own words; several in one cell are parted by semicolons."""
    names = raw if isinstance(raw, list) else str(raw).split(";")
    known = {option["text"].casefold(): option["key"] for option in question.options}
    known |= {key.casefold(): key for key in question.option_keys}
    picked = [known.get(str(name).strip().casefold()) for name in names if str(name).strip()]
    if None in picked:
        raise ValueError(_("Select one of the options on the page"))
    return Said(choices=tuple(key for key in picked if key))


def _number(question: Question, raw: Any) -> Said:
    try:
        number = Decimal(str(raw).replace(",", "").strip())
        if not number.is_finite() or abs(number) > MOST_NUMBER:
            raise InvalidOperation
        return Said(number=number.quantize(Decimal("0.0001")))
    except ArithmeticError:
        raise ValueError(_("Enter a number, like 30")) from None


def _day(question: Question, raw: Any) -> Said:
    try:
        return Said(day=raw if type(raw) is date else date.fromisoformat(str(raw)[:10]))
    except ValueError:
        raise ValueError(_("Give a date like 2026-11-03.")) from None


def _comments(question: Question, raw: Any) -> Said:
    """Comments as a list, or plain words about the document as a whole."""
    if isinstance(raw, str):
        return _text(question, raw)
    if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
        raise ValueError(_("Enter text"))
    found = [
        (str(each.get("passage", "")), str(each.get("quote", ""))[:MOST_QUOTE], each.get("text"))
        for each in raw
    ]
    return Said(comments=tuple((place, quote, _text(question, words).text) for place, quote, words in found))


_READERS: dict[str, Callable[[Question, Any], Said]] = {
    **dict.fromkeys(WITH_OPTIONS, _options),
    QuestionKind.SCALE: _number,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _day,
    QuestionKind.DOCUMENT: _comments,
}


def shown(question: Question, said: Said) -> str:
    """An answer in words, for pages, files and reports."""
    match question.kind:
        case QuestionKind.RADIOS | QuestionKind.CHECKBOXES:
            return "; ".join(question.label_of(key) for key in said.choices)
        case QuestionKind.RANKING:
            return "; ".join(f"{n}. {question.label_of(key)}" for n, key in enumerate(said.choices, 1))
        case QuestionKind.DATE:
            return said.day.isoformat() if said.day else ""
        case QuestionKind.NUMBER | QuestionKind.SCALE:
            return "" if said.number is None else f"{said.number.normalize():f}"
        case _:
            return said.text or _quoted(said.comments)


def _quoted(comments: Iterable[tuple[str, str, str]]) -> str:
    return "\n\n".join(f"“{quote}”\n{words}" if quote else words for _passage, quote, words in comments)
