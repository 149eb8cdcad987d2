"""The figures of a consultation: who responded, by which way, and how each closed question was answered."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, Func, Max, Min, Q
from django.utils import timezone

from engagement.consultations import files, whose
from engagement.consultations.enums import (
    OPEN_TEXT,
    WITH_OPTIONS,
    Capacity,
    Channel,
    FormatState,
    QuestionKind,
    ResponseState,
)
from engagement.consultations.models import Answer, Consultation, EqualityAnswer, Question
from engagement.consultations.structure import questionnaire
from foundation.directory.enums import Nation

FEWEST = 5  # below this a count of people is not shown


@dataclass(frozen=True, slots=True)
class Tally:
    label: str
    value: int


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    question: Question
    answered: int
    counts: list[Tally]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    received: int
    excluded: int
    organisations: int
    by_capacity: list[Tally]
    by_channel: list[Tally]
    by_nation: list[Tally]
    questions: list[QuestionFigures]


def summary(consultation: Consultation) -> Summary:
    rows = consultation.responses.counted()
    figures = rows.aggregate(
        received=Count("pk"),
        excluded=Count("pk", filter=Q(state=ResponseState.EXCLUDED)),
    )
    return Summary(
        **figures,
        organisations=whose.many(whose.spellings(rows)),
        by_capacity=_by(rows, "capacity", Capacity),
        by_channel=_by(rows, "channel", Channel),
        by_nation=_by(rows, "nation", Nation),
        questions=[_question(consultation, question) for question in questionnaire(consultation).questions()],
    )


def _by(rows: Any, name: str, words: Any) -> list[Tally]:
    found = rows.order_by().values(name).annotate(many=Count("pk")).order_by("-many", name)
    return [Tally(str(words(row[name]).label), row["many"]) for row in found if row[name]]


def _question(consultation: Consultation, question: Question) -> QuestionFigures:
    answers = Answer.objects.filter(question=question, response__state=ResponseState.SUBMITTED)
    if question.kind == QuestionKind.FILE:
        return QuestionFigures(
            question, files.answered(question, consultation.responses.included()), [], "Files"
        )
    answered = answers.count()
    if question.kind == QuestionKind.RANKING:
        return QuestionFigures(
            question, answered, _firsts(question, answers), "How often each was placed first"
        )
    if question.kind in WITH_OPTIONS:
        return QuestionFigures(question, answered, _options(question, answers))
    if question.kind == QuestionKind.SCALE:
        return QuestionFigures(question, answered, _points(question, answers))
    if question.kind == QuestionKind.NUMBER:
        return QuestionFigures(question, answered, [], _spread(answers))
    note = "Free text" if question.kind in OPEN_TEXT else ""
    return QuestionFigures(question, answered, [], note)


def _options(question: Question, answers: Any) -> list[Tally]:
    each = Func("choices", function="unnest")
    found = dict(answers.order_by().annotate(key=each).values_list("key").annotate(many=Count("pk")))
    return [Tally(question.label_of(key), found.get(key, 0)) for key in question.option_keys]


def _firsts(question: Question, answers: Any) -> list[Tally]:
    found = dict(answers.order_by().values_list("choices__0").annotate(many=Count("pk")))
    return [Tally(question.label_of(key), found.get(key, 0)) for key in question.option_keys]


def _points(question: Question, answers: Any) -> list[Tally]:
    rows = answers.order_by().values_list("number").annotate(many=Count("pk"))
    found = {int(number): many for number, many in rows if number is not None}
    span = range(*question.points)
    return [Tally(str(point), found.get(point, 0)) for point in span]


def _spread(answers: Any) -> str:
    found = answers.aggregate(low=Min("number"), mean=Avg("number"), high=Max("number"))
    if found["low"] is None:
        return ""
    return f"Lowest {found['low']:.6g}, mean {found['mean']:.6g}, highest {found['high']:.6g}"


def is_over(consultation: Consultation) -> bool:
    """Nobody can add to it any more: figures of people never move by one, which would tell who it was.

    Whoever waits for another format will have time yet, however long ago they asked.
    """
    now = timezone.now()
    if (
        consultation.takes_responses(now=now)
        or consultation.closing_at is None
        or now < consultation.closing_at
    ):
        return False
    more_time = Q(response__extended_until__gte=now)
    waiting = Q(state__in=[FormatState.REQUESTED, FormatState.PRODUCTION])
    return not consultation.format_requests.filter(more_time | waiting).exists()


def monitoring(consultation: Consultation) -> dict[str, list[tuple[str, str]]]:
    """Who took part, as they described themselves; small groups are hidden, and what would give them away."""
    found = {}
    for name in ("age", "sex", "disability", "ethnic_group", "religion", "orientation"):
        rows = EqualityAnswer.objects.filter(consultation=consultation).order_by().values_list(name)
        counts = sorted(rows.annotate(many=Count("pk")), key=lambda row: row[0])
        found[name] = suppress([(value or "not said", many) for value, many in counts])
    return found


def suppress(counts: list[tuple[str, int]]) -> list[tuple[str, str]]:
    """Counts under five are hidden, and the next smallest with them until two or more hide five or more people.

    All questions have the same total, so what is hidden of one can be added up from another.
    """
    hidden: set[str] = set()
    together = 0
    for value, many in sorted(counts, key=lambda row: (row[1], row[0])):
        if many >= FEWEST and (not hidden or (len(hidden) > 1 and together >= FEWEST)):
            break
        hidden.add(value)
        together += many
    return [(value, "fewer than 5 or hidden" if value in hidden else f"{many:,}") for value, many in counts]
