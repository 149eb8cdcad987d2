"""From what was coded to the outcome: a theme with everybody who spoke of it, so that each can see what came of it."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from engagement.consultations.actions.outcome import save_theme
from engagement.consultations.analysis import rules, searching
from engagement.consultations.analysis.enums import CampaignState, Pass
from engagement.consultations.analysis.models import CodedTheme, Theme
from engagement.consultations.enums import ResponseState
from engagement.consultations.models import Contribution, OutcomeTheme, Response
from foundation import audit

AT_ONCE = 5000


@transaction.atomic
def carry_to_outcome(*, theme: Theme, by: Any) -> OutcomeTheme:
    """Make the theme one of the outcome, and tie to it each response that spoke of it or of a theme below.

    May be done again when more was coded: who is tied already stays so.
    """
    row = (
        Theme.objects.select_for_update(of=("self",))
        .select_related("question__consultation")
        .get(pk=theme.pk)
    )
    consultation = row.question.consultation
    rules.check(by, consultation)
    if row.outcome is None:
        there = consultation.outcome_themes.filter(title=row.title).first()
        row.outcome = there or save_theme(consultation=consultation, by=by, title=row.title)
        row.save(update_fields=["outcome"])
    keys = list(speakers(row).values_list("pk", flat=True))
    for at in range(0, len(keys), AT_ONCE):
        Contribution.objects.bulk_create(
            [Contribution(response_id=pk, theme=row.outcome, by=by) for pk in keys[at : at + AT_ONCE]],
            ignore_conflicts=True,
        )
    audit.record(by=by, verb="theme.carried", target=row, responses=len(keys))
    return row.outcome


def speakers(theme: Theme) -> QuerySet[Response]:
    """Responses that a first coder found to speak of it, and the copies that a read leader of a campaign stands for."""
    coded = CodedTheme.objects.filter(
        theme__in=[theme.pk, *searching.below(theme)],
        coding__number=Pass.FIRST,
        coding__done_at__isnull=False,
    )
    led = coded.filter(coding__answer__response__occurrence__text__campaign__state=CampaignState.CONFIRMED)
    leaders = led.values("coding__answer__response__occurrence__text")
    copies = Q(occurrence__own_words="") & (
        Q(occurrence__text__in=leaders) | Q(occurrence__text__leader__in=leaders)
    )
    spoke = Q(pk__in=coded.values("coding__answer__response")) | copies
    return Response.objects.filter(spoke, state=ResponseState.SUBMITTED).order_by("pk")
