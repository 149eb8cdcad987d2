"""The sender changed a response before the close: nothing that was made of the old words outlives them."""

from django.utils import timezone

from engagement.consultations.analysis.actions.marks import everywhere, follow_redactions
from engagement.consultations.analysis.actions.outcome import speakers
from engagement.consultations.analysis.models import Coding, Quote, Theme
from engagement.consultations.models import Answer, Response
from foundation import audit
from foundation.common.actors import SYSTEM


def follow(response: Response) -> None:
    """Redactions stay on words that are still there, quotes go with theirs, codings are open again."""
    follow_redactions(response)
    quotes = _follow_quotes(response)
    codings = _reopen(response)
    ties = _untie(response)
    if quotes or codings or ties:
        audit.record(
            by=SYSTEM, verb="response.to_reread", target=response, codings=codings, quotes=quotes, ties=ties
        )


def _follow_quotes(response: Response) -> int:
    """A quote moves along with its words, and is gone with them. Says how many are gone."""
    gone: list[int] = []
    taken: set[tuple[int, int, int]] = set()
    for mark in Quote.objects.filter(answer__response=response).select_related("answer").order_by("pk"):
        places = [
            start
            for start in everywhere(mark.answer.text, mark.passage)
            if (mark.answer_id, mark.theme_id, start) not in taken
        ]
        if not places:
            gone.append(mark.pk)
            continue
        start = min(places, key=lambda place: abs(place - mark.start))
        taken.add((mark.answer_id, mark.theme_id, start))
        _place(mark, start)
    Quote.objects.filter(pk__in=gone).delete()
    return len(gone)


def _place(mark: Quote, start: int) -> None:
    if start != mark.start:
        mark.start, mark.end = start, start + len(mark.passage)
        mark.save(update_fields=["start", "end"])


def _reopen(response: Response) -> int:
    """Codings of words that are no longer said wait to be read again. Says how many."""
    rows = Coding.objects.select_for_update(of=("self",)).filter(answer__response=response)
    stale = [
        row
        for row in rows.filter(done_at__isnull=False).select_related("answer")
        if not _holds(row, row.answer)
    ]
    for row in stale:
        row.done_at, row.claimed_until = None, None
        row.version += 1
    Coding.objects.bulk_update(stale, ["done_at", "claimed_until", "version"])
    return len(stale)


def _holds(row: Coding, answer: Answer) -> bool:
    if row.words is None:
        return answer.changed_at <= (row.done_at or timezone.now())
    return row.words == answer.text


def _untie(response: Response) -> int:
    """What ties it to themes of the outcome that came from the frame holds while its words are coded so."""
    ties = response.contributions.filter(
        theme__in=Theme.objects.filter(outcome__isnull=False).values("outcome")
    )
    lost = [
        tie.pk
        for tie in ties
        if not any(
            speakers(theme).filter(pk=response.pk).exists()
            for theme in Theme.objects.filter(outcome=tie.theme_id)
        )
    ]
    response.contributions.filter(pk__in=lost).delete()
    return len(lost)
