"""A broker that is down, frozen or gone must neither fail nor slow the person who tells."""

import re
import signal
import time
from base64 import b64decode

import pytest
from django.conf import settings
from django.db import transaction

from foundation import notifications
from foundation.notifications import dispatch
from foundation.notifications.delivery import deliver
from foundation.notifications.enums import State
from foundation.notifications.keys import ordered_uuid
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


def queued(broker, queue: str = "celery") -> int:
    dispatch._hints.settle()
    return int(broker.tell(f"LLEN {queue}").strip().lstrip(b":"))


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
    assert queued(broker, "urgent") == 1
    assert sweep()["offered"] == len(crowd), "the crowd does not wait a minute"


def test_urgent_messages_have_a_queue_of_their_own(broker, person):
    notifications.tell([person], kind="test_code", context={"code": "1234"})
    assert queued(broker) == 0
    assert queued(broker, "urgent") == 1


def test_what_is_told_in_one_moment_is_one_task(broker):
    keys = [ordered_uuid() for _each in range(20)]
    for key in keys:
        dispatch.after_commit([key])
    assert 1 <= queued(broker) < 20
    waiting = broker.tell("LRANGE celery 0 -1").decode()
    told = b"".join(b64decode(body) for body in re.findall(r'"body": "([^"]+)"', waiting)).decode()
    assert all(str(key) in told for key in keys)


def test_many_who_tell_at_once_are_all_heard(broker):
    """More than make a crowd, but their rows are not due for the sweep."""
    keys = [ordered_uuid() for _each in range(dispatch.AT_ONCE + 50)]
    for key in keys:
        dispatch.after_commit([key])
    dispatch._hints.settle()
    assert queued(broker, "urgent") == 0, "no sweep in their place"
    assert queued(broker) >= len(keys) / dispatch.BATCH


def tries(caplog) -> int:
    """How often the broker was waited for in vain."""
    dispatch._hints.settle()
    return caplog.messages.count("the queue does not answer; the sweep will deliver")


def test_with_the_broker_down_people_are_served_and_told_later(broker, mailbox, time_passes, caplog):
    broker.stop()
    assert tell(PersonFactory()) < 3.0
    assert tries(caplog) == 1
    tell(PersonFactory())
    assert tries(caplog) == 1, "it is not asked a second time"
    assert set(Message.objects.values_list("state", flat=True)) == {State.QUEUED}
    broker.start()
    dispatch._quiet_until = 0.0
    time_passes()
    assert sweep()["offered"] == 2
    assert queued(broker) == 1
    assert deliver(Message.objects.values_list("pk", flat=True)) == {"sent": 2}


def test_nobody_waits_for_a_frozen_broker(broker, caplog, monkeypatch):
    monkeypatch.setitem(settings.QUEUE_PATIENCE, "socket_timeout", 5)
    dispatch._connection.cache_clear()
    tell(PersonFactory())
    dispatch._hints.settle()
    broker.process.send_signal(signal.SIGSTOP)
    try:
        assert tell(PersonFactory()) < 3.0, "the page is answered, the thread waits"
        assert tries(caplog) == 1
        tell(PersonFactory())
    finally:
        broker.process.send_signal(signal.SIGCONT)
    assert tries(caplog) == 1
    assert Message.objects.count() == 3


def test_the_queue_is_used_again_after_a_pause(broker, monkeypatch, caplog):
    broker.stop()
    tell(PersonFactory())
    assert tries(caplog) == 1
    broker.start()
    monkeypatch.setattr(dispatch, "_quiet_until", time.monotonic() - 1)
    tell(PersonFactory())
    assert queued(broker) == 1
