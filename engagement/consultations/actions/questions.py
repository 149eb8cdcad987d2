"""The builder: sections and questions, added, changed, moved and removed. Each change is a new form version."""

from typing import Any

from django.db import transaction
from django.db.models import F, Max

from engagement.consultations import files
from engagement.consultations.actions.steps import take_to_edit, touch
from engagement.consultations.enums import WITH_OPTIONS, QuestionKind, ResponseState
from engagement.consultations.models import Consultation, Question, Response, Section
from foundation.common.errors import Invalid

SECTION = {"title", "title_cy", "guidance", "guidance_cy"}
QUESTION = {
    *("kind", "text", "text_cy", "text_easy", "guidance", "guidance_cy", "rationale", "required"),
    *("max_length", "minimum", "maximum", "low_label", "high_label", "options", "passages", "show_if"),
}
MOST_SECTIONS, MOST_QUESTIONS, MOST_OPTIONS = 50, 200, 50


def _changed(row: Consultation, by: Any, verb: str, **facts: Any) -> None:
    row.form_version += 1
    touch(row, by=by, verb=verb, **facts)


def _next(rows: Any) -> int:
    return (rows.aggregate(last=Max("position"))["last"] or 0) + 1


@transaction.atomic
def add_section(*, consultation: Consultation, by: Any, **said: Any) -> Section:
    """Add a page of questions at the end."""
    row = take_to_edit(consultation, by=by)
    if row.sections.count() >= MOST_SECTIONS:
        raise Invalid(f"A consultation has {MOST_SECTIONS} sections at most.")
    section = Section.objects.create(consultation=row, position=_next(row.sections), **_known(said, SECTION))
    _changed(row, by, "section_added", position=section.position)
    return section


@transaction.atomic
def save_section(*, consultation: Consultation, section: Section, by: Any, **said: Any) -> Section:
    row = take_to_edit(consultation, by=by)
    for name, value in _known(said, SECTION).items():
        setattr(section, name, value)
    section.save()
    _changed(row, by, "section_saved", position=section.position)
    return section


@transaction.atomic
def remove_section(*, consultation: Consultation, section: Section, by: Any) -> None:
    """Remove a section with its questions; those behind it move up, and what led to them still does. What led to it
    goes on to the next section.
    """
    row = take_to_edit(consultation, by=by)
    _refuse_answered(section.questions.all())
    position = section.position
    section.delete()
    behind = range(position + 1, row.sections.count() + 2)
    _lead(row, {position: None} | {number: number - 1 for number in behind})
    row.sections.filter(position__gt=position).update(position=F("position") - 1)
    _changed(row, by, "section_removed", position=position)


@transaction.atomic
def move_section(*, consultation: Consultation, section: Section, up: bool, by: Any) -> None:
    row = take_to_edit(consultation, by=by)
    other = row.sections.filter(position=section.position + (-1 if up else 1)).first()
    if other is not None:
        section.position, other.position = other.position, section.position
        section.save(update_fields=["position"])
        other.save(update_fields=["position"])
        _lead(row, {section.position: other.position, other.position: section.position})
        _changed(row, by, "section_moved", position=section.position)


def _lead(row: Consultation, moved: dict[int, int | None]) -> None:
    """Options lead to the section that they led to, wherever it stands now."""
    for question in row.questions.exclude(options=[]):
        before = [option.get("goes_to") for option in question.options]
        after = [moved.get(target, target) if target is not None else None for target in before]
        if after != before:
            pairs = zip(question.options, after, strict=True)
            question.options = [option | {"goes_to": target} for option, target in pairs]
            question.save(update_fields=["options"])


@transaction.atomic
def add_question(*, consultation: Consultation, section: Section, by: Any, **said: Any) -> Question:
    """Add a question of any kind at the end of a section; its key is for exports and imports and never changes."""
    row = take_to_edit(consultation, by=by)
    if row.questions.count() >= MOST_QUESTIONS:
        raise Invalid(f"A consultation has {MOST_QUESTIONS} questions at most.")
    question = Question(
        consultation=row,
        section=section,
        key=said.pop("key", "") or _key(row),
        position=_next(section.questions),
        **_known(said, QUESTION),
    )
    _check(question)
    question.save()
    _changed(row, by, "question_added", key=question.key, kind=question.kind)
    return question


