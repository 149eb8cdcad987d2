"""How a department keeps its time: figures for its civil society lead, at a cost that stays the same."""

from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.requests.models import EngagementRequest
from foundation.common.words import number

DAYS = 90
NEWEST = 1000


def counted(reader: Any, department: int | None) -> dict[str, QuerySet]:
    """Answers of the last 90 days, the newest thousand at most, and those of them that kept the sender's clock."""
    seen = EngagementRequest.objects.at_desk(reader, department)
    since = timezone.now() - timedelta(DAYS)
    answered = seen.filter(responded_at__gte=since).order_by("-responded_at")[:NEWEST]
    in_time = seen.filter(pk__in=answered.values("pk"), responded_at__date__lte=F("reply_due_on"))
    return {"answered_lately": answered, "in_time": in_time}


def tile(counts: dict[str, int]) -> dict[str, Any]:
    """The share answered in time, with the numbers that it is made of."""
    answered, in_time = counts["answered_lately"], counts["in_time"]
    if not answered:
        return {
            "value": "–",
            "label": _("Answered in time"),
            "note": _("No answer in the last %(days)d days") % {"days": DAYS},
        }
    of = ngettext("%(in_time)s of %(answered)s answer", "%(in_time)s of %(answered)s answers", answered)
    of %= {"in_time": number(in_time), "answered": number(answered)}
    if answered >= NEWEST:
        span = _("the newest ones in the last %(days)d days") % {"days": DAYS}
    else:
        span = _("in the last %(days)d days") % {"days": DAYS}
    return {"value": f"{in_time * 100 // answered}%", "label": _("Answered in time"), "note": f"{of}, {span}"}
