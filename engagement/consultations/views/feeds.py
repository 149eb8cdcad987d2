"""Openings and closings to follow: Atom for readers of feeds, iCalendar for diaries."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from engagement.consultations import listing
from engagement.consultations.forms.listing import ListFilter
from engagement.consultations.models import Consultation
from engagement.consultations.views.shared import shared
from foundation.common.text import normalise

MOST = 50  # of a feed: the newest, of whatever kind
# Of a diary: what has a date from so many days ago on, the soonest first. Where that is more than a diary takes, the
# later ones come as the days go by.
BEHIND = timedelta(days=30)
AHEAD = 1000


def _rows(request: HttpRequest) -> QuerySet[Consultation] | None:
    form = ListFilter(request.GET)
    return (
        listing.consultations(Consultation.objects.public(), form.cleaned_data) if form.is_valid() else None
    )


def _refused() -> HttpResponse:
    text = _("One of the filters in this address is not valid.")
    return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")


def events(rows: QuerySet[Consultation], now: datetime) -> list[tuple[datetime, str, Consultation]]:
    """What has happened to them: opened, closed, outcome published, withdrawn; the newest first.

    The newest of each kind are looked up by the moments of that kind, so none is missed however many others there are.
    """
    found = [
        (row.moment, words % {"title": row.title_shown}, row)
        for moment, words in (
            (Greatest("opening_at", "publish_at"), _("Opened: %(title)s")),
            (F("closing_at"), _("Closed: %(title)s")),
            (F("outcome_published_at"), _("Outcome: %(title)s")),
            (F("withdrawn_at"), _("Withdrawn: %(title)s")),
        )
        for row in _newest(rows.annotate(moment=moment), now)
    ]
    return sorted(found, key=lambda event: event[0], reverse=True)[:MOST]


def _newest(rows: QuerySet[Consultation], now: datetime) -> QuerySet[Consultation]:
    """What was withdrawn neither opens nor closes any more."""
    happened = rows.filter(moment__lte=now).exclude(withdrawn_at__lt=F("moment"))
    return happened.order_by("-moment", "-pk")[:MOST]


def dated(rows: QuerySet[Consultation], now: datetime) -> QuerySet[Consultation]:
    """Those that open, close or were withdrawn not long ago, now or later."""
    since = now - BEHIND
    recent = Q(opening_at__gte=since) | Q(closing_at__gte=since) | Q(withdrawn_at__gte=since)
    return rows.filter(recent).order_by("closing_at", "pk")[:AHEAD]


def _before_withdrawal(row: Consultation, moment: datetime | None) -> datetime | None:
    """What was withdrawn neither opens nor closes any more."""
    is_gone = row.withdrawn_at is not None and moment is not None and row.withdrawn_at < moment
    return None if is_gone else moment


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    rows = _rows(request)
    if rows is None:
        return _refused()
    site = settings.SITE_URL
    atom = Atom1Feed(
        title=_("Front Door: consultations"),
        link=site + reverse("consultations:list"),
        feed_url=site + request.get_full_path(),
        description=None,
        language=get_language() or "en",
    )
    for moment, title, row in events(rows, timezone.now()):
        atom.add_item(
            title=normalise(title),
            link=site + row.get_absolute_url(),
            unique_id=f"{site}/consultations/{row.slug}/#{moment:%Y%m%dT%H%M%S}",
            description=normalise(f"{row.department}: {_about(row)}"),
            pubdate=moment,
            updateddate=moment,
        )
    return shared(
        request, HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    )


def _about(row: Consultation) -> str:
    return f"{row.withdrawn_words} {row.summary_shown}" if row.is_withdrawn else row.summary_shown


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """One entry for each opening and each closing."""
    from icalendar import Calendar

    rows = _rows(request)
    if rows is None:
        return _refused()
    diary = Calendar()
    diary.add("prodid", "-//Front Door//consultations//EN")
    diary.add("version", "2.0")
    diary.add("x-wr-calname", _("Front Door: consultations"))
    for row in dated(rows, timezone.now()):
        for name, moment, words in (
            ("opens", row.opens_at(), _("Opens: %(title)s")),
            ("closes", row.closing_at, _("Closes: %(title)s")),
        ):
            diary.add_component(_entry(row, name, moment, words))
    answer = HttpResponse(diary.to_ical(), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="consultations.ics"'
    return shared(request, answer)


def _entry(row: Consultation, name: str, moment: datetime, words: str) -> Any:
    """A date that a withdrawal has overtaken is cancelled, so that it leaves the diaries that hold it."""
    from icalendar import Event

    entry = Event()
    entry.add("uid", f"{row.ref}-{name}@{settings.SITE_URL.split('//')[-1]}")
    entry.add("dtstamp", row.updated_at)
    entry.add("dtstart", moment)
    entry.add("sequence", row.version)
    if _before_withdrawal(row, moment) is None:
        words = _("Withdrawn: %(title)s")
        entry.add("status", "CANCELLED")
    if row.is_withdrawn:
        entry.add("description", normalise(row.withdrawn_words))
    entry.add("summary", normalise(words % {"title": row.title_shown}))
    entry.add("url", settings.SITE_URL + row.get_absolute_url())
    return entry