def _key(row: Consultation) -> str:
    taken = set(row.questions.values_list("key", flat=True))
    return next(f"q{number}" for number in range(1, len(taken) + 2) if f"q{number}" not in taken)


@transaction.atomic
def save_question(*, consultation: Consultation, question: Question, by: Any, **said: Any) -> Question:
    """Change a question. On a page that was taken away again drafts may answer it already: what they said to another
    kind of question, other options or another document is dropped, and asked for anew.
    """
    row = take_to_edit(consultation, by=by)
    before = _shape(question)
    for name, value in _known(said, QUESTION).items():
        setattr(question, name, value)
    _check(question)
    question.save()
    dropped = 0
    if _shape(question) != before:
        dropped = question.answers.filter(response__state=ResponseState.DRAFT).delete()[0]
    _changed(row, by, "question_saved", key=question.key, dropped=dropped)
    return question


def _shape(question: Question) -> tuple[Any, ...]:
    texts = [(each["id"], each["text"], each.get("text_cy", "")) for each in question.passages]
    return question.kind, question.option_keys, texts


@transaction.atomic
def remove_question(*, consultation: Consultation, question: Question, by: Any) -> None:
    row = take_to_edit(consultation, by=by)
    _refuse_answered([question])
    key = question.key
    question.delete()
    _changed(row, by, "question_removed", key=key)


@transaction.atomic
def move_question(*, consultation: Consultation, question: Question, up: bool, by: Any) -> None:
    """Up or down within its section."""
    row = take_to_edit(consultation, by=by)
    around = question.section.questions.order_by("position")
    other = (
        around.filter(position__lt=question.position).last()
        if up
        else around.filter(position__gt=question.position).first()
    )
    if other is not None:
        question.position, other.position = other.position, question.position
        question.save(update_fields=["position"])
        other.save(update_fields=["position"])
        _changed(row, by, "question_moved", key=question.key)


def _known(said: dict[str, Any], known: set[str]) -> dict[str, Any]:
    if unknown := set(said) - known:
        raise ValueError(f"{sorted(unknown)} is not something its authors say here")
    return said


def _refuse_answered(questions: Any) -> None:
    if any(question.answers.exists() or _has_files(question) for question in questions):
        raise Invalid("This question has answers already, so it stays.")


def _has_files(question: Question) -> bool:
    responses = Response.objects.filter(consultation=question.consultation_id)
    return question.kind == QuestionKind.FILE and files.answered(question, responses) > 0


def _check(question: Question) -> None:
    """What its kind needs is there, and options can be told apart."""
    if question.kind in WITH_OPTIONS:
        _check_options(question)
    else:
        question.options = []
    if question.kind == QuestionKind.DOCUMENT and not question.passages:
        raise Invalid({"passages": ["Enter the text of the document"]})
    names = [passage["id"] for passage in question.passages]
    if len(set(names)) < len(names) or any("__" in name for name in names):
        raise Invalid(
            {"passages": ["Give each passage a short name of its own, without two underscores in a row"]}
        )
    if question.kind == QuestionKind.SCALE:
        question.minimum = 1 if question.minimum is None else question.minimum
        question.maximum = 5 if question.maximum is None else question.maximum
        if question.maximum - question.minimum > 10:
            raise Invalid({"maximum": ["A scale has 11 points at most"]})
    if None not in (question.minimum, question.maximum) and question.maximum <= question.minimum:
        raise Invalid({"maximum": ["The highest number must be above the lowest"]})


def _check_options(question: Question) -> None:
    keys = question.option_keys
    if not 2 <= len(keys) <= MOST_OPTIONS:
        raise Invalid({"options": [f"Enter 2 to {MOST_OPTIONS} options, one a line"]})
    if len(set(keys)) < len(keys):
        raise Invalid({"options": ["Two options are the same"]})
