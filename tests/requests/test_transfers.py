"""Transfers: offers, answers, two hops at most, and clocks that do not hide delay."""

import pytest
from django.utils import timezone

from engagement.requests import actions
from engagement.requests.enums import State, TransferState
from engagement.requests.models import Transfer
from foundation.common.errors import Invalid, NotAllowed, WrongState
from tests.factories import requests as make


def offer(cast, request, to, by):
    return actions.offer_transfer(request=request, department=to, reason="It is theirs", by=by)


def test_the_new_departments_clock_starts_and_the_senders_goes_on(cast):
    request = make.days_ago(cast.request(State.ACCEPTED), 7)
    received = request.submitted_on
    request = offer(cast, request, cast.mhclg, cast.officer)
    request = actions.accept_transfer(request=request, by=cast.other_officer)
    assert request.department == cast.mhclg and request.hops == 1
    assert request.submitted_on == received
    assert request.department_started_on == timezone.localdate()


def test_while_on_offer_both_departments_see_it_and_only_the_offered_one_answers(cast):
    request = offer(cast, cast.request(State.ACCEPTED), cast.mhclg, cast.officer)
    for reader in (cast.officer, cast.other_officer):
        assert type(request).objects.visible_to(reader).filter(pk=request.pk).exists()
    assert not type(request).objects.visible_to(cast.third_officer).filter(pk=request.pk).exists()
    with pytest.raises(NotAllowed):
        actions.accept_transfer(request=request, by=cast.officer)
    with pytest.raises(NotAllowed):
        actions.accept_transfer(request=request, by=cast.third_officer)


@pytest.mark.parametrize("state", [State.ROUTED, State.ACCEPTED, State.IN_PROGRESS, State.REOPENED])
def test_a_declined_offer_puts_state_and_due_date_back(cast, state):
    request = cast.request(state)
    due = request.due_on
    request = offer(cast, request, cast.mhclg, cast.officer)
    request = actions.decline_transfer(request=request, reason="Not ours either", by=cast.other_officer)
    assert (request.state, request.due_on, request.department) == (state, due, cast.dcms)
    assert Transfer.objects.get(request=request).state == TransferState.DECLINED


def test_an_offer_can_be_taken_back(cast):
    request = offer(cast, cast.request(State.ACCEPTED), cast.mhclg, cast.officer)
    request = actions.cancel_transfer(request=request, by=cast.officer)
    assert request.state == State.ACCEPTED
    with pytest.raises(NotAllowed):
        actions.accept_transfer(request=request, by=cast.other_officer)


def test_after_two_hops_the_centre_decides(cast):
    request = cast.request(State.ACCEPTED)
    request = offer(cast, request, cast.mhclg, cast.officer)
    request = actions.accept_transfer(request=request, by=cast.other_officer)
    request = offer(cast, request, cast.defra, cast.other_officer)
    request = actions.accept_transfer(request=request, by=cast.third_officer)
    with pytest.raises(WrongState, match="front-door team"):
        offer(cast, request, cast.dcms, cast.third_officer)
    request = actions.return_to_centre(
        request=request, reason="Three departments share it", by=cast.third_officer
    )
    assert request.state == State.TRIAGE and request.department is None and request.department_due_on is None
    request = actions.route(request=request, department=cast.dcms, by=cast.triage)
    assert request.department == cast.dcms


def test_an_offer_to_oneself_or_without_reason_is_refused(cast):
    request = cast.request(State.ACCEPTED)
    with pytest.raises(Invalid):
        offer(cast, request, cast.dcms, cast.officer)
    with pytest.raises(Invalid):
        actions.offer_transfer(request=request, department=cast.mhclg, reason=" ", by=cast.officer)


def test_withdrawing_cancels_the_offer(cast):
    request = offer(cast, cast.request(State.ACCEPTED), cast.mhclg, cast.officer)
    request = actions.withdraw(request=request, by=cast.member)
    assert request.offered_to is None
    assert Transfer.objects.get(request=request).state == TransferState.CANCELLED
