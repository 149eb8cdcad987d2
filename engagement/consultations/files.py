"""Files that come with answers: who may read them, where they stand, and which of them the public gets.

A file belongs to its response and names its question in `part`. Whoever holds the response's link knows of all its
files; its department knows of those that were scanned; the public gets those that an official released with it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from engagement.consultations.enums import QuestionKind, ResponseState
from engagement.consultations.models import Consultation, FileDecision, Question, Response
from engagement.consultations.structure import questionnaire
from foundation import documents
from foundation.documents import ways
from foundation.documents.enums import State
from foundation.documents.models import Document
from foundation.documents.presenting import shown

KIND = "consultations.response"
OWN, RELEASED = "consultations.own", "consultations.released"
MOST = 20
Rows = dict[str, list[dict[str, Any]]]


def register() -> None:
    documents.register(
        KIND,
        seen=_seen,
        told=_told,
        url=_url,
        most=MOST,
        language=_language,
        takes=_takes,
        contact=_contact,
    )
    ways.register(OWN, lambda file, _who: _response_of(file) is not None)
    ways.register(RELEASED, _is_released)


def _response_of(file: Document) -> Response | None:
    rows = Response.objects.select_related("consultation")
    return rows.filter(public_id=file.about_id).first() if file.about_type == KIND else None


def _is_released(file: Document, _who: Any) -> bool:
    row = _response_of(file)
    if row is None or not row.consultation.is_public():
        return False
    return Response.objects.published().filter(pk=row.pk).exists() and public(row).filter(pk=file.pk).exists()


def _seen(principal: Any) -> QuerySet:
    return Response.objects.visible_to(principal)


def _told(response: Any) -> list[Any]:
    """Who wrote it here, by their account or else at the address they gave. A system reads the state itself."""
    if not response.is_own:
        return []
    if response.respondent_id:
        return [response.respondent]
    return [response.email] if response.email else []


def _url(response: Any) -> str:
    """A page that whoever is told may open: the secret of the link is known to its holders alone."""
    slug = response.consultation.slug
    if not response.is_own:
        return reverse("consultations:manage-response", kwargs={"slug": slug, "ref": response.ref})
    if response.respondent_id:
        return response.get_absolute_url()
    return response.consultation.get_absolute_url()


def _language(response: Any) -> str:
    return response.language


def _takes(response: Any) -> bool:
    """Until it closes for this response; what officials entered they can add to later, too."""
    if not response.is_own:
        return True
    alive = response.state in (ResponseState.DRAFT, ResponseState.SUBMITTED)
    return alive and response.consultation.takes_responses(response.extended_until)


def _contact(response: Any) -> str:
    return response.consultation.respond_email


def questions(consultation: Consultation) -> list[Question]:
    """Those that ask for files; from memory."""
    return [each for each in questionnaire(consultation).questions() if each.kind == QuestionKind.FILE]


def given(response: Response) -> set[str]:
    """The questions with a file that was not held back; whether it was scanned already does not matter."""
    if not questions(response.consultation):
        return set()
    found = Document.objects.of(response).exclude(state=State.QUARANTINED)
    return set(found.values_list("part", flat=True))


def held_back(response: Response) -> list[str]:
    """Names of files in which a virus was found, for whoever holds the response to read."""
    if not questions(response.consultation):
        return []
    found = Document.objects.of(response).filter(state=State.QUARANTINED)
    return list(found.values_list("name", flat=True))


def own(response: Response) -> Rows:
    """All files of a response by question, for whoever holds it."""

    def address(file: Document) -> str:
        place = {"slug": response.consultation.slug, "key": response.public_id, "file": file.public_id}
        return reverse("consultations:file", kwargs=place)

    if not questions(response.consultation):
        return {}
    return _by_question(shown(documents.of(response, None, sender=True), address))


def for_official(response: Response, reader: Any) -> Rows:
    """What an official may know of, with what was decided about it."""
    if not questions(response.consultation):
        return {}
    found = list(documents.of(response, reader))
    decided = {each.document_id: each for each in FileDecision.objects.filter(response=response)}
    more = [
        {"decision": decided.get(file.pk), "own": file.uploader_id == getattr(reader, "pk", None)}
        for file in found
    ]
    return _by_question(row | beside for row, beside in zip(shown(found), more, strict=True))


def public(response: Response) -> QuerySet[Document]:
    """Of a published response, the clean files that an official released; of any other none."""
    released = FileDecision.objects.filter(response=response, is_public=True)
    if response.published_at is None or not response.may_be_published:
        return Document.objects.none()
    return Document.objects.of(response).filter(state=State.CLEAN, pk__in=released.values("document"))


def for_public(response: Response) -> tuple[Rows, set[str]]:
    """Files by question as the public reads them, and the questions of which some were held back."""

    def address(file: Document) -> str:
        place = {"slug": response.consultation.slug, "ref": response.ref, "file": file.public_id}
        return reverse("consultations:response-file", kwargs=place)

    if not questions(response.consultation):
        return {}, set()
    held_back = FileDecision.objects.filter(response=response, is_public=False)
    parts = set(held_back.values_list("document__part", flat=True))
    return _by_question(shown(public(response), address)), parts


def _by_question(rows: Iterable[dict[str, Any]]) -> Rows:
    found: Rows = {}
    for row in rows:
        found.setdefault(row["part"], []).append(row)
    return found


def names(responses: Sequence[Response], *, released: bool) -> dict[Any, dict[str, list[str]]]:
    """Names of clean files by response and question, for tables; `released`: only those that the public gets."""
    files = Document.objects.filter(
        about_type=KIND, about_id__in=[row.public_id for row in responses], state=State.CLEAN
    )
    if released:
        files = files.filter(pk__in=FileDecision.objects.filter(is_public=True).values("document"))
    found: dict[Any, dict[str, list[str]]] = {}
    for about, part, name in files.order_by("pk").values_list("about_id", "part", "name"):
        found.setdefault(about, {}).setdefault(part, []).append(name)
    return found


def answered(question: Question, responses: QuerySet) -> int:
    """How many of these responses have a file at the question."""
    rows = Document.objects.filter(about_type=KIND, part=question.key).exclude(state=State.QUARANTINED)
    rows = rows.filter(about_id__in=responses.order_by().values("public_id"))
    return rows.values("about_id").distinct().count()
