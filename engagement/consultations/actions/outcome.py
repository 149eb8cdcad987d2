"""What came of it: themes with what was asked, said and done; public feedback; the final outcome; telling people."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from engagement.consultations.actions import figures
from engagement.consultations.actions.steps import fact, require, take, tell, touch
from engagement.consultations.enums import Phase, Report, ResponseState
from engagement.consultations.models import Consultation, OutcomeTheme, Response
from engagement.consultations.models import Report as Text
from foundation import audit
from foundation.common.actors import SYSTEM
from foundation.common.errors import Invalid, WrongState

THEME = {
    *("title", "title_cy", "we_asked", "we_asked_cy", "you_said", "you_said_cy", "we_did", "we_did_cy"),
    *("reason_not_done", "reason_not_done_cy", "decision", "position"),
}
TELL_AT_ONCE = 1000


def _take(consultation: Consultation, *, by: Any, verb: str) -> Consultation:
    row = take(consultation, by=by, verb=verb)
    if row.phase() not in (Phase.CLOSED, Phase.OUTCOME) or not row.is_public():
        raise WrongState("Its outcome is written after it has closed.")
    return row


@transaction.atomic
def save_theme(
    *, consultation: Consultation, by: Any, theme: OutcomeTheme | None = None, **said: Any
) -> OutcomeTheme:
    """Add or change a theme of the outcome. Once the outcome is public, a theme cannot lose its answer."""
    row = _take(consultation, by=by, verb="write_outcome")
    if theme is None:
        theme = OutcomeTheme(consultation=row, position=row.outcome_themes.count() + 1)
    for name, value in said.items():
        if name not in THEME:
            raise ValueError(f"{name!r} is not part of a theme")
        setattr(theme, name, value)
    if row.outcome_published_at and not theme.is_answered:
        raise Invalid({"we_did": ["The outcome is public, so say what was done or why nothing was"]})
    if row.outcome_themes.filter(title=theme.title).exclude(pk=theme.pk).exists():
        raise Invalid({"title": ["There is a theme with this title already"]})
    if theme.pk and row.outcome_themes.filter(pk=theme.pk).exclude(title=theme.title).exists():
        _touch_tied(theme)
    theme.save()
    touch(row, by=by, verb="theme_saved", theme=str(theme.public_id))
    return theme


@transaction.atomic
def remove_theme(*, consultation: Consultation, theme: OutcomeTheme, by: Any) -> None:
    row = _take(consultation, by=by, verb="write_outcome")
    if row.outcome_published_at:
        raise WrongState("The outcome is public, so its themes stay.")
    _touch_tied(theme)
    theme.delete()
    touch(row, by=by, verb="theme_removed")


def _touch_tied(theme: OutcomeTheme) -> None:
    """A response shows the titles of its themes: whoever keeps a copy of it reads it anew."""
    Response.objects.filter(contributions__theme=theme).update(updated_at=timezone.now())


@transaction.atomic
def save_report(*, consultation: Consultation, kind: str, by: Any, detail: str, detail_cy: str = "") -> Text:
    """Write the public feedback or the final outcome; it is public only once it is published."""
    row = _take(consultation, by=by, verb="write_outcome")
    detail = require(detail, "detail", "Enter the text", 20_000)
    report, _created = Text.objects.update_or_create(
        consultation=row, kind=kind, defaults={"detail": detail, "detail_cy": detail_cy}
    )
    touch(row, by=by, verb="report_saved", kind=kind)
    return report


@transaction.atomic
def publish_feedback(*, consultation: Consultation, by: Any) -> Consultation:
    """Publish what people said, ahead of and apart from what the government decides."""
    row = _take(consultation, by=by, verb="publish_outcome")
    _need(row, Report.FEEDBACK, "Write the public feedback first")
    row.feedback_published_at = row.feedback_published_at or timezone.now()
    touch(row, by=by, verb="feedback_published")
    fact(row, "consultation.feedback_published")
    return row


def _need(row: Consultation, kind: str, sentence: str) -> None:
    if not row.reports.filter(kind=kind).exists():
        raise Invalid(sentence)


@transaction.atomic
def publish_outcome(*, consultation: Consultation, by: Any) -> Consultation:
    """Publish the final outcome, and have everybody told who responded.

    Raises Invalid while a theme has neither what was done nor a reason why nothing was.
    """
    row = _take(consultation, by=by, verb="publish_outcome")
    if row.outcome_published_at:
        return row
    if lacking := lacking_for_outcome(row):
        raise Invalid({"": lacking})
    themes = row.outcome_themes.count()
    row.outcome_published_at = timezone.now()
    touch(row, by=by, verb="outcome_published", themes=themes)
    figures.keep(row, by=by)
    fact(row, "consultation.outcome_published", themes=themes)
    return row


def lacking_for_outcome(row: Consultation) -> list[object]:
    """All that stands in the way of publishing the outcome, so that nobody finds it one by one."""
    themes = list(row.outcome_themes.all())
    found: list[object] = []
    if not row.reports.filter(kind=Report.OUTCOME).exists():
        found.append("Write the final outcome first")
    if not themes:
        found.append("Add at least one theme: what we asked, what you said, what we did")
    found += [
        f"“{theme.title}” has neither what was done nor a reason" for theme in themes if not theme.is_answered
    ]
    found += [
        f"“{theme.title}” does not say what was asked and what people said"
        for theme in themes
        if not (theme.we_asked and theme.you_said)
    ]
    return found


def tell_outcome() -> int:
    """Tell those who asked to be told, some at a time: a crash loses nobody, and nobody hears it twice."""
    told = 0
    due = Consultation.objects.filter(
        outcome_published_at__isnull=False,
        responses__told_at__isnull=True,
        responses__state=ResponseState.SUBMITTED,
    )
    for pk in due.values_list("pk", flat=True).distinct()[:100]:
        while batch := _tell_some(pk):
            told += batch
    return told


@transaction.atomic
def _tell_some(consultation: int) -> int:
    rows = list(
        Response.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("consultation__department", "respondent")
        .filter(consultation=consultation, told_at__isnull=True, state=ResponseState.SUBMITTED)
        .order_by("pk")[:TELL_AT_ONCE]
    )
    for row in rows:
        if row.wants_outcome and (row.email or row.respondent_id):
            _tell_one(row)
    Response.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=timezone.now())
    if rows:
        audit.record(
            by=SYSTEM, verb="consultation.respondents_told", target=rows[0].consultation, told=len(rows)
        )
    return len(rows)


def _tell_one(row: Response) -> None:
    consultation = row.consultation
    welsh = row.language == "cy"
    title = (consultation.title_cy if welsh else "") or consultation.title
    department = (consultation.department.name_cy if welsh else "") or consultation.department.name
    tell(
        [row.email or row.respondent],
        consultation,
        "response_outcome",
        url=f"/consultations/{consultation.slug}/outcome/",
        context={"title": title, "department": department, "ref": row.ref},
        language=row.language,
        event=(row.pk, "outcome"),
    )


@transaction.atomic
def explain_delay(*, consultation: Consultation, by: Any, reason: str, expected_on: date) -> Consultation:
    """Say in public why the response is late and when it will come."""
    row = _take(consultation, by=by, verb="explain_delay")
    if expected_on <= timezone.localdate():
        raise Invalid({"expected_on": ["The new date must lie ahead"]})
    row.late_reason = require(reason, "reason", "Say why it is late; the public reads it")
    row.outcome_expected_on = expected_on
    touch(row, by=by, verb="delay_explained", expected_on=expected_on.isoformat())
    fact(row, "consultation.delay_explained", expected_on=expected_on.isoformat())
    return row
