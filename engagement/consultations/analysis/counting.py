"""Counts of campaigns and the three headline figures; written by the sweep alone, so no counter is ever
contended.
"""

from collections.abc import Iterable, Sequence

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from engagement.consultations import whose
from engagement.consultations.analysis.enums import CampaignState
from engagement.consultations.analysis.models import Campaign, DistinctText, Figures, Occurrence
from engagement.consultations.analysis.models.campaigns import LEAST_COPIES
from engagement.consultations.enums import ResponseState
from engagement.consultations.models import Response
from engagement.consultations.similarity.normal import LEAST_WORDS

AT_ONCE = 2000
COUNTED = [ResponseState.SUBMITTED, ResponseState.EXCLUDED]


def count(consultation: int, groups: Iterable[int]) -> None:
    """Count these groups (by leader) and the consultation's figures anew; propose campaigns that are large
    enough.
    """
    wanted = sorted(set(groups))
    for at in range(0, len(wanted), AT_ONCE):
        _count(consultation, wanted[at : at + AT_ONCE])
    Figures.objects.update_or_create(consultation_id=consultation, defaults=figures(consultation))


def _count(consultation: int, groups: Sequence[int]) -> None:
    campaigns = {row.leader_id: row for row in Campaign.objects.filter(leader__in=groups)}
    for leader, seen in _sizes(groups).items():
        campaign = campaigns.get(leader)
        if campaign is None and seen["submissions"] >= LEAST_COPIES and _is_a_text(leader):
            campaign = Campaign(consultation_id=consultation, leader_id=leader, state=CampaignState.PROPOSED)
        if campaign is not None:
            for name, value in seen.items():
                setattr(campaign, name, value)
            campaign.save()


def _is_a_text(leader: int) -> bool:
    """Many people answer "Yes" without knowing of each other."""
    return DistinctText.objects.filter(pk=leader, words__gte=LEAST_WORDS).exists()


def _sizes(groups: Iterable[int]) -> dict[int, dict[str, int]]:
    none = {"submissions": 0, "identical": 0, "personalised": 0, "organisations": 0}
    sizes = {leader: dict(none) for leader in groups}
    rows = (
        counted(Occurrence.objects.all())
        .annotate(group=Coalesce("text__leader", "text"))
        .filter(Q(text__in=list(sizes)) | Q(text__leader__in=list(sizes)))
        .values("group")
        .annotate(
            submissions=Count("pk"),
            identical=Count("pk", filter=Q(text__leader__isnull=True)),
            personalised=Count("pk", filter=~Q(own_words="")),
        )
    )
    bodies = _bodies(sizes)
    found = {row.pop("group"): row for row in rows}
    return sizes | {group: row | {"organisations": bodies.get(group, 0)} for group, row in found.items()}


def _bodies(groups: Iterable[int]) -> dict[int, int]:
    """Organisations by group, counted as everywhere."""
    rows = counted(Occurrence.objects.annotate(group=Coalesce("text__leader", "text")))
    rows = rows.filter(Q(text__in=list(groups)) | Q(text__leader__in=list(groups)))
    found: dict[int, list[whose.Spelling]] = {}
    for group, *spelling in whose.spellings(rows, "response__", "group"):
        found.setdefault(group, []).append(tuple(spelling))
    return {group: whose.many(spellings) for group, spellings in found.items()}


def counted(rows: QuerySet) -> QuerySet:
    return rows.filter(response__state__in=COUNTED)


def figures(consultation: int) -> dict[str, object]:
    sent = Response.objects.filter(consultation=consultation, state__in=COUNTED)
    texts = counted(Occurrence.objects.filter(text__consultation=consultation, text__words__gt=0))
    return {
        "submissions": sent.count(),
        "texts": texts.aggregate(n=Count("text", distinct=True))["n"],
        "organisations": whose.many(whose.spellings(sent)),
        "at": timezone.now(),
    }
