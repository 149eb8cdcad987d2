"""Responses as tables: one line a response, one column a question, free text intact, formulas harmless."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from engagement.consultations import answering, files
from engagement.consultations.enums import QuestionKind
from engagement.consultations.models import Answer, Consultation, Question, Response
from engagement.consultations.structure import questionnaire
from foundation.common.spreadsheets import BOM, csv_lines

CHUNK = 1000
ABOUT = [
    *("reference", "received", "channel", "language", "capacity", "organisation", "nation"),
    *("publication", "confidential", "state", "published"),
]
PRIVATE = ["name", "email", "authority", "how views were gathered", "confidential reason", "extended until"]
PUBLIC = ["reference", "received", "capacity", "organisation", "nation"]


Names = dict[str, list[str]]


def every(
    rows: QuerySet, names: Callable[[list[Response]], dict[Any, Names]], check: Callable[[], None]
) -> Iterator[tuple[Response, dict[int, Answer], Names]]:
    """Responses with answers and names of files, a thousand at a time by key: memory stays as it is.

    `check` may refuse to go on: it is asked between reading a thousand and giving them, and at the end.
    """
    last = 0
    while found := after(rows, last, names):
        check()
        last = found[-1][0].pk
        yield from found
    check()


def after(
    rows: QuerySet, last: int, names: Callable[[list[Response]], dict[Any, Names]]
) -> list[tuple[Response, dict[int, Answer], Names]]:
    """The next thousand responses after the one with this key."""
    chunk = list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK])
    answers: dict[int, dict[int, Answer]] = {row.pk: {} for row in chunk}
    for answer in Answer.objects.filter(response__in=list(answers)):
        answers[answer.response_id][answer.question_id] = answer
    files = names(chunk)
    return [(row, answers[row.pk], files.get(row.public_id, {})) for row in chunk]


class Sheet:
    """The table of a consultation's responses. `public`: only what was released, as its authors wished."""

    def __init__(
        self,
        consultation: Consultation,
        rows: QuerySet,
        *,
        public: bool = False,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        self.check = check
        self.questions: list[Question] = list(questionnaire(consultation).questions())
        self.rows, self.public = rows, public
        self.has_files = any(question.kind == QuestionKind.FILE for question in self.questions)

    def head(self) -> list[str]:
        about = PUBLIC if self.public else ABOUT + PRIVATE
        return [*about, *(f"{question.key}: {question}" for question in self.questions)]

    def lines(self) -> Iterator[list[Any]]:
        return (self.line(*found) for found in every(self.rows, self.names, self.check))

    def line(self, row: Response, answers: dict[int, Answer], names: Names) -> list[Any]:
        return [*self.about(row), *(self.cell(question, answers, names) for question in self.questions)]

    def names(self, chunk: list[Response]) -> dict[Any, Names]:
        """Of files only the name stands in a table: clean ones, for the public those that were released."""
        return files.names(chunk, released=self.public) if self.has_files else {}

    def about(self, row: Response) -> list[Any]:
        received = (row.received_on or timezone.localtime(row.submitted_at).date()).isoformat()
        if self.public:
            return [row.ref, received, row.capacity, row.public_name, row.nation]
        return [
            *(row.ref, received, row.channel, row.language, row.capacity, row.organisation_name, row.nation),
            *(
                row.publication,
                "yes" if row.confidential else "",
                row.state,
                "yes" if row.published_at else "",
            ),
            *(
                row.name,
                row.email,
                "yes" if row.has_authority else "",
                row.how_gathered,
                row.confidential_reason,
            ),
            row.extended_until.isoformat() if row.extended_until else "",
        ]

    def cell(self, question: Question, answers: dict[int, Answer], names: Names) -> Any:
        if question.kind == QuestionKind.FILE:
            return "; ".join(names.get(question.key, ()))
        answer = answers.get(question.pk)
        if answer is None:
            return ""
        if self.public and answer.redacted is not None:
            return answer.redacted
        said = answering.of_answer(answer)
        return float(said.number) if said.number is not None else answering.shown(question, said)

    def body(self, line: list[Any], answers: dict[int, Answer]) -> dict[str, Any]:
        """One response as JSON: what is known of it by name, answers and comments under their question's key."""
        width = len(PUBLIC if self.public else ABOUT + PRIVATE)
        names = [name.replace(" ", "_") for name in self.head()[:width]]
        said = {q.key: value for q, value in zip(self.questions, line[width:], strict=True) if value != ""}
        found = dict(zip(names, line[:width], strict=True)) | {"answers": said}
        comments = {q.key: kept for q in self.questions if (kept := self.comments(answers.get(q.pk)))}
        return found | ({"comments": comments} if comments else {})

    def comments(self, answer: Answer | None) -> list[dict[str, Any]]:
        """Those on a document with their places; none of an answer from which words were taken out."""
        if answer is None or (self.public and answer.redacted is not None):
            return []
        return answer.comments

    # As files

    def as_csv(self) -> Iterator[str]:
        yield BOM
        yield from csv_lines(self.head(), self.lines())

    def as_json(self) -> Iterator[str]:
        """A JSON list, written row by row."""
        yield "["
        for number, (row, answers, names) in enumerate(every(self.rows, self.names, self.check)):
            yield json_line(self.body(self.line(row, answers, names), answers), first=not number)
        yield JSON_FOOT


JSON_FOOT = "\n]\n"


def json_line(body: dict[str, Any], *, first: bool) -> str:
    return ("\n" if first else ",\n") + json.dumps(body, ensure_ascii=False)
