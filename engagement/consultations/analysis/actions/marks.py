"""Passages: quotes that speak for a theme, and redactions with a reason before anything is published."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from engagement.consultations.analysis import rules
from engagement.consultations.analysis.enums import RedactionReason, ThemeState
from engagement.consultations.analysis.models import Quote, Redaction, Theme
from engagement.consultations.models import Answer, Response
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

    The answer itself stays as it was sent. Nothing else writes `Answer.redacted`.
    """
    row = _take(answer, by=by)
    if reason not in RedactionReason.values:
        raise Invalid({"reason": ["Select a reason from the list"]})
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
    redaction.delete()
    _apply(row)
    audit.record(by=by, verb="response.unredacted", target=row.response, reason=redaction.reason)


def follow_redactions(response: Response) -> None:
    """What was taken out stays out wherever the new wording still says it.

    Marks whose words are gone go too; officials read the new wording before they publish it.
    """
    marks = Redaction.objects.filter(answer__response=response).select_related("answer", "by").order_by("pk")
    by_answer: dict[Answer, dict[str, Redaction]] = {}
    for mark in marks:
        by_answer.setdefault(mark.answer, {}).setdefault(mark.passage, mark)
    for answer, passages in by_answer.items():
        answer.redaction_marks.all().delete()
        Redaction.objects.bulk_create(
            Redaction(
                answer=answer,
                start=start,
                end=start + len(passage),
                passage=passage,
                reason=mark.reason,
                by=mark.by,
                at=mark.at,
            )
            for passage, mark in passages.items()
            for start in everywhere(answer.text, passage)
        )
        _apply(answer)


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


def _apply(row: Answer) -> None:
    """What the public reads of the response is another from now on, and whoever keeps a copy of it sees that."""
    row.redacted = redacted(row.text, list(row.redaction_marks.all()))
    row.save(update_fields=["redacted"])
    Response.objects.filter(pk=row.response_id).update(updated_at=timezone.now())


def _take(answer: Answer, *, by: Any) -> Answer:
    rows = Answer.objects.select_for_update(of=("self",)).select_related("response__consultation", "question")
    row = rows.get(pk=answer.pk)
    rules.check(by, row.response.consultation)
    return row
