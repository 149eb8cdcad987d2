"""The clock door of rounds: those that somebody asked for are worked out, each on its own."""

import json
import logging
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from foundation.common.actors import SYSTEM
from secondments import clocks
from secondments.actions.steps import must_be, save
from secondments.enums import IN_PLAY, Decision, RoundState
from secondments.enums import NominationState as N
from secondments.models import Candidate, HomeTerms, Nomination, Round
from secondments.round_facts import pairs_of

logger = logging.getLogger(__name__)
AT_ONCE, BATCH = 5, 5_000
KEPT = """
UPDATE secondments_nomination AS pair
SET decision = new.decision, fit_percent = new.fit, explanation = new.why::jsonb,
    version = pair.version + 1, updated_at = %s
FROM unnest(%s::bigint[], %s::text[], %s::smallint[], %s::text[]) AS new (id, decision, fit, why)
WHERE pair.id = new.id
"""


@transaction.atomic
def run(*, round: Round) -> Round:
    """Work a round out: every pair gets a decision and its reasons. Nobody is told yet.

    People are locked before what they applied for, so that two rounds do not both take the same person.
    """
    from secondments.solving import solve

    row = Round.objects.locked().get(pk=round.pk)
    must_be(row, RoundState.QUEUED)
    _lock_people(row)
    pairs = pairs_of(Nomination.objects.locked().filter(round=row, state__in=(*IN_PLAY, N.DECLINED)))
    found = solve(row, pairs, clocks.today())
    Nomination.objects.filter(round=row, decision=Decision.MATCH, state__in=IN_PLAY).update(decision="")
    _keep(pairs, found.pairs)
    row.state, row.decided_at, row.summary = RoundState.DECIDED, timezone.now(), found.summary
    row.failed_at = None
    return save(
        row,
        by=SYSTEM,
        verb="round.decided",
        before=RoundState.QUEUED,
        matched=found.summary.get("matched", 0),
    )


def _lock_people(row: Round) -> None:
    """Whom the round decides about, and what their bodies allow: in one order, whoever asks."""
    put_forward = Nomination.objects.filter(round=row, state__in=(*IN_PLAY, N.DECLINED))
    people = Candidate.objects.filter(pk__in=put_forward.values("candidate"))
    list(people.locked().order_by("pk").values_list("pk", flat=True))
    list(HomeTerms.objects.of(people).locked().order_by("pk").values_list("pk", flat=True))


def _keep(pairs: Sequence[Nomination], found: dict[int, Any]) -> None:
    """Write what was found: one statement for thousands of pairs."""
    now = timezone.now()
    for start in range(0, len(pairs), BATCH):
        some = [(pair.pk, found[pair.pk]) for pair in pairs[start : start + BATCH]]
        with connection.cursor() as cursor:
            cursor.execute(KEPT, [now, *_columns(some)])


def _columns(some: Iterable[tuple[int, Any]]) -> list[list[Any]]:
    rows = [
        (
            pk,
            str(Decision.MATCH if one.matched else Decision.NO_MATCH),
            one.fit_percent,
            json.dumps(one.reasons),
        )
        for pk, one in some
    ]
    return [list(column) for column in zip(*rows, strict=True)]


def run_waiting() -> int:
    """Each in a transaction of its own: where one fails, it says so and the next goes on."""
    waiting = list(Round.objects.filter(state=RoundState.QUEUED).order_by("updated_at", "pk")[:AT_ONCE])
    return sum(_try(row) for row in waiting)


def _try(row: Round) -> bool:
    try:
        with transaction.atomic():
            if not _is_free(row):
                return False
            run(round=row)
    except Exception:
        logger.exception("a matching round could not be worked out", extra={"round": row.ref})
        _say_so(row)
    return True


def _is_free(row: Round) -> bool:
    """Whether it still waits and no other worker holds it."""
    rows = Round.objects.filter(pk=row.pk, state=RoundState.QUEUED)
    return rows.select_for_update(skip_locked=True, of=("self",)).exists()


@transaction.atomic
def _say_so(round: Round) -> None:
    row = Round.objects.locked().get(pk=round.pk)
    if row.state == RoundState.QUEUED:
        row.state, row.failed_at = RoundState.OPEN, timezone.now()
        save(row, by=SYSTEM, verb="round.failed", before=RoundState.QUEUED)
