"""One answer as a value: what a form, a file or another system says, checked against its question."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from engagement.consultations.enums import WITH_OPTIONS, QuestionKind
from engagement.consultations.models import Question
from engagement.consultations.passages import MOST_COMMENTS, Comment, Document, of_kept, place_words
from foundation.common import text as texts

MOST_NUMBER = Decimal(10) ** 11
MOST_COMMENT, MOST_COMMENTED = 4000, 60_000  # of one comment and of all of them: an index entry holds no more


@dataclass(frozen=True, slots=True)
class Said:
    text: str = ""
    choices: tuple[str, ...] = ()
    number: Decimal | None = None
    day: date | None = None
    comments: tuple[Comment, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text or self.choices or self.comments or self.number is not None or self.day)


def of_answer(answer: Any) -> Said:
    """Of a row of the ORM, or of one that was only read."""
    comments = tuple(map(of_kept, answer.comments))
    text = "" if comments else answer.text
    return Said(text, tuple(answer.choices), answer.number, answer.day, comments)


def columns(said: Said) -> dict[str, Any]:
    """The columns of an Answer that hold it. The comments' words are in `text` too, to be searched and analysed."""
    words = said.text or "\n\n".join(comment.text for comment in said.comments)
    return {
        "text": words,
        "choices": list(said.choices),
        "number": said.number,
        "day": said.day,
        "comments": [comment.kept() for comment in said.comments],
    }


def chosen(answers: Mapping[str, Said]) -> dict[str, tuple[str, ...]]:
    return {key: said.choices for key, said in answers.items()}


def problem(question: Question, said: Said) -> str:
    """What is wrong with it, in one sentence; "" when it is well said."""
    if not said:
        asked = (
            question.required and question.kind != QuestionKind.FILE
        )  # files are counted where they are kept
        return _("Answer “%(question)s”") % {"question": question} if asked else ""
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


def _misplaced(question: Question, said: Said) -> str:
    """A comment on what is not in the document, or no longer."""
    documents = {
        language: Document.of(question, language) for language in {c.language for c in said.comments}
    }
    if any(not documents[comment.language].holds(comment) for comment in said.comments):
        return _("These words are not in this paragraph. Copy them as they stand there.")
    if any(len(comment.text) > MOST_COMMENT for comment in said.comments):
        return _("Your answer must be %(most)s characters or fewer") % {"most": MOST_COMMENT}
    if len(said.comments) > MOST_COMMENTS + len(question.passages):
        return _("Give up to %(most)s comments on words that you choose") % {"most": MOST_COMMENTS}
    if len(said.text) + sum(len(each.text) for each in said.comments) > MOST_COMMENTED:
        return _("Your answer must be %(most)s characters or fewer") % {"most": MOST_COMMENTED}
    return ""


_CHECKS: dict[str, Callable[[Question, Said], str]] = {
    QuestionKind.TEXT: _too_long,
    QuestionKind.LONG_TEXT: _too_long,
    QuestionKind.RADIOS: _not_offered,
    QuestionKind.CHECKBOXES: _not_offered,
    QuestionKind.RANKING: _not_offered,
    QuestionKind.SCALE: _out_of_bounds,
    QuestionKind.NUMBER: _out_of_bounds,
    QuestionKind.DOCUMENT: _misplaced,
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
    return Said(comments=tuple(_comment(question, each) for each in raw))


def _comment(question: Question, raw: dict[str, Any]) -> Comment:
    """On the words of a `quote`, the `number`th of them in the passage; without one, on the passage as a whole."""
    passage, words = str(raw.get("passage", "")), _text(question, raw.get("text")).text
    document = Document.of(question, "cy" if raw.get("language") == "cy" else "en")
    if passage not in document.places:
        raise ValueError(_("Select the paragraph that your words are from"))
    number = raw.get("number")
    if raw.get("quote"):
        quote = _text(question, raw["quote"]).text
        return document.comment(
            passage, quote, words, number if type(number) is int and number >= 0 else None
        )
    place = document.places[passage]
    return Comment(passage, document.text[place.start : place.end][:300], words)


def _no_files(question: Question, raw: Any) -> Said:
    raise ValueError(
        _("Files cannot come with the words. Leave this empty and add them to the response afterwards.")
    )


_READERS: dict[str, Callable[[Question, Any], Said]] = {
    QuestionKind.FILE: _no_files,
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
            return said.text or _quoted(question, said.comments)


def _quoted(question: Question, comments: Iterable[Comment]) -> str:
    """Each comment under the words that it is about, with their place where it is not a whole passage."""
    parts = []
    for comment in comments:
        where = f" ({place_words(question, comment)})" if comment.start is not None else ""
        parts.append(f"“{comment.quote}”{where}\n{comment.text}" if comment.quote else comment.text)
    return "\n\n".join(parts)
