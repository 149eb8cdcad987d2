"""The sweep: whatever got stuck goes on, once; the summary at eight; what is old is forgotten."""

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from foundation import notifications
from foundation.notifications import actions, dispatch
from foundation.notifications.delivery import LEASE, MAX_ATTEMPTS, claim, deliver
from foundation.notifications.digests import next_summary, summarise
from foundation.notifications.enums import Delivery, State
from foundation.notifications.kinds import DIGEST
from foundation.notifications.models import Fact, Message, Preference
from foundation.notifications.sweeping import forget, sweep
from tests.factories.notifications import MessageFactory, PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def offered(monkeypatch):
    """What the sweep puts before the queue."""
    keys: list[str] = []
    monkeypatch.setattr(dispatch, "send", lambda name, batch, queue: keys.extend(batch) or True)
    return keys


def at(*when) -> datetime:
    return datetime(*when, tzinfo=LONDON)


def test_what_is_due_is_offered_once(offered):
    due = MessageFactory.create_batch(3)
    MessageFactory(sweep_at=timezone.now() + timedelta(minutes=1))
    assert sweep()["offered"] == 3
    assert sorted(offered) == sorted(str(message.pk) for message in due)
    assert sweep()["offered"] == 0, "the queue has them now"


def test_a_message_whose_task_was_lost_is_offered_again(offered, time_passes):
    message = MessageFactory()
    sweep()
    time_passes()
    sweep()
    assert offered == [str(message.pk)] * 2


def test_a_row_held_by_a_worker_is_left_alone_until_its_lease_ends(offered):
    message = MessageFactory()
    claim(message.pk)
    sweep()
    message.refresh_from_db()
    assert (offered, message.state) == ([], State.CLAIMED)
    assert message.sweep_at > timezone.now() + LEASE - timedelta(seconds=30)


def test_a_worker_that_died_before_handing_over_leaves_no_doubt(offered, time_passes, mailbox):
    message = MessageFactory()
    claim(message.pk)
    time_passes()
    sweep()
    message.refresh_from_db()
    assert (offered, message.state, message.doubts) == ([str(message.pk)], State.QUEUED, 0)
    assert deliver([message.pk]) == {"sent": 1}


def test_a_message_that_kills_its_workers_ends_in_the_dead_letters(time_passes, offered):
    message = MessageFactory()
    for _death in range(MAX_ATTEMPTS):
        assert claim(message.pk)
        time_passes()
        sweep()
    message.refresh_from_db()
    assert (message.state, message.last_error) == (State.FAILED, "WorkerLost")


def test_two_sweeps_at_once_offer_each_message_once(offered):
    messages = MessageFactory.create_batch(60)

    def work():
        sweep()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(offered) == sorted(str(message.pk) for message in messages)


