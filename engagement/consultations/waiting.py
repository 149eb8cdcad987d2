"""How far somebody's time grows who waited for the questions in another format."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from foundation.common.workingdays import local_date

AT_LEAST = timedelta(days=1)  # whoever has to ask first is never worse off than others by the asking
IN_HAND = timedelta(days=7)  # with the format before them, however late it came


def extended_until(*, asked_at: datetime, provided_at: datetime, closing_at: datetime) -> datetime:
    """The end of a day in London: the closing day and the days waited, or a week after it came; whichever is later.

    Days are days of the calendar. A format that comes on the day on which it was asked for adds one.
    """
    provided_on = local_date(provided_at)
    waited = max(AT_LEAST, provided_on - local_date(asked_at))
    last = max(local_date(closing_at) + waited, provided_on + IN_HAND)
    return timezone.make_aware(datetime.combine(last, time(23, 59, 59)))
