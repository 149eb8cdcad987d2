"""Public states are GOV.UK's, computed from dates and outcome at the moment of asking."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from engagement.consultations.models import Consultation
from engagement.consultations.states import phase, public_state, response_due

OPENS, CLOSES = datetime(2026, 9, 1, 8, tzinfo=UTC), datetime(2026, 11, 24, 23, 45, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("now", "outcome", "consultation", "call"), [
    (OPENS - SECOND, None, "consultation", "call_for_evidence"),
    (OPENS, None, "open_consultation", "open_call_for_evidence"),
    (CLOSES, None, "open_consultation", "open_call_for_evidence"),
    (CLOSES + SECOND, None, "closed_consultation", "closed_call_for_evidence"),
    (CLOSES + SECOND, CLOSES + SECOND, "consultation_outcome", "call_for_evidence_outcome"),
    (CLOSES, CLOSES - SECOND, "open_consultation", "open_call_for_evidence"),
])  # fmt: skip
def test_the_state_follows_from_dates_and_outcome(now, outcome, consultation, call):
    found = phase(OPENS, CLOSES, outcome, now)
    assert public_state("consultation", found) == consultation
    assert public_state("call_for_evidence", found) == call


def test_a_response_is_due_twelve_weeks_after_the_close():
    assert response_due(CLOSES.date()) - CLOSES.date() == timedelta(weeks=12)


def test_across_the_change_of_clocks_the_close_is_a_moment_not_a_wall_time():
    """Closing at 23:45 London time in summer is 22:45 UTC: an hour later it is closed, whatever the clocks show."""
    closing = datetime(2026, 10, 24, 22, 45, tzinfo=UTC)
    assert phase(OPENS, closing, None, closing) == "open"
    assert phase(OPENS, closing, None, closing + SECOND) == "closed"


@pytest.mark.parametrize("days_ago", [-10, 1, 100])
def test_lists_and_rows_agree_on_the_phase(cast, days_ago):
    row = cast.closed(days_ago=days_ago)
    found = [
        name for name in ("upcoming", "open", "closed", "outcome") if Consultation.objects.in_phase(name)
    ]
    assert found == [row.phase()]
    assert list(Consultation.objects.late()) == ([row] if row.is_late() else [])


def test_the_database_refuses_a_publication_without_a_second_pair_of_eyes(cast):
    row = cast.draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Consultation.objects.filter(pk=row.pk).update(workflow="published", publish_at=timezone.now())
    own = {"workflow": "published", "publish_at": timezone.now(), "submitted_by": cast.officer}
    with pytest.raises(IntegrityError), transaction.atomic():
        Consultation.objects.filter(pk=row.pk).update(approved_by=cast.officer, **own)


def test_the_database_refuses_an_outcome_before_the_close(cast):
    row = cast.published()
    with pytest.raises(IntegrityError), transaction.atomic():
        Consultation.objects.filter(pk=row.pk).update(outcome_published_at=timezone.now())
