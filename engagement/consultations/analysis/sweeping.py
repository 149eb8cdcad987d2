"""Reading what arrived since the last sweep: each response's text, its group, the campaigns that come of it.

Responses are read in the order of their last change; the last minutes are read again, for a transaction may commit
after a later one. What was read at its present version is passed over, so a sweep may run twice and stop anywhere.
"""

import logging
import time
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from engagement.consultations.analysis import counting, nearest, texts
from engagement.consultations.analysis.models import DistinctText, Occurrence, TextKey, Watermark
from engagement.consultations.enums import ResponseState
from engagement.consultations.models import Response
from engagement.consultations.similarity.nearest import Sketch, sketch
from engagement.consultations.similarity.parts import own_words

logger = logging.getLogger(__name__)

BATCH = 300
AGAIN = timedelta(minutes=2)
SECONDS = 20.0
# A group is found by its leader and so many others that differ from it most.
REPRESENTATIVES = 8
NEAR = 0.8
SENT = [ResponseState.SUBMITTED, ResponseState.EXCLUDED, ResponseState.WITHDRAWN]


def sweep(*, seconds: float = SECONDS) -> int:
    """Read what is new, for so many seconds at most.

    Returns how many responses were read; 0 while another sweeps.
    """
    until = time.monotonic() + seconds
    done = 0
    start = None
    while time.monotonic() < until:
        read, start = _batch(start)
        done += read
        if start is None:
            break
    if done:
        logger.info("responses read for campaigns", extra={"responses": done})
    return done


@transaction.atomic
def _batch(start: tuple | None) -> tuple[int, tuple | None]:
    """One batch under the watermark's lock.

    Returns how many were read, and where to go on, None at the end.
    """
    mark = Watermark.objects.select_for_update(skip_locked=True).first()
    if mark is None:
        if Watermark.objects.exists():
            return 0, None
        mark = Watermark.objects.create(at=timezone.now() - timedelta(days=36_500))
    at, key = start or (mark.at - AGAIN, 0)
    rows = list(
        Response.objects.filter(Q(updated_at__gt=at) | Q(updated_at=at, pk__gt=key), state__in=SENT)
        .filter(updated_at__gte=at)
        .order_by("updated_at", "pk")
        .annotate(seen=F("occurrence__version"))
        .only("pk", "version", "updated_at", "consultation_id", "state")[:BATCH]
    )
    if not rows:
        return 0, None
    fresh = [row for row in rows if row.seen != row.version]
    _read(fresh)
    last = rows[-1]
    if last.updated_at > mark.at:
        mark.at, mark.response = last.updated_at, last.pk
        mark.save()
    return len(fresh), (last.updated_at, last.pk) if len(rows) == BATCH else None


def _read(rows: Sequence[Response]) -> None:
    said = texts.of_responses([row.pk for row in rows])
    for consultation in sorted({row.consultation_id for row in rows}):
        mine = [row for row in rows if row.consultation_id == consultation]
        sketches = sketch([said[row.pk] for row in mine], scope=consultation)
        touched = _place(consultation, mine, [said[row.pk] for row in mine], sketches)
        counting.count(consultation, touched)


def _place(
    consultation: int, rows: Sequence[Response], bodies: Sequence[str], sketches: Sequence[Sketch]
) -> set[int]:
    """Give each response its text. Returns the groups that came to have more or fewer responses."""
    digests = {each.digest for each in sketches}
    found = DistinctText.objects.filter(consultation=consultation, digest__in=digests).select_related(
        "leader"
    )
    known = {bytes(text.digest): text for text in found}
    before = Occurrence.objects.filter(response__in=rows).values_list("text__leader", "text")
    touched = {leader or text for leader, text in before}
    fresh = []
    for row, body, each in zip(rows, bodies, sketches, strict=True):
        if each.digest not in known:
            known[each.digest] = _new_text(consultation, body, each)
        text = known[each.digest]
        touched.add(text.leader_id or text.pk)
        fresh.append(Occurrence(response=row, text=text, version=row.version, own_words=_own(text, body)))
    Occurrence.objects.bulk_create(
        fresh,
        update_conflicts=True,
        unique_fields=["response"],
        update_fields=["text", "version", "own_words"],
    )
    return touched


def _own(text: DistinctText, body: str) -> str:
    return own_words(body, text.leader.body) if text.leader is not None else ""


def _new_text(consultation: int, body: str, each: Sketch) -> DistinctText:
    place = nearest.place(body, each)
    text = DistinctText.objects.create(
        consultation_id=consultation,
        digest=each.digest,
        body=body,
        words=each.words,
        stance=each.stance,
        leader=place.leader,
        family=place.family,
    )
    if _represents(place):
        TextKey.objects.bulk_create([TextKey(text=text, key=key) for key in each.keys])
    return text


def _represents(place: nearest.Place) -> bool:
    """Whether others should be found by this text: the first of its kind, or unlike those by which its
    group is found.
    """
    if place.leader is None:
        return True
    if place.likeness >= NEAR and place.same_stance:
        return False
    group = Q(text=place.leader) | Q(text__leader=place.leader)
    return TextKey.objects.filter(group).values("text").distinct()[:REPRESENTATIVES].count() < REPRESENTATIVES