def test_the_sweep_reads_an_index_and_not_the_table(person):
    now = timezone.now()
    row = {"recipient": person, "kind": "test_news", "due_at": now}
    sent = [Message(**row, state=State.SENT, sent_at=now) for _ in range(20_000)]
    waiting = [Message(**row, sweep_at=now) for _ in range(2_000)]
    Message.objects.bulk_create(sent + waiting, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE notifications_message")
    plan = Message.objects.for_the_sweep(now)[:1000].explain()
    assert "Index Scan using message_sweep" in plan
    assert "Sort" not in plan


@pytest.mark.parametrize(("now", "expected"), [
    (at(2026, 11, 23, 7, 59), at(2026, 11, 23, 8)),
    (at(2026, 11, 23, 8, 0), at(2026, 11, 24, 8)),
    (at(2027, 3, 27, 9, 0), at(2027, 3, 28, 8)),  # the clocks go forward that night
    (at(2027, 10, 30, 23, 0), at(2027, 10, 31, 8)),  # and back
    (at(2026, 12, 31, 12, 0), at(2027, 1, 1, 8)),
])  # fmt: skip
def test_the_summary_comes_at_eight_in_london(now, expected):
    assert next_summary(now.astimezone(ZoneInfo("UTC"))) == expected


def daily(**fields):
    person = PersonFactory(**fields)
    Preference.objects.create(user=person, delivery=Delivery.DAILY)
    return person


def test_one_summary_a_person_with_a_line_for_each(mailbox, time_passes):
    person, other = daily(), daily()
    for n in range(5):
        about = f"FD-2026-{n:06d}"
        notifications.tell(
            [person, other], kind="test_news", about=about, url=f"/r/{n}/", context={"title": f"T{n}"}
        )
    assert set(Message.objects.values_list("state", flat=True)) == {State.HELD}
    time_passes()
    sweep()
    sweep()
    assert deliver(Message.objects.filter(state=State.QUEUED).values_list("pk", flat=True)) == {"sent": 2}
    assert [mail["Subject"] for mail in mailbox.accepted] == ["Your daily summary: 5 updates"] * 2
    text = mailbox.accepted[0].get_content()
    assert [f"* FD-2026-{n:06d}: news of T{n}" in text for n in range(5)] == [True] * 5
    assert set(Message.objects.filter(kind="test_news").values_list("state", flat=True)) == {State.GROUPED}


def test_two_clocks_make_one_summary(time_passes, offered):
    person = daily()
    for n in range(20):
        notifications.tell([person], kind="test_news", about=f"FD-2026-{n:06d}", context={"title": "T"})
    time_passes()
    found = []

    def work():
        found.append(summarise(person, timezone.now()))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([summary for summary in found if summary]) == 1
    assert Message.objects.get(kind=DIGEST).children.count() == 20


def test_the_summary_counts_what_bulk_actions_brought_together(time_passes, offered):
    person = daily()
    tellings = [
        notifications.Telling([person], f"FD-2026-{n:06d}", f"/r/{n}/", {"title": "T"}) for n in range(30)
    ]
    notifications.tell_each(tellings, kind="test_news")
    notifications.tell([person], kind="test_news", about="FD-2026-000099", context={"title": "T"})
    time_passes()
    sweep()
    assert Message.objects.get(kind=DIGEST).context == {"count": 31}


def test_who_no_longer_wants_a_summary_gets_what_waited_at_once(mailbox):
    person = daily()
    notifications.tell([person], kind="test_news", context={"title": "T"})
    actions.prefer(user=person, delivery=Delivery.EACH, by=person)
    assert deliver([Message.objects.get().pk]) == {"sent": 1}


def test_who_no_longer_wants_anything_gets_nothing():
    person = daily()
    notifications.tell([person], kind="test_news", context={"title": "T"})
    actions.prefer(user=person, delivery=Delivery.NONE, by=person)
    assert Message.objects.get().state == State.SUPPRESSED


def test_words_and_addresses_of_old_messages_are_erased_and_later_their_rows(settings, mailbox):
    old = timezone.now() - timedelta(days=settings.MESSAGE_TEXT_DAYS + 1)
    ancient = timezone.now() - timedelta(days=settings.MESSAGE_ROW_DAYS + 1)
    notifications.tell(["someone@charity.example"], kind="test_receipt")
    bare = Message.objects.get()
    gone, sent, waiting, fresh = MessageFactory.create_batch(4)
    deliver([bare.pk, gone.pk, sent.pk, fresh.pk])
    Message.objects.filter(pk__in=[bare.pk, sent.pk, waiting.pk]).update(created_at=old)
    Message.objects.filter(pk=gone.pk).update(created_at=ancient)
    Fact.objects.create(verb="request.accepted", about="FD-2026-000001", at=ancient)
    Fact.objects.create(verb="request.accepted", about="FD-2026-000002")
    done = forget()
    assert (done["erased"], done["deleted"], done["facts"]) == (3, 1, 1)
    bare.refresh_from_db()
    assert (bare.address, bare.context, bare.url, bare.state) == ("", {}, "", State.SENT)
    waiting.refresh_from_db()
    assert waiting.context, "what still waits keeps its words"
    fresh.refresh_from_db()
    assert fresh.context
    assert forget().total() == 0


def test_the_mark_that_the_provider_is_away_is_short(mail_server):
    mail_server.stop()
    deliver([MessageFactory().pk])
    assert 0 < cache.ttl("notifications:provider-down") <= 30
