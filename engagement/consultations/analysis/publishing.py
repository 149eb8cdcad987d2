"""Handing the three headline figures over to the published outcome, once every response has been read."""

from django.db.models import F, Q

from engagement.consultations.actions.figures import Headline, keep_figures
from engagement.consultations.analysis import counting
from engagement.consultations.analysis.models import Figures, Watermark
from engagement.consultations.enums import ResponseState
from engagement.consultations.models import Consultation, Response
from foundation.common.actors import SYSTEM

AT_ONCE = 20
SENT = [*counting.COUNTED, ResponseState.WITHDRAWN]


def headline(consultation: Consultation) -> Headline | None:
    """Counted now; None while a response waits to be read, so that no figure is made up."""
    if not Figures.objects.filter(consultation=consultation).exists() or _waits(consultation):
        return None
    found = counting.figures(consultation.pk)
    return Headline(*(int(str(found[name])) for name in Headline.__slots__))


def _waits(consultation: Consultation) -> bool:
    """Whether one came or changed since the sweep last looked."""
    mark = Watermark.objects.first()
    newer = Q(updated_at__gt=mark.at) if mark else Q()
    rows = Response.objects.filter(newer, consultation=consultation, state__in=SENT)
    return rows.exclude(occurrence__version=F("version")).exists()


def catch_up() -> int:
    """For outcomes that were published first. Returns for how many the figures are public now."""
    late = Figures.objects.filter(
        consultation__outcome_published_at__isnull=False, consultation__published_figures__isnull=True
    ).select_related("consultation")
    kept = [keep_figures(consultation=row.consultation, by=SYSTEM) for row in late[:AT_ONCE]]
    return sum(each is not None for each in kept)
