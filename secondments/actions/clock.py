"""What the clock does by itself: closes adverts, brings placements towards their end, pauses, reminds, alerts."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from foundation import notifications
from foundation.common.actors import SYSTEM
from secondments import clocks
from secondments.actions.endings import end_of_term
from secondments.actions.opportunities import start_matching
from secondments.actions.reminding import remind as remind
from secondments.actions.steps import finish
from secondments.enums import OpportunityState
from secondments.enums import PlacementState as P
from secondments.following import stop_link
from secondments.models import Opportunity, Placement, SavedSearch

logger = logging.getLogger(__name__)
BATCH = 500
LONGEST_ADDRESS = 300


def sweep() -> int:
    """Everything whose day has come. Run again, it finds nothing."""
    return sum(step() for step in (_close_adverts, _pause_uncleared, _near_the_end, _past_the_end))


def _close_adverts() -> int:
    late = Opportunity.objects.filter(state=OpportunityState.ADVERTISED, closes_on__lt=clocks.today())
    return _each(late, lambda row: start_matching(opportunity=row, by=SYSTEM))


def _each(rows: Any, change: Callable[[Any], Any]) -> int:
    """Each in a transaction of its own, on a locked row that still is as it was found, batch by batch to the end.

    One that cannot be changed is left and written to the log: it keeps nothing that comes after it from its turn.
    """
    done = last = 0
    while keys := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        for key in keys:
            try:
                done += _one(rows, key, change)
            except Exception:
                logger.exception("the clock could not change a row", extra={"row": key})
        last = keys[-1]
    return done


@transaction.atomic
def _one(rows: Any, key: int, change: Callable[[Any], Any]) -> int:
    row = rows.select_for_update(of=("self",)).filter(pk=key).first()
    if row is None:
        return 0
    change(row)
    return 1


def _pause_uncleared() -> int:
    late = Placement.objects.filter(
        state__in=(P.ACTIVE, P.ENDING), clearance_expires_on__lt=clocks.today(), ends_on__gte=clocks.today()
    )
    return _each(late, _pause)


def _pause(row: Placement) -> None:
    before, row.state, row.paused_on = row.state, P.PAUSED, clocks.today()
    finish(
        row, by=SYSTEM, verb="clearance_ran_out", before=before, reason=str(_("Clearance is not in date."))
    )


def _near_the_end() -> int:
    soon = Placement.objects.filter(state=P.ACTIVE, ends_on__lte=clocks.today() + clocks.REINTEGRATION)
    return _each(soon, lambda row: _to(row, P.ENDING, "ending"))


def _to(row: Placement, state: str, verb: str) -> None:
    before, row.state = row.state, state
    finish(row, by=SYSTEM, verb=verb, before=before)


def _past_the_end() -> int:
    over = Placement.objects.filter(state__in=(P.ACTIVE, P.PAUSED, P.ENDING), ends_on__lt=clocks.today())
    return _each(over, lambda row: end_of_term(row, by=SYSTEM))


def alert() -> int:
    """Tell people of what is new in the lists they follow; what was told once is not told again."""
    from secondments.finding import rows_for

    newest = timezone.now()
    changed = SavedSearch.objects.filter(seen_at__lt=newest - timedelta(minutes=5))
    fresh = Opportunity.objects.open().filter(
        Q(advertised_at__gt=newest - timedelta(days=14)), advertised_at__lte=newest
    )
    if not fresh.exists():
        return 0
    told = 0
    for search in changed.select_related("user").order_by("pk").iterator(chunk_size=BATCH):
        new = list(rows_for(search.said, fresh.filter(advertised_at__gt=search.seen_at))[:10])
        told += _alert(search, new, newest)
    return told


@transaction.atomic
def _alert(search: SavedSearch, new: list[Opportunity], newest: Any) -> int:
    seen = SavedSearch.objects.filter(pk=search.pk, seen_at=F("seen_at"), seen_at__lt=newest)
    if not seen.update(seen_at=newest) or not new:
        return 0
    titles = "\n".join(f"{post.title}, {post.host}" for post in new)
    context = {"name": search.name, "titles": titles, "stop": stop_link(search)}
    where = f"/secondments/?{urlencode(search.said)}"
    if len(where) > LONGEST_ADDRESS:
        where = "/secondments/searches/"
    notifications.tell([search.user], kind="secondment_alert", about=search.name, url=where, context=context)
    return 1
