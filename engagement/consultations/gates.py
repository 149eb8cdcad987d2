"""The gates of the consultation principles: what stops a publication, and what its authors are warned of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from engagement.consultations import seasons
from engagement.consultations.enums import OPEN_TEXT
from engagement.consultations.models import Consultation, PreElectionPeriod
from engagement.consultations.querysets import public_now
from engagement.consultations.skipping import problems
from engagement.consultations.structure import Questionnaire, read
from foundation.common.words import day
from foundation.common.workingdays import local_date

SHORT, VERY_SHORT = timedelta(weeks=12), timedelta(weeks=6)
MANY_QUESTIONS, LONG_QUESTION = 25, 30  # questions; words


@dataclass(frozen=True, slots=True)
class Gate:
    """`stops`: nothing is published before it is mended; else a warning. `part` is where to mend it."""

    code: str
    text: str
    part: str
    stops: bool = True


def gates(
    consultation: Consultation, form: Questionnaire | None = None, *, public_at: datetime | None = None
) -> list[Gate]:
    """`public_at`: when it would be published; without it, now."""
    form = form or read(consultation)
    return [
        *_said(consultation),
        *_length(consultation, public_at),
        *_season(consultation, public_at),
        *_burden(consultation),
        *_questions(form),
        *_languages(consultation, form),
    ]


def stops(consultation: Consultation, *, public_at: datetime | None = None) -> list[Gate]:
    return [gate for gate in gates(consultation, public_at=public_at) if gate.stops]


PRINCIPLES = (
    ("purpose", "Say what the consultation is for"),
    ("undecided_points", "Name the points that are still undecided"),
    ("already_decided", "Name what is already decided, or write “Nothing is decided yet”"),
    ("decision_stage", "Say at which stage the decision is"),
    ("civil_society_impact", "Say what it would mean for civil society"),
    ("decision_maker_role", "Say who decides"),
    ("principles_considered", "Confirm that you have considered the consultation principles"),
)
DETAILS = (
    ("summary", "Write a summary"),
    ("opening_at", "Set the opening date"),
    ("closing_at", "Set the closing date"),
    ("nations", "Say in which nations it applies"),
)


def _said(consultation: Consultation) -> Iterator[Gate]:
    for part, wanted in (("details", DETAILS), ("principles", PRINCIPLES)):
        for name, sentence in wanted:
            if not getattr(consultation, name):
                yield Gate(f"missing_{name}", sentence, part)
    if "consultation" in consultation.title.lower():
        text = "The title need not hold the word “consultation”: GOV.UK leaves it out"
        yield Gate("title_word", text, "details", stops=False)


def _length(consultation: Consultation, public_at: datetime | None) -> Iterator[Gate]:
    """Under twelve weeks a reason is given in public; under six there is a warning besides."""
    length, opens_at = consultation.length(public_at), consultation.opens_at(public_at)
    if length is None or opens_at is None:
        return
    late = opens_at > consultation.opening_at
    if length < SHORT and not consultation.length_reason:
        counted = f", counted from {day(local_date(opens_at))}, when people can first read it" if late else ""
        text = f"It is open for {in_weeks(length)}{counted}. Give a reason for less than 12 weeks"
        yield Gate("short", text, "principles")
    if length < VERY_SHORT:
        text = "It is open for less than 6 weeks: small organisations without staff may be shut out"
        yield Gate("very_short", text, "principles", stops=False)
    if late and local_date(opens_at) > local_date(consultation.opening_at):
        text = f"Its opening date is {day(consultation.opening_at)}, and nobody can read it before {day(opens_at)}"
        yield Gate("opens_late", text, "details", stops=False)
    if consultation.closing_at < timezone.now():
        yield Gate("closed", "The closing date has passed", "details")


def in_weeks(length: timedelta) -> str:
    weeks = length.days // 7
    return "less than a week" if not weeks else "1 week" if weeks == 1 else f"{weeks} weeks"


def _season(consultation: Consultation, public_at: datetime | None) -> Iterator[Gate]:
    opens_at = consultation.opens_at(public_at)
    if opens_at is None or consultation.closing_at is None:
        return
    opens, closes = local_date(opens_at), local_date(consultation.closing_at)
    for season in seasons.clashes(opens, closes):
        text = f"It runs over {season.name} for {season.days} days, when many people are away"
        yield Gate(f"season_{season.code}", text, "details", stops=False)
    yield from _elections(consultation, opens)


def _elections(consultation: Consultation, opens: date) -> Iterator[Gate]:
    """Nothing is launched in a pre-election period save where it must; then the reason is kept."""
    found = PreElectionPeriod.objects.filter(starts_on__lte=opens, ends_on__gte=opens)
    for period in found:
        concerned = not period.nations or set(period.nations) & set(consultation.nations)
        if concerned and not consultation.pre_election_reason:
            text = f"It would open in the pre-election period “{period.name}”. Move it, or say why it must"
            yield Gate("pre_election", text, "principles")


def overlapping(consultation: Consultation) -> list[Consultation]:
    """Other consultations, public or planned, that ask the same kinds of organisations at the same time."""
    if consultation.opening_at is None or consultation.closing_at is None or not consultation.audience:
        return []
    others = Consultation.objects.filter(
        public_now() | Q(workflow="scheduled"),
        opening_at__lte=consultation.closing_at,
        publish_at__lte=consultation.closing_at,
        closing_at__gte=consultation.opens_at(),
        audience__overlap=consultation.audience,
        nations__overlap=consultation.nations,
    ).exclude(Q(pk=consultation.pk) | Q(workflow="withdrawn"))
    return list(others.select_related("department").order_by("opening_at", "pk")[:20])


def _burden(consultation: Consultation) -> Iterator[Gate]:
    for other in overlapping(consultation):
        text = f"“{other.title}” ({other.department.code}) asks the same organisations at the same time"
        yield Gate("burden", text, "details", stops=False)


def _questions(form: Questionnaire) -> Iterator[Gate]:
    questions = list(form.questions())
    if not questions:
        yield Gate("no_questions", "Add at least one question", "questions")
    for problem in problems(form) if questions else ():
        name = f"Question {problem.question.key}: " if problem.question else ""
        yield Gate(f"skip_{problem.code}", name + problem.text, "questions")
    if len(questions) > MANY_QUESTIONS:
        text = f"There are {len(questions)} questions. Ask only what you will use"
        yield Gate("many_questions", text, "questions", stops=False)
    for question in questions:
        if len(question.text.split()) > LONG_QUESTION:
            text = f"Question {question.key} is long. A shorter one is understood by more people"
            yield Gate("long_question", text, "questions", stops=False)


def _languages(consultation: Consultation, form: Questionnaire) -> Iterator[Gate]:
    """What concerns Wales is bilingual; an easy-read version is advised where text is asked for."""
    if "wales" in consultation.nations:
        lacking = sum(not question.text_cy for question in form.questions())
        if lacking:
            what = "1 question has" if lacking == 1 else f"{lacking} questions have"
            yield Gate("welsh", f"It applies in Wales, and {what} no Welsh version", "questions", stops=False)
        if not consultation.title_cy or not consultation.summary_cy:
            text = "It applies in Wales, and its title or summary has no Welsh version"
            yield Gate("welsh_page", text, "details", stops=False)
    if any(not question.text_easy for question in form.questions() if question.kind in OPEN_TEXT):
        yield Gate("easy_read", "Some questions have no easy-read version", "questions", stops=False)
