"""The coding frame. Each verb makes the next version of the question's frame and keeps what it changed."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max

from engagement.consultations.analysis import rules
from engagement.consultations.analysis.enums import ThemeState, ThemeVerb
from engagement.consultations.analysis.models import CodedTheme, Coding, Quote, Theme, ThemeChange
from engagement.consultations.models import Question
from foundation import audit
from foundation.common.errors import Invalid, WrongState

DEPTH = 3
MOST = 200


@transaction.atomic
def add_theme(
    *, question: Question, by: Any, title: str, description: str = "", parent: Theme | None = None
) -> Theme:
    """Add a theme to the frame, at the top or below another."""
    _lock(question, by=by)
    _must_be_new(question, title)
    if question.themes.filter(state=ThemeState.ACTIVE).count() >= MOST:
        raise Invalid({"title": [f"A frame holds {MOST} themes at most"]})
    _must_fit(parent, question)
    last = question.themes.aggregate(last=Max("position"))["last"] or 0
    row = Theme.objects.create(
        question=question, title=title, description=description, parent=parent, position=last + 1
    )
    return _changed(row, ThemeVerb.ADDED, by=by, after=_facts(row))


@transaction.atomic
def change_theme(*, theme: Theme, by: Any, title: str, description: str = "") -> Theme:
    """Reword a theme; what was coded stays with it."""
    row = _take(theme, by=by)
    if title.casefold() != row.title.casefold():
        _must_be_new(row.question, title)
    before = _facts(row)
    row.title, row.description = title, description
    return _changed(row, ThemeVerb.CHANGED, by=by, before=before, after=_facts(row))


@transaction.atomic
def move_theme(*, theme: Theme, by: Any, parent: Theme | None) -> Theme:
    """Put a theme, with what is below it, under another or at the top."""
    row = _take(theme, by=by)
    if parent is not None and row.pk in {each.pk for each in ancestors(parent)}:
        raise Invalid({"parent": ["A theme cannot be put below itself"]})
    _must_fit(parent, row.question, below=_height(row))
    before = _facts(row)
    row.parent = parent
    return _changed(row, ThemeVerb.MOVED, by=by, before=before, after=_facts(row))


@transaction.atomic
def merge_theme(*, theme: Theme, into: Theme, by: Any) -> Theme:
    """One theme becomes part of another: its answers, quotes and sub-themes go with it."""
    row = _take(theme, by=by)
    if into.pk == row.pk or into.question_id != row.question_id or into.state != ThemeState.ACTIVE:
        raise Invalid({"into": ["Select another theme of this question"]})
    if row.pk in {each.pk for each in ancestors(into)}:
        raise Invalid({"into": ["A theme cannot be merged into one below itself"]})
    codings = list(row.coded.values_list("coding_id", flat=True))
    _carry(codings, row, into)
    moved = Quote.objects.filter(theme=row).exclude(
        answer__in=Quote.objects.filter(theme=into).values("answer")
    )
    moved.update(theme=into)
    row.children.filter(state=ThemeState.ACTIVE).update(parent=into)
    row.state, row.merged_into = ThemeState.MERGED, into
    return _changed(
        row, ThemeVerb.MERGED, by=by, before=_facts(row), after={"into": into.pk, "codings": codings}
    )


@transaction.atomic
def split_theme(
    *, theme: Theme, by: Any, title: str, codings: Iterable[Coding], description: str = ""
) -> Theme:
    """A new theme beside this one takes the chosen answers over; the others stay."""
    row = _take(theme, by=by)
    chosen = [coding.pk for coding in codings if coding.question_id == row.question_id]
    if not chosen:
        raise Invalid({"codings": ["Select the answers that belong to the new theme"]})
    new = add_theme(question=row.question, by=by, title=title, description=description, parent=row.parent)
    taken = list(row.coded.filter(coding__in=chosen).values_list("coding_id", flat=True))
    _carry(taken, row, new)
    return _changed(new, ThemeVerb.SPLIT, by=by, before={"from": row.pk}, after={"codings": taken})


@transaction.atomic
def retire_theme(*, theme: Theme, by: Any) -> Theme:
    """Take a theme out of the frame. One that is in use is merged, never dropped."""
    row = _take(theme, by=by)
    if row.coded.exists():
        raise WrongState("Answers are coded with this theme. Merge it into another instead.")
    if row.children.filter(state=ThemeState.ACTIVE).exists():
        raise WrongState("There are themes below this one. Move them first.")
    row.state = ThemeState.RETIRED
    return _changed(row, ThemeVerb.RETIRED, by=by, before=_facts(row))


def frame_version(question: Question) -> int:
    return question.theme_changes.aggregate(last=Max("number"))["last"] or 0


def ancestors(theme: Theme | None) -> list[Theme]:
    """The theme itself and those above it."""
    line: list[Theme] = []
    while theme is not None and len(line) <= DEPTH:
        line.append(theme)
        theme = theme.parent
    return line


def _lock(question: Question, *, by: Any) -> Question:
    """One change of a frame at a time."""
    row = Question.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=question.pk)
    rules.check(by, row.consultation)
    return row


def _take(theme: Theme, *, by: Any) -> Theme:
    _lock(theme.question, by=by)
    row = Theme.objects.select_related("question", "parent").get(pk=theme.pk)
    if row.state != ThemeState.ACTIVE:
        raise WrongState("This theme is no longer in the frame.")
    return row


def _must_be_new(question: Question, title: str) -> None:
    if question.themes.filter(state=ThemeState.ACTIVE, title__iexact=title).exists():
        raise Invalid({"title": ["There is a theme with this title already"]})


def _must_fit(parent: Theme | None, question: Question, below: int = 1) -> None:
    if parent is None:
        return
    if parent.question_id != question.pk or parent.state != ThemeState.ACTIVE:
        raise Invalid({"parent": ["Select a theme of this question"]})
    if len(ancestors(parent)) + below > DEPTH:
        raise Invalid({"parent": [f"Themes are nested {DEPTH} deep at most"]})


def _height(theme: Theme) -> int:
    below = [_height(child) for child in theme.children.filter(state=ThemeState.ACTIVE)]
    return 1 + max(below, default=0)


def _carry(codings: list[int], theme: Theme, other: Theme) -> None:
    CodedTheme.objects.bulk_create(
        [CodedTheme(coding_id=pk, theme=other) for pk in codings], ignore_conflicts=True
    )
    CodedTheme.objects.filter(theme=theme, coding__in=codings).delete()


def _facts(row: Theme) -> dict[str, Any]:
    return {"title": row.title, "description": row.description, "parent": row.parent_id}


def _changed(
    row: Theme,
    verb: str,
    *,
    by: Any,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Theme:
    row.version += 1
    row.save()
    number = frame_version(row.question) + 1
    ThemeChange.objects.create(
        question=row.question,
        number=number,
        theme=row,
        verb=verb,
        before=before or {},
        after=after or {},
        by=by,
    )
    audit.record(by=by, verb=f"theme.{verb}", target=row, after=row.state, frame=number)
    return row
