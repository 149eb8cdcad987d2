"""A run for draft themes, in steps that survive the worker: learn from a sample, then place answers in batches.

The row says what is to be done. A worker takes it for a few minutes; if it dies, the next sweep lets another go on
from the last batch that was written.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from engagement.consultations.analysis import queues
from engagement.consultations.analysis.enums import RunState
from engagement.consultations.analysis.models import Proposal, Suggestion, ThemeRun
from engagement.consultations.themes.placing import Placer

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
ATTEMPTS = 3
BATCH = 1000
# Learnt from so many answers at most; a campaign's text is one of them.
MOST_READ = 5000


def work() -> int:
    """Work on what waits, one run after the other. Returns how many were finished."""
    finished = 0
    while (run := _take()) is not None:
        with _told(run):
            if run.state == RunState.LEARNING:
                _learn(run)
            while run.state == RunState.PLACING:
                _place(run)
            finished += 1
    return finished


@transaction.atomic
def _take() -> ThemeRun | None:
    """The oldest run that waits or was left lying; a third worker that dies over it is the last."""
    now = timezone.now()
    left = Q(state__in=[RunState.LEARNING, RunState.PLACING], lease_until__lt=now)
    rows = ThemeRun.objects.select_for_update(skip_locked=True).filter(Q(state=RunState.WAITING) | left)
    run = rows.order_by("pk").first()
    if run is None:
        return None
    if run.attempts >= ATTEMPTS:
        _stop(run, "It stopped three times. Ask for draft themes again, or read on without them.")
        return _take()
    if run.state == RunState.WAITING:
        run.state = RunState.LEARNING
    run.attempts, run.lease_until = run.attempts + 1, now + LEASE
    run.save()
    return run


@contextmanager
def _told(run: ThemeRun) -> Iterator[None]:
    """A failure is written on the run, where whoever asked for it looks."""
    try:
        yield
    except Exception:
        logger.exception("draft themes could not be found", extra={"run": run.pk})
        run.refresh_from_db()
        _stop(run, "Something went wrong. It was reported; you can ask for draft themes again.")


def _stop(run: ThemeRun, problem: str) -> None:
    run.state, run.problem, run.finished_at = RunState.FAILED, problem, timezone.now()
    run.lease_until = None
    run.save()


def _learn(run: ThemeRun) -> None:
    """Proposals from a sample of different texts.

    Written at once, so a run that died here begins here again.
    """
    from engagement.consultations.themes.learning import learn

    rows = list(_different(run))
    drafts = learn([text for _pk, text in rows], said=lambda step: _say(run, step))
    with transaction.atomic():
        run.proposals.all().delete()
        Proposal.objects.bulk_create(
            Proposal(
                run=run,
                number=number,
                label=draft.label[:200],
                words=draft.words,
                weights=draft.weights,
                examples=[rows[at][0] for at in draft.examples],
            )
            for number, draft in enumerate(drafts, start=1)
        )
        run.state, run.step, run.last_answer, run.done = RunState.PLACING, "", 0, 0
        run.total = queues.answers(run.question).count() if drafts else 0
        run.lease_until = timezone.now() + LEASE
        run.save()


def _different(run: ThemeRun) -> Iterator[tuple[int, str]]:
    """Each text once, in an order that has nothing to do with when it came."""
    rows = queues.answers(run.question)
    total = rows.count()
    step = max(1, total // (2 * MOST_READ))
    seen: set[str] = set()
    for at, (pk, text) in enumerate(rows.order_by("pk").values_list("pk", "text").iterator(chunk_size=2000)):
        if at % step == 0 and text not in seen:
            seen.add(text)
            yield pk, text
        if len(seen) == MOST_READ:
            return


def _say(run: ThemeRun, step: str) -> None:
    run.step, run.lease_until = step, timezone.now() + LEASE
    run.save(update_fields=["step", "lease_until"])


@transaction.atomic
def _place(run: ThemeRun) -> None:
    """One batch: suggestions and how far they go stand or fall together."""
    proposals = {proposal.number: proposal for proposal in run.proposals.all()}
    placer = Placer({number: proposal.weights for number, proposal in proposals.items()})
    rows = list(
        queues.answers(run.question)
        .filter(pk__gt=run.last_answer)
        .order_by("pk")
        .values_list("pk", "text")[: BATCH if proposals else 0]
    )
    found = [
        Suggestion(answer_id=pk, proposal=proposals[each.theme], score=each.score, words=list(each.words))
        for pk, text in rows
        for each in placer.place(text)
    ]
    Suggestion.objects.bulk_create(found, ignore_conflicts=True)
    for each in found:
        each.proposal.size += 1
    Proposal.objects.bulk_update(proposals.values(), ["size"])
    _advance(run, [pk for pk, _text in rows])


def _advance(run: ThemeRun, placed: list[int]) -> None:
    if placed:
        run.last_answer, run.done = placed[-1], run.done + len(placed)
        run.total = max(run.total, run.done)
        run.lease_until = timezone.now() + LEASE
    else:
        run.state, run.finished_at, run.lease_until = RunState.DONE, timezone.now(), None
    run.save()
