"""A broker that is down, frozen or gone must neither fail nor slow the person who tells."""

import signal
import time

import pytest
from django.db import transaction

from foundation import notifications
from foundation.notifications import dispatch
from foundation.notifications.delivery import deliver
from foundation.notifications.enums import State
from foundation.notifications.models import Message
from foundation.notifications.sweeping import sweep
from tests.factories.notifications import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)


def tell(*people) -> float:
    """Seconds that telling took, commit and all."""
    started = time.monotonic()
    with transaction.atomic():
        notifications.tell(people, kind="test_receipt", about="FD-2026-000001")
    return time.monotonic() - started


def queued(broker) -> int:
    return int(broker.tell("LLEN celery").strip().lstrip(b":"))


def test_the_queue_hears_of_it_after_the_commit_and_not_before(broker, person):
    with transaction.atomic():
        notifications.tell([person], kind="test_receipt")
        assert queued(broker) == 0
    assert queued(broker) == 1


def test_the_queue_never_hears_of_what_was_rolled_back(broker, person):
    with pytest.raises(RuntimeError), transaction.atomic():
        notifications.tell([person], kind="test_receipt")
        raise RuntimeError
    assert queued(broker) == 0


def test_a_batch_is_one_task_and_a_crowd_is_one_sweep(broker):
    people = PersonFactory.create_batch(60)
    notifications.tell(people, kind="test_receipt")
    assert queued(broker) == 3
    crowd = PersonFactory.create_batch(dispatch.AT_ONCE + 1)
    notifications.tell(crowd, kind="test_receipt")
    assert queued(broker) == 3
    assert b":1" in broker.tell("LLEN urgent")
    assert sweep()["offered"] == len(crowd), "the crowd does not wait a minute"


def test_urgent_messages_have_a_queue_of_their_own(broker, person):
    notifications.tell([person], kind="test_code", context={"code": "1234"})
    assert queued(broker) == 0
    assert b":1" in broker.tell("LLEN urgent")


def tries(caplog) -> int:
    """How often somebody waited for the broker in vain."""
    return caplog.messages.count("the queue does not answer; the sweep will deliver")


def test_with_the_broker_down_people_are_served_and_told_later(broker, mailbox, time_passes, caplog):
    broker.stop()
    assert tell(PersonFactory()) < 3.0
    tell(PersonFactory())
    assert tries(caplog) == 1, "nobody waits for it a second time"
    assert set(Message.objects.values_list("state", flat=True)) == {State.QUEUED}
    broker.start()
    dispatch._quiet_until = 0.0
    time_passes()
    assert sweep()["offered"] == 2
    assert queued(broker) == 1
    assert deliver(Message.objects.values_list("pk", flat=True)) == {"sent": 2}


def test_a_frozen_broker_costs_one_person_half_a_second(broker, caplog):
    tell(PersonFactory())
    broker.process.send_signal(signal.SIGSTOP)
    try:
        first, second = tell(PersonFactory()), tell(PersonFactory())
    finally:
        broker.process.send_signal(signal.SIGCONT)
    assert 0.4 < first < 4.0
    assert second < first and tries(caplog) == 1
    assert Message.objects.count() == 3


def test_the_queue_is_used_again_after_a_pause(broker, monkeypatch):
    broker.stop()
    tell(PersonFactory())
    broker.start()
    monkeypatch.setattr(dispatch, "_quiet_until", time.monotonic() - 1)
    tell(PersonFactory())
    assert queued(broker) == 1
