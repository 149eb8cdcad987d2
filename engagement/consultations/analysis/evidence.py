"""Files that came with answers, for those who read and code them: each with its text, found by its words."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Left, Length
from django.urls import reverse

from engagement.consultations import files
from engagement.consultations.models import Consultation, Response
from foundation.documents.enums import Reading
from foundation.documents.models import Document, DocumentText
from foundation.documents.presenting import shown
from foundation.documents.words import MOST_WORDS, WORD

OPENING, WINDOW, BEFORE = 600, 400, 120
LOOKED_THROUGH = 50_000
UNREAD = {
    Reading.NONE: "This kind of file holds no text that the portal reads. Open it to see what it says.",
    Reading.WAITING: "The portal still reads its text.",
    Reading.FAILED: "The portal could not read its text. Open it to see what it says.",
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some of a text; `hit` where it is what was looked for."""

    text: str
    hit: bool = False


def asks(consultation: Consultation) -> bool:
    return bool(files.questions(consultation))


def of_response(response: Response, reader: Any) -> list[dict[str, Any]]:
    """What came with one response, to be shown beside its answers. The reader was let in to it just before."""
    if not asks(response.consultation):
        return []
    found = Document.objects.of(response).known_to(reader)
    return rows(response.consultation, list(found), "")


def search(consultation: Consultation, reader: Any, chosen: dict[str, Any]) -> QuerySet[Document]:
    """Clean files of the responses that are analysed, of those that this reader may read."""
    sent = Response.objects.visible_to(reader).filter(consultation=consultation).counted()
    found = Document.objects.filter(about_type=files.KIND, about_id__in=sent.order_by().values("public_id"))
    found = found.mentioning(chosen["q"]) if chosen.get("q") else found.known_to(reader)
    if question := chosen.get("question"):
        found = found.filter(part=question)
    return found


def rows(consultation: Consultation, found: list[Document], said: str) -> list[dict[str, Any]]:
    """Files as pages show them: by whom, to which question, and how the text begins or where the words stand."""
    asked = {question.key: str(question) for question in files.questions(consultation)}
    refs = dict(
        Response.objects.filter(public_id__in=[each.about_id for each in found]).values_list(
            "public_id", "ref"
        )
    )
    read = {text.pk: text for text in _read(found, LOOKED_THROUGH if said else OPENING)}
    return [
        {
            "file": row,
            "ref": refs.get(each.about_id, ""),
            "question": asked.get(each.part, ""),
            "unread": UNREAD.get(Reading(each.reading), ""),
            "address": reverse("analysis:file", args=[consultation.slug, each.public_id]),
            "pages": read[each.pk].pages if each.pk in read else 0,
            **_beginning(read.get(each.pk), said),
        }
        for each, row in zip(found, shown(found), strict=True)
    ]


def _read(found: Iterable[Document], most: int) -> QuerySet[DocumentText]:
    """No more of each text than is looked through here."""
    texts = DocumentText.objects.filter(document__in=found).defer("body")
    return texts.annotate(start=Left(F("body"), most), length=Length("body"))


def _beginning(text: Any, said: str) -> dict[str, Any]:
    if text is None:
        return {"stretches": [], "more": False, "further": False}
    window = excerpt(text.start, said)
    missed = bool(said) and not any(each.hit for each in window)
    more = text.length > sum(len(each.text) for each in window)
    return {"stretches": window, "more": more, "further": missed}


def excerpt(text: str, said: str) -> list[Stretch]:
    """The first place where one of the words stands, or the beginning."""
    found = _pattern(said)
    hit = found.search(_flat(text)) if found else None
    start = max(0, hit.start() - BEFORE) if hit else 0
    return marked(text[start : start + (WINDOW if said else OPENING)], said)


def marked(text: str, said: str) -> list[Stretch]:
    """The whole text in stretches, the words that were looked for told from the rest."""
    found = _pattern(said)
    if found is None:
        return [Stretch(text)] if text else []
    parts, at = [], 0
    for hit in found.finditer(_flat(text)):
        parts += [Stretch(text[at : hit.start()]), Stretch(text[hit.start() : hit.end()], hit=True)]
        at = hit.end()
    return [each for each in (*parts, Stretch(text[at:])) if each.text]


def _pattern(said: str) -> re.Pattern | None:
    words = WORD.findall(_flat(said[:200]))[:MOST_WORDS]
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})\w*") if words else None


def _flat(text: str) -> str:
    """Without case and accents, each character where it was."""
    return "".join((unicodedata.normalize("NFKD", each)[0].casefold() or each)[0] for each in text)
