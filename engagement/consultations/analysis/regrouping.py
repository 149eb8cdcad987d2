"""All texts of a consultation compared at once, so that no group depends on the order in which they came.

Done when somebody asks, and by itself after the close. What people decided or registered leads; proposals follow.
"""

import logging
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from engagement.consultations.analysis import counting
from engagement.consultations.analysis.enums import CampaignState
from engagement.consultations.analysis.models import (
    Campaign,
    DistinctText,
    Figures,
    Occurrence,
    TextKey,
    Watermark,
)
from engagement.consultations.similarity.nearest import sketch
from engagement.consultations.similarity.normal import LEAST_WORDS
from engagement.consultations.similarity.parts import own_words

logger = logging.getLogger(__name__)

# More different texts than these are compared as they arrive only: a bound on the worker's memory.
MOST_TEXTS = 300_000
AT_ONCE = 2000


def regroup() -> int:
    """Compare anew where it is due. Returns for how many consultations."""
    due = Q(compare=True) | Q(consultation__closing_at__lt=timezone.now()) & (
        Q(compared_at__isnull=True) | Q(compared_at__lt=F("consultation__closing_at"))
    )
    keys = list(Figures.objects.filter(due).values_list("consultation", flat=True))
    return sum(_regroup(consultation) for consultation in keys)


@transaction.atomic
def _regroup(consultation: int) -> bool:
    """Under the lock of the sweep, so that nobody adds a text meanwhile; false while another sweeps."""
    mark = Watermark.objects.select_for_update(skip_locked=True).first()
    if mark is None:
        return False
    texts = _texts(consultation)
    if len(texts) <= MOST_TEXTS:
        _write(texts)
        _keys(consultation)
        counting.count(consultation, _leaders(consultation))
    Figures.objects.filter(consultation=consultation).update(compare=False, compared_at=timezone.now())
    logger.info("texts compared anew", extra={"texts": len(texts)})
    return True


def _texts(consultation: int) -> list[DistinctText]:
    """Leaders that people know of come first, for the first of its kind leads."""
    settled = [CampaignState.CONFIRMED, CampaignState.REJECTED, CampaignState.REGISTERED]
    known = set(
        Campaign.objects.filter(consultation=consultation, state__in=settled).values_list("leader", flat=True)
    )
    rows = list(DistinctText.objects.filter(consultation=consultation).order_by("pk")[: MOST_TEXTS + 1])
    return sorted(rows, key=lambda row: (row.pk not in known, row.pk))


def _write(texts: Sequence[DistinctText]) -> None:
    from engagement.consultations.similarity.groups import group

    found = group([text.body for text in texts])
    kept = set(
        Campaign.objects.filter(leader__in=[text.pk for text in texts])
        .exclude(state=CampaignState.PROPOSED)
        .values_list("leader", flat=True)
    )
    changed = []
    for text, leader, family in zip(texts, found.group.tolist(), found.family.tolist(), strict=True):
        leads = text.pk in kept or texts[leader].pk == text.pk
        before = (text.leader_id, text.family_id)
        text.leader = None if leads else texts[leader]
        text.family = None if texts[family].pk == text.pk else texts[family]
        if (text.leader_id, text.family_id) != before:
            changed.append(text)
    DistinctText.objects.bulk_update(changed, ["leader", "family"], batch_size=AT_ONCE)
    for at in range(0, len(changed), AT_ONCE):
        _follow(changed[at : at + AT_ONCE])


def _follow(changed: Sequence[DistinctText]) -> None:
    """What rests on a text's group: who is found by it, what its senders added, whether it heads a proposal."""
    followers = [text.pk for text in changed if text.leader_id]
    Campaign.objects.filter(leader__in=followers, state=CampaignState.PROPOSED).delete()
    mine = {text.pk: text for text in changed}
    rows = list(Occurrence.objects.filter(text__in=list(mine)))
    for row in rows:
        text = mine[row.text_id]
        row.own_words = own_words(text.body, text.leader.body) if text.leader is not None else ""
    Occurrence.objects.bulk_update(rows, ["own_words"], batch_size=AT_ONCE)


def _keys(consultation: int) -> None:
    """A text that came to lead, or was registered, is found by its own keys from now on."""
    rows = DistinctText.objects.filter(consultation=consultation, leader__isnull=True, words__gte=LEAST_WORDS)
    texts = list(rows.filter(~Exists(TextKey.objects.filter(text=OuterRef("pk")))))
    sketches = sketch([text.body for text in texts], scope=consultation)
    for text, each in zip(texts, sketches, strict=True):
        text.stance = each.stance
    DistinctText.objects.bulk_update(texts, ["stance"], batch_size=AT_ONCE)
    TextKey.objects.bulk_create(
        TextKey(text=text, key=key) for text, each in zip(texts, sketches, strict=True) for key in each.keys
    )


def _leaders(consultation: int) -> list[int]:
    """Those that have followers, a campaign already, or copies."""
    rows = DistinctText.objects.filter(consultation=consultation, leader__isnull=True)
    rows = rows.annotate(copies=Count("occurrences", distinct=True))
    many = Q(followers__isnull=False) | Q(campaign__isnull=False) | Q(copies__gt=1)
    return list(rows.filter(many).distinct().values_list("pk", flat=True))
