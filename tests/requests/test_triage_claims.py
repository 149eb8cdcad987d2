"""Two people reach for one request: two real transactions, one winner, no lost work."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from engagement.requests import actions
from engagement.requests.enums import State
from engagement.requests.models import EngagementRequest, Message, RoutingDecision
from engagement.requests.verbs import TABLE, perform
from foundation.common.errors import Stale, WrongState
from tests.factories import requests as make
from tests.factories.requests import Cast
from tests.requests.queue_doors import browser

pytestmark = pytest.mark.django_db(transaction=True)


def together(*jobs):
    """Run the jobs at the same moment, each on a connection of its own; what each raised or gave back."""
    gate = Barrier(len(jobs))

    def one(job):
        try:
            gate.wait(timeout=10)
            return job()
        except (WrongState, Stale) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(one, jobs))


def test_of_two_who_claim_one_holds_it_and_the_other_is_told_who():
    cast = Cast()
    row, colleague = cast.request(), make.official("triage")
    found = together(
        lambda: actions.claim(request=row, by=cast.triage), lambda: actions.claim(request=row, by=colleague)
    )
    refused = [each for each in found if isinstance(each, WrongState)]
    row.refresh_from_db()
    assert len(refused) == 1 and row.claimed_by_id in {cast.triage.pk, colleague.pk}
    assert row.claimed_by.name in str(refused[0].message)


def test_the_page_of_the_one_who_came_second_says_who_holds_it():
    cast = Cast()
    row, colleague = cast.request(), make.official("triage")
    actions.claim(request=row, by=colleague)
    answer = browser(cast.triage).post(f"/requests/{row.ref}/claim/", {"version": row.version})
    assert answer.status_code == 409 and colleague.name in answer.content.decode()


def test_of_two_replies_to_one_version_one_is_sent_and_the_other_kept_for_its_writer():
    cast = Cast()
    row, colleague = cast.request(State.IN_PROGRESS), make.official("officer", cast.dcms)
    reply = TABLE["reply"]
    found = together(
        *(
            lambda by=by: perform(reply, request=row, by=by, version=row.version, said={"body": by.name})
            for by in (cast.officer, colleague)
        )
    )
    assert sum(isinstance(each, Stale | WrongState) for each in found) == 1
    assert Message.objects.filter(request=row, kind="reply").count() == 1


def test_two_routes_at_once_leave_one_decision():
    cast = Cast()
    row = cast.request()
    found = together(
        lambda: actions.route(request=row, department=cast.dcms, by=cast.triage),
        lambda: actions.route(request=row, department=cast.mhclg, by=cast.triage),
    )
    assert sum(isinstance(each, WrongState) for each in found) == 1
    assert RoutingDecision.objects.filter(request=row).count() == 1
    assert EngagementRequest.objects.get(pk=row.pk).state == State.ROUTED


def test_bulk_by_two_people_at_once_does_each_request_once():
    cast = Cast()
    found = [cast.request() for _ in range(4)]
    colleague = make.official("triage")
    refused = together(
        lambda: actions.acknowledge_many(requests=found, by=cast.triage),
        lambda: actions.acknowledge_many(requests=found[::-1], by=colleague),
    )
    assert sum(len(each) for each in refused) == 4
    assert all(row.history.filter(verb="acknowledged").count() == 1 for row in found)
