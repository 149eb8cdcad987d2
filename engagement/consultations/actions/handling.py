"""What officials do with responses: leave out with a reason, release to the public, tie to a theme."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from engagement.consultations import rules
from engagement.consultations.actions.steps import person
from engagement.consultations.enums import Exclusion, ResponseState
from engagement.consultations.models import Contribution, OutcomeTheme, Response
from foundation import audit
from foundation.common.errors import Invalid, WrongState

MOST_AT_ONCE = 5000


def _take(response: Response, *, by: Any, verb: str) -> Response:
    row = Response.objects.locked().select_related("consultation__department").get(pk=response.pk)
    rules.check(by, verb, row.consultation)
    return row


def _save(row: Response, *, by: Any, verb: str, before: str, **facts: Any) -> Response:
    row.version += 1
    row.save()
    audit.record(by=by, verb=f"response.{verb}", target=row, before=before, after=row.state, **facts)
    return row


@transaction.atomic
def exclude_response(*, response: Response, by: Any, reason: str) -> Response:
    """Leave a response out of the analysis, with a reason from the closed list. It is still counted and reported."""
    row = _take(response, by=by, verb="exclude_response")
    if reason not in Exclusion.values:
        raise Invalid({"reason": ["Select a reason from the list"]})
    before = row.state
    row.move_to(ResponseState.EXCLUDED)
    row.exclusion, row.published_at = reason, None
    return _save(row, by=by, verb="excluded", before=before, reason=reason)


@transaction.atomic
def restore_response(*, response: Response, by: Any) -> Response:
    """Take it back into the analysis."""
    row = _take(response, by=by, verb="exclude_response")
    if row.state != ResponseState.EXCLUDED:
        raise WrongState("This response is part of the analysis already.")
    row.move_to(ResponseState.SUBMITTED)
    row.exclusion = ""
    return _save(row, by=by, verb="restored", before=ResponseState.EXCLUDED)


@transaction.atomic
def publish_responses(
    *, responses: Iterable[Response], by: Any, seen: Mapping[str, int] | None = None
) -> int:
    """Release responses that somebody has read; never one whose author does not wish it.

    `seen`: the versions that were read, by reference; what changed since then stays unpublished.
    """
    keys = [response.pk for response in responses][:MOST_AT_ONCE]
    rows = list(Response.objects.locked().select_related("consultation__department").filter(pk__in=keys))
    for consultation in {row.consultation for row in rows}:
        rules.check(by, "publish_response", consultation)
    ready = [row for row in rows if row.may_be_published and row.published_at is None]
    ready = [row for row in ready if row.version == (seen or {}).get(row.ref or "", row.version)]
    now = timezone.now()
    Response.objects.filter(pk__in=[row.pk for row in ready]).update(published_at=now, updated_at=now)
    audit.record_many([audit.Event("response.published", row) for row in ready], by=by)
    return len(ready)


@transaction.atomic
def unpublish_response(*, response: Response, by: Any) -> Response:
    row = _take(response, by=by, verb="publish_response")
    row.published_at = None
    return _save(row, by=by, verb="unpublished", before=row.state)


@transaction.atomic
def contribute(*, response: Response, themes: Iterable[OutcomeTheme], by: Any) -> None:
    """Say to which themes of the outcome a response spoke: these, and no others."""
    row = _take(response, by=by, verb="write_outcome")
    wanted = {theme.pk for theme in themes if theme.consultation_id == row.consultation_id}
    there = set(row.contributions.values_list("theme_id", flat=True))
    row.contributions.filter(theme__in=there - wanted).delete()
    new = [Contribution(response=row, theme_id=theme, by=person(by)) for theme in sorted(wanted - there)]
    Contribution.objects.bulk_create(new, ignore_conflicts=True)
    if there != wanted:
        row.save(update_fields=["updated_at"])
    audit.record(by=by, verb="response.themed", target=row, themes=len(wanted))
