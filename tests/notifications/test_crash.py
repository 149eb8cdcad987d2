"""A worker killed with SIGKILL between any two steps of sending: nothing is lost, and nothing doubtful is hidden.

Real processes: a Celery worker, a broker and a mail provider. The worker's child dies at the step that the test names.
"""

import pytest
from django.utils import timezone

from foundation import notifications
from foundation.notifications import dispatch, health
from foundation.notifications.enums import State
from foundation.notifications.models import Message
from tests.factories.notifications import MessageFactory, PersonFactory
from tests.notifications.conftest import Worker, eventually
from tests.notifications.notify_server import API_KEY, TEMPLATE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(scope="module")
def workers(broker_process, ports, tmp_path_factory):
    """One of each kind; they take seconds to start and outlive the tests that only kill their children."""
    made = {
        "smtp": Worker(
            broker_process,
            tmp_path_factory.mktemp("smtp"),
            EMAIL_URL=f"smtp://127.0.0.1:{ports['smtp']}",
            TEST_PROVIDER="tests.notifications.faults.MortalSMTP",
        ),
        "notify": Worker(
            broker_process,
            tmp_path_factory.mktemp("notify"),
            NOTIFY_API_KEY=API_KEY,
            NOTIFY_TEMPLATE_ID=TEMPLATE,
            NOTIFY_URL=f"http://127.0.0.1:{ports['notify']}",
            TEST_PROVIDER="tests.notifications.faults.MortalNotify",
        ),
    }
    yield made
    for worker in made.values():
        worker.stop()


@pytest.fixture
def smtp_worker(workers, broker, mail_server):
    workers["notify"].stop()
    return workers["smtp"].start()


@pytest.fixture
def notify_worker(workers, broker, notify):
    workers["smtp"].stop()
    return workers["notify"].start()


def state(message) -> str:
    return Message.objects.get(pk=message.pk).state


def dies(worker, step) -> Message:
    """Tell somebody, and let the worker die at the step. Another message proves that the queue goes on."""
    worker.dies(step)
    notifications.tell(
        [PersonFactory()], kind="test_news", about="FD-2026-000001", context={"title": "Food banks"}
    )
    message = Message.objects.get(about="FD-2026-000001")
    eventually(worker.died)
    notifications.tell(
        [PersonFactory()], kind="test_news", about="FD-2026-000002", context={"title": "Other"}
    )
    eventually(lambda: Message.objects.get(about="FD-2026-000002").state == State.SENT)
    return message


def sweep_later(time_passes, message) -> None:
    """What the sweep does at the end of a lease: send, mark, or (Notify) wait a minute before it asks."""
    time_passes()
    assert dispatch.send("notifications.sweep", queue="urgent")
    eventually(lambda: state(message) not in (State.CLAIMED, State.SENDING))


def test_smtp_killed_before_handing_over_sends_exactly_once(smtp_worker, mailbox, time_passes):
    message = dies(smtp_worker, "before handing over")
    assert state(message) == State.CLAIMED
    sweep_later(time_passes, message)
    eventually(lambda: state(message) == State.SENT)
    assert len(mailbox.ids) == len(set(mailbox.ids)) == 2
    assert Message.objects.get(pk=message.pk).doubts == 0


@pytest.mark.parametrize(("step", "copies"), [("after handing over", 1), ("after sending", 2)])
def test_smtp_killed_in_the_window_is_marked_and_repeated_under_one_key(
    smtp_worker, mailbox, time_passes, step, copies
):
    message = dies(smtp_worker, step)
    assert state(message) == State.SENDING
    sweep_later(time_passes, message)
    assert state(message) == State.DOUBTFUL, "marked first, repeated only later"
    assert list(Message.objects.troubled()) == [message]
    time_passes()
    assert dispatch.send("notifications.sweep", queue="urgent")
    eventually(lambda: state(message) == State.SENT)
    assert mailbox.ids.count(f"<{message.pk}@127.0.0.1>") == copies
    row = Message.objects.get(pk=message.pk)
    assert (row.doubts, row.doubtful_at is not None) == (1, True)


@pytest.mark.parametrize(("step", "lookups"), [
    ("before handing over", 0), ("after handing over", 1), ("after sending", 1)
])  # fmt: skip
def test_notify_killed_anywhere_sends_exactly_once(notify_worker, notify, time_passes, step, lookups):
    message = dies(notify_worker, step)
    sweep_later(time_passes, message)
    if lookups:
        assert state(message) == State.QUEUED
        sweep_later(time_passes, message)
    eventually(lambda: state(message) == State.SENT)
    assert notify.references.count(str(message.pk)) == 1
    assert len(notify.lookups) == lookups
    assert Message.objects.get(pk=message.pk).provider_id
    assert not Message.objects.troubled().exists()


def test_the_whole_worker_killed_loses_nothing(smtp_worker, mailbox, broker, time_passes):
    """Not only its child: the task it held comes back from the broker, the rows from the sweep."""
    messages = [MessageFactory() for _ in range(60)]
    keys = [message.pk for message in messages]
    mailbox.hang["DATA"] = 0.05
    dispatch.after_commit(keys)
    eventually(lambda: len(mailbox.accepted) >= 5)
    smtp_worker.kill()
    mailbox.hang.clear()
    smtp_worker.start()
    for _minute in range(4):
        time_passes()
        dispatch.send("notifications.sweep", queue="urgent")
        eventually(lambda: not Message.objects.filter(sweep_at__lt=timezone.now()).exists())
    eventually(lambda: Message.objects.filter(state=State.SENT).count() == 60)
    repeated = len(mailbox.ids) - len(set(mailbox.ids))
    assert len(set(mailbox.ids)) == 60
    assert repeated <= Message.objects.filter(doubts__gt=0).count() <= 1, "at most the one in hand"


def test_the_broker_loses_everything_and_everybody_is_told_once(smtp_worker, mailbox, broker, time_passes):
    smtp_worker.kill()
    people = PersonFactory.create_batch(40)
    notifications.tell(people, kind="test_news", about="FD-2026-000001", context={"title": "Food banks"})
    dispatch._hints.settle()
    assert b"celery" in broker.tell("KEYS *")
    broker.tell("FLUSHALL")
    smtp_worker.start()
    time_passes()
    dispatch.send("notifications.sweep", queue="urgent")
    dispatch.send("notifications.sweep", queue="urgent")
    eventually(lambda: Message.objects.filter(state=State.SENT).count() == 40)
    assert len(mailbox.ids) == len(set(mailbox.ids)) == 40


def test_a_worker_that_answers_the_clock_is_seen(smtp_worker):
    assert health.worker_heartbeat_age() is None
    dispatch.send("notifications.heartbeat", queue="urgent")
    eventually(lambda: health.worker_heartbeat_age() is not None)
    assert health.worker_heartbeat_age() < 10
