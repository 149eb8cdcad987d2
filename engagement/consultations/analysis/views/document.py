"""A document with what people said of it: each passage, and the comments on one of them."""

from typing import Any

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse

from engagement.consultations import answering, passages
from engagement.consultations.analysis import queues
from engagement.consultations.analysis.views.shared import inside, page, question_of
from engagement.consultations.enums import QuestionKind, ResponseState
from engagement.consultations.models import Answer, Consultation, Question
from foundation.common.paging import keyset

COUNT = """
SELECT comment ->> 'passage', count(*) FROM consultations_answer a
JOIN consultations_response r ON r.id = a.response_id,
LATERAL jsonb_array_elements(a.comments) comment
WHERE a.question_id = %s AND a.comments <> '[]' AND r.state = %s GROUP BY 1
"""


@inside
def document(request: HttpRequest, consultation: Consultation, key: str) -> HttpResponse:
    question = question_of(consultation, key)
    if question.kind != QuestionKind.DOCUMENT:
        raise Http404
    chosen = request.GET.get("passage", "")
    places = passages.Document.of(question, "en").places
    if chosen and chosen not in places:
        raise Http404
    found = keyset(_on(question, chosen), order=["-pk"], after=request.GET.get("after")) if chosen else None
    return page(
        request,
        "document",
        consultation,
        question=question,
        counts=_counts(question),
        chosen=chosen,
        page=found,
        rows=[_row(question, answer, chosen) for answer in found.rows] if found else [],
    )


def _counts(question: Question) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [question.pk, ResponseState.SUBMITTED])
        return dict(cursor.fetchall())


def _on(question: Question, passage: str) -> Any:
    """Answers with a comment on the passage, by the index on comments."""
    rows = queues.answers(question).exclude(comments=[]).filter(comments__contains=[{"passage": passage}])
    return rows.select_related("response")


def _row(question: Question, answer: Answer, passage: str) -> dict[str, Any]:
    own = [each for each in answering.of_answer(answer).comments if each.passage == passage]
    return {"response": answer.response, "places": passages.commented(question, own)}
