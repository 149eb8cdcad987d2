"""From what was coded to the outcome: a theme with everybody who spoke of it, so that each can see what came of it."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from engagement.consultations.actions.outcome import save_theme
from engagement.consultations.analysis import rules, searching, speaking
from engagement.consultations.analysis.models import Theme
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
    there = set(row.outcome.contributions.values_list("response", flat=True))
    new = [pk for pk in keys if pk not in there]
    for at in range(0, len(new), AT_ONCE):
        _tie(new[at : at + AT_ONCE], row.outcome, by)
    audit.record(by=by, verb="theme.carried", target=row, responses=len(keys))
    return row.outcome


def _tie(responses: list[int], outcome: OutcomeTheme, by: Any) -> None:
    """Whoever keeps a copy of these responses sees that they are others from now on."""
    Contribution.objects.bulk_create(
        [Contribution(response_id=pk, theme=outcome, by=by) for pk in responses], ignore_conflicts=True
    )
    Response.objects.filter(pk__in=responses).update(updated_at=timezone.now())


def speakers(theme: Theme) -> QuerySet[Response]:
    """Responses that speak of it or of a theme below it."""
    return speaking.responses(theme.question, [theme.pk, *searching.below(theme)])
