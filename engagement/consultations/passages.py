"""Where a comment stands in the document that is commented on: found and checked here, whatever was sent."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engagement.consultations.models import Question

BREAK = "\n\n"
MOST_QUOTE = 2000
MOST_COMMENTS = 50
ALIKE = {"'": "['’‘]", "’": "['’‘]", "‘": "['’‘]", '"': '["“”]', "“": '["“”]', "”": '["“”]'}
ALIKE |= dict.fromkeys("-–—", "[-–—]")


class Comment(NamedTuple):
    """What is said of a stretch of the document, from `start` to before `end`; without them, of a whole passage.

    `document` is the version that was read, as a hash of its text in `language`.
    """

    passage: str
    quote: str
    text: str
    start: int | None = None
    end: int | None = None
    language: str = "en"
    document: str = ""

    def kept(self) -> dict[str, Any]:
        return {
            name: value for name, value in self._asdict().items() if self.start is not None or name in _BARE
        }


_BARE = ("passage", "quote", "text")


def of_kept(kept: Mapping[str, Any]) -> Comment:
    return Comment(**{name: kept[name] for name in Comment._fields if name in kept})


class Span(NamedTuple):
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """The passages of a question as one text in one language; where there is no Welsh, the English."""

    text: str
    places: Mapping[str, Span]
    language: str
    version: str

    @classmethod
    def of(cls, question: Question, language: str) -> "Document":
        """Kept with the question, which is asked for it with every comment."""
        made = question.__dict__.setdefault("_documents", {})
        passages, document = made.get(language, (None, None))
        if passages is not question.passages:
            document = cls._of(question, language)
            made[language] = question.passages, document
        return document

    @classmethod
    def _of(cls, question: Question, language: str) -> "Document":
        parts, places, at = [], {}, 0
        for passage in question.passages:
            words = (passage.get("text_cy", "") if language == "cy" else "") or passage["text"]
            places[passage["id"]] = Span(at, at + len(words))
            parts.append(words)
            at += len(words) + len(BREAK)
        text = BREAK.join(parts)
        return cls(text, places, language, hashlib.sha256(text.encode()).hexdigest()[:16])

    def find(self, passage: str, words: str) -> Iterator[Span]:
        """Where the words begin in the passage, whatever their spaces, line breaks and kinds of quotation marks."""
        place = self.places[passage]
        wanted = r"\s+".join("".join(ALIKE.get(c, re.escape(c)) for c in word) for word in words.split())
        for match in re.finditer(wanted, self.text[place.start :], re.IGNORECASE):
            if match.start() >= place.end - place.start:
                return
            yield Span(place.start + match.start(), place.start + match.end())

    def comment(self, passage: str, words: str, text: str, number: int | None = None) -> Comment:
        """A comment on these words; `number` says which, from 0, where the passage has them more than once.

        Raises ValueError with a sentence when they are not there, or not only once.
        """
        if passage not in self.places:
            raise ValueError(_("Select the paragraph that your words are from"))
        if len(words) > MOST_QUOTE:
            raise ValueError(_("Quote %(most)s characters or fewer") % {"most": MOST_QUOTE})
        found = list(self.find(passage, words)) if words.split() else []
        if not found:
            raise ValueError(_("These words are not in this paragraph. Copy them as they stand there."))
        if number is None and len(found) > 1:
            raise ValueError(_("These words stand there more than once. Quote a few more of them."))
        span = found[min(number or 0, len(found) - 1)]
        quote = self.text[span.start : span.end]
        return Comment(passage, quote, text, span.start, span.end, self.language, self.version)

    def holds(self, comment: Comment) -> bool:
        """Whether the comment points to what it quotes, in the text that stands here."""
        place = self.places.get(comment.passage)
        if place is None or comment.start is None or comment.end is None:
            return place is not None
        inside = place.start <= comment.start < place.end and comment.start < comment.end <= len(self.text)
        return (
            inside
            and comment.document == self.version
            and self.text[comment.start : comment.end] == comment.quote
        )


def language_now() -> str:
    return "cy" if get_language() == "cy" else "en"


# For readers


@dataclass(frozen=True, slots=True)
class Commented:
    """A passage with pieces of its text, those that somebody commented on marked, and the comments in their order."""

    id: str
    number: int
    pieces: list[tuple[str, bool]]
    comments: list[Comment]


def commented(question: Question, comments: Iterable[Comment]) -> list[Commented]:
    """Comments at their place: each passage that has any, in the order of the document and in its language."""
    found = []
    rows = list(comments)
    for language in sorted({row.language for row in rows}, reverse=True):
        document = Document.of(question, language)
        for number, (passage, place) in enumerate(document.places.items(), 1):
            own = [row for row in rows if row.passage == passage and row.language == language]
            if own:
                own.sort(key=lambda row: (row.start or 0, row.end or 0))
                found.append(Commented(passage, number, _pieces(document, place, own), own))
    return found


def _pieces(document: Document, place: Span, comments: list[Comment]) -> list[tuple[str, bool]]:
    spans = [Span(row.start, row.end) for row in comments if row.start is not None and row.end is not None]
    end = max([place.end, *(span.end for span in spans)])
    edges = sorted({place.start, end, *(edge for span in spans for edge in span)})
    return [
        (document.text[a:b], any(span.start <= a and b <= span.end for span in spans))
        for a, b in pairwise(edges)
    ]


def place_words(question: Question, comment: Comment) -> str:
    """“p2, characters 17 to 45”: where it stands, for files."""
    place = Document.of(question, comment.language).places.get(comment.passage)
    if comment.start is None or place is None:
        return comment.passage
    start = comment.start - place.start
    return _("%(passage)s, characters %(start)s to %(end)s") % {
        "passage": comment.passage,
        "start": start + 1,
        "end": start + len(comment.quote),
    }
