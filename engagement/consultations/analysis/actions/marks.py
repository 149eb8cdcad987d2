"""Passages: quotes that speak for a theme, and redactions with a reason before anything is published."""

from typing import Any

from django.db import transaction

from engagement.consultations.analysis import rules
from engagement.consultations.analysis.enums import RedactionReason, ThemeState
from engagement.consultations.analysis.models import Quote, Redaction, Theme
from engagement.consultations.models import Answer
from foundation import audit
from foundation.common.errors import Invalid


@transaction.atomic
def mark_quote(*, answer: Answer, theme: Theme, passage: str, by: Any) -> Quote:
    """Mark words of an answer as speaking for a theme."""
    row = _take(answer, by=by)
    if theme.question_id != row.question_id or theme.state != ThemeState.ACTIVE:
        raise Invalid({"theme": ["Select a theme of this question"]})
    start = find(row.text, passage)
    quote, new = Quote.objects.get_or_create(
        answer=row,
        theme=theme,
        start=start,
        end=start + len(passage),
        defaults={"passage": passage, "by": by},
    )
    if new:
        audit.record(by=by, verb="answer.quoted", target=row.response, theme=theme.pk)
    return quote


@transaction.atomic
def unmark_quote(*, quote: Quote, by: Any) -> None:
    row = _take(quote.answer, by=by)
    quote.delete()
    audit.record(by=by, verb="answer.unquoted", target=row.response, theme=quote.theme_id)


@transaction.atomic
def redact(*, answer: Answer, passage: str, reason: str, by: Any) -> list[Redaction]:
    """Take words out of what the public will read, wherever the answer has them.

    The answer itself stays as it was sent.
    """
    row = _take(answer, by=by)
    if reason not in RedactionReason.values:
        raise Invalid({"reason": ["Select a reason from the list"]})
    _by_marks_alone(row)
    find(row.text, passage)
    made = [
        Redaction.objects.get_or_create(
            answer=row,
            start=start,
            end=start + len(passage),
            defaults={"passage": passage, "reason": reason, "by": by},
        )[0]
        for start in everywhere(row.text, passage)
    ]
    _apply(row)
    audit.record(by=by, verb="response.redacted", target=row.response, reason=reason, passages=len(made))
    return made


@transaction.atomic
def unredact(*, redaction: Redaction, by: Any) -> None:
    """Show the words again."""
    row = _take(redaction.answer, by=by)
    _by_marks_alone(row)
    redaction.delete()
    _apply(row)
    audit.record(by=by, verb="response.unredacted", target=row.response, reason=redaction.reason)


def find(text: str, passage: str) -> int:
    """Where the words stand first; refuses what the answer does not say."""
    if not passage.strip():
        raise Invalid({"passage": ["Enter the words to mark"]})
    start = text.find(passage)
    if start < 0:
        raise Invalid(
            {"passage": ["These words are not in the answer. Copy them exactly as they stand there."]}
        )
    return start


def everywhere(text: str, passage: str) -> list[int]:
    places, at = [], text.find(passage)
    while at >= 0:
        places.append(at)
        at = text.find(passage, at + len(passage))
    return places


def redacted(text: str, redactions: list[Redaction]) -> str | None:
    """The text without the marked words, each passage replaced by its reason; None when nothing is taken out.

    Marks of an earlier wording of the answer do not fit and are passed over: what they hid must be marked anew.
    """
    fitting = sorted(
        (r for r in redactions if text[r.start : r.end] == r.passage), key=lambda r: (r.start, -r.end)
    )
    parts, at = [], 0
    for mark in fitting:
        if mark.start >= at:
            parts += [text[at : mark.start], f"[removed: {mark.get_reason_display().lower()}]"]
        at = max(at, mark.end)
    return "".join([*parts, text[at:]]) if fitting else None


def _by_marks_alone(row: Answer) -> None:
    """What was redacted by hand is not undone by a mark: the marks know nothing of it."""
    if row.redacted is not None and row.redacted != redacted(row.text, list(row.redaction_marks.all())):
        sentence = "This answer was redacted by hand on the page of its response. Change it there."
        raise Invalid({"passage": [sentence]})


def _apply(row: Answer) -> None:
    row.redacted = redacted(row.text, list(row.redaction_marks.all()))
    row.save(update_fields=["redacted"])


def _take(answer: Answer, *, by: Any) -> Answer:
    rows = Answer.objects.select_for_update(of=("self",)).select_related("response__consultation", "question")
    row = rows.get(pk=answer.pk)
    rules.check(by, row.response.consultation)
    return row
