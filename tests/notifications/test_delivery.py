"""Sending through a real SMTP server: what is accepted, refused, put off, and never found out."""

import logging
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from foundation import notifications
from foundation.notifications import delivery
from foundation.notifications.delivery import MAX_ATTEMPTS, MAX_REPEATS, deliver
from foundation.notifications.enums import State
from foundation.notifications.models import Message
from foundation.notifications.sweeping import sweep
from tests.factories.notifications import MessageFactory, PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)


def ours(caplog) -> str:
    """What the portal logged, with everything that a structured record carries; the mail server logs beside it."""
    return "".join(str(record.__dict__) for record in caplog.records if record.name.startswith("foundation"))


def elsewhere(keys):
    """Deliver in a thread with a connection of its own."""
    try:
        deliver(keys)
    finally:
        connection.close()


def again(time_passes, message):
    time_passes()
    return deliver([message.pk], patiently=True)


def test_a_message_arrives_once_with_its_key(mailbox):
    message = MessageFactory(recipient__email="aisha@charity.example")
    assert deliver([message.pk]) == {"sent": 1}
    message.refresh_from_db()
    assert (message.state, message.provider, message.sweep_at) == (State.SENT, "smtp", None)
    [mail] = mailbox.accepted
    assert mailbox.recipients == ["aisha@charity.example"]
    assert mail["Subject"] == "News of Food banks"
    assert mail["Message-ID"] == f"<{message.pk}@127.0.0.1>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "There is news of Food banks." in mail.get_content()
    assert deliver([message.pk]) == {}
    assert len(mailbox.accepted) == 1


def test_welsh_letters_arrive_as_they_were_written(mailbox):
    message = MessageFactory(context={"title": "Dŵr a thŷ"}, recipient__name="Siân Gŵyn")
    deliver([message.pk])
    [mail] = mailbox.accepted
    assert mail["Subject"] == "News of Dŵr a thŷ"
    assert "Hello Siân Gŵyn," in mail.get_content()


def test_a_batch_takes_one_connection(mailbox):
    keys = [message.pk for message in MessageFactory.create_batch(8)]
    assert deliver(keys) == {"sent": 8}
    assert len(mailbox.accepted) == 8
    assert mailbox.connections == 1


def test_two_workers_at_once_send_each_message_once(mailbox):
    keys = [message.pk for message in MessageFactory.create_batch(30)]
    threads = [threading.Thread(target=elsewhere, args=[keys]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mailbox.ids) == len(set(mailbox.ids)) == 30
    assert Message.objects.filter(state=State.SENT).count() == 30


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
def test_a_permanent_refusal_fails_where_it_can_be_seen_and_stops_nobody(mailbox, stage, caplog):
    mailbox.refuse[stage] = "550 no such person bad@charity.example"
    bad = MessageFactory()
    assert deliver([bad.pk]) == {"failed": 1}
    mailbox.refuse.clear()
    good = MessageFactory()
    assert deliver([good.pk]) == {"sent": 1}
    bad.refresh_from_db()
    assert (bad.state, bad.last_error, bad.sweep_at) == (State.FAILED, "SMTP 550", None)
    assert "SMTP 550" in ours(caplog)
    assert "charity.example" not in ours(caplog)


def test_one_bad_address_in_a_batch_leaves_the_others(mailbox):
    messages = [MessageFactory(recipient__email=f"p{n}@charity.example") for n in range(5)]
    mailbox.refuse["p2@charity.example"] = "550 unknown"
    assert deliver([message.pk for message in messages]) == {"sent": 4, "failed": 1}


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_a_temporary_refusal_is_tried_again_later(mailbox, stage, time_passes):
    mailbox.refuse[stage] = "451 try later"
    message = MessageFactory()
    assert deliver([message.pk]) == {"postponed": 1}
    message.refresh_from_db()
    assert message.state == State.QUEUED
    assert message.due_at > timezone.now() + timedelta(seconds=20)
    assert deliver([message.pk]) == {}, "not before it is due"
    mailbox.refuse.clear()
    assert again(time_passes, message) == {"sent": 1}
    assert len(mailbox.accepted) == 1


def test_a_server_that_never_wants_a_message_ends_in_the_dead_letters(mailbox, time_passes):
    mailbox.refuse["RCPT"] = "450 mailbox busy"
    message = MessageFactory()
    for _attempt in range(MAX_ATTEMPTS):
        again(time_passes, message)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.FAILED, MAX_ATTEMPTS)
    assert list(Message.objects.troubled()) == [message]


def test_the_wait_doubles_up_to_an_hour_and_is_spread():
    waits = [delivery.backoff(attempt).total_seconds() for attempt in range(1, 13)]
    assert 22 <= waits[0] <= 38
    assert 170 <= waits[3] <= 310
    assert all(2600 <= wait <= 4600 for wait in waits[8:])
    assert len({delivery.backoff(5) for _ in range(20)}) > 10


def test_a_server_that_is_away_costs_no_attempt_and_loses_nothing(mail_server, time_passes):
    mail_server.stop()
    messages = MessageFactory.create_batch(3)
    keys = [message.pk for message in messages]
    for _hour in range(MAX_ATTEMPTS + 3):
        assert again(time_passes, messages[0]) == {"unreachable": 1}
    assert deliver(keys) == {}, "the others are not even tried while it is known to be away"
    assert set(Message.objects.values_list("state", "attempts")) == {(State.QUEUED, 0)}
    mail_server.start()
    time_passes()
    assert deliver(keys, patiently=True) == {"sent": 3}


@pytest.mark.parametrize("stage", ["MAIL", "RCPT"])
def test_a_server_that_hangs_before_the_data_leaves_no_doubt(mailbox, settings, stage, time_passes):
    settings.EMAIL_TIMEOUT = 1
    mailbox.hang[stage] = 2
    message = MessageFactory()
    assert deliver([message.pk]) == {"postponed": 1}
    mailbox.hang.clear()
    settings.EMAIL_TIMEOUT = 20
    assert again(time_passes, message) == {"sent": 1}
    assert len(mailbox.accepted) == 1
    message.refresh_from_db()
    assert message.doubts == 0


def test_a_connection_cut_after_the_data_is_marked_and_repeated_under_the_same_key(mailbox, time_passes):
    mailbox.drop = True
    message = MessageFactory()
    assert deliver([message.pk]) == {"doubtful": 1}
    message.refresh_from_db()
    assert message.state == State.DOUBTFUL
    assert message.sweep_at > timezone.now() + timedelta(minutes=9), "first somebody may look at it"
    assert deliver([message.pk]) == {}
    mailbox.drop = False
    time_passes()
    sweep()
    assert deliver([message.pk]) == {"sent": 1}
    message.refresh_from_db()
    assert (message.state, message.doubts, message.copies) == (State.SENT, 1, 2)
    assert len(mailbox.ids) == 2
    assert len(set(mailbox.ids)) == 1, "the receiving server can tell that it is the same message"


def test_a_doubtful_message_is_repeated_only_so_often(mailbox, time_passes):
    mailbox.drop = True
    message = MessageFactory()
    for _round in range(MAX_REPEATS + 4):
        deliver([message.pk], patiently=True)
        time_passes()
        sweep()
    message.refresh_from_db()
    assert (message.state, message.sweep_at) == (State.DOUBTFUL, None)
    assert len(mailbox.accepted) == MAX_REPEATS + 1
    assert list(Message.objects.troubled()) == [message]


def test_a_sign_in_code_in_doubt_is_not_repeated(mailbox, time_passes):
    mailbox.drop = True
    message = MessageFactory(kind="test_code", context={"code": "1234"})
    deliver([message.pk])
    message.refresh_from_db()
    assert (message.state, message.sweep_at) == (State.DOUBTFUL, None)
    time_passes()
    sweep()
    assert deliver([message.pk]) == {}
    assert len(mailbox.accepted) == 1


def test_a_message_that_breaks_its_own_letter_stops_nobody(mailbox, time_passes):
    broken, good = MessageFactory(kind="test_broken"), MessageFactory()
    assert deliver([broken.pk, good.pk]) == {"postponed": 1, "sent": 1}
    for _attempt in range(MAX_ATTEMPTS):
        again(time_passes, broken)
    broken.refresh_from_db()
    assert (broken.state, broken.last_error) == (State.FAILED, "TypeError")


def test_somebody_who_left_is_not_written_to(mailbox):
    message = MessageFactory(recipient__is_active=False)
    assert deliver([message.pk]) == {"suppressed": 1}
    assert mailbox.accepted == []


def test_a_worker_that_lost_its_claim_does_not_send(mailbox):
    """It was so slow that the sweep gave the row to another."""
    message = MessageFactory()
    claimed = delivery.claim(message.pk)
    Message.objects.filter(pk=message.pk).update(attempts=2)
    assert delivery._attempt(delivery.providers.current(), claimed) == "lost"
    assert mailbox.accepted == []


def test_the_row_says_sending_before_the_server_has_the_message(mailbox):
    mailbox.hang["DATA"] = 1.0
    message = MessageFactory()
    thread = threading.Thread(target=elsewhere, args=[[message.pk]])
    thread.start()
    assert mailbox.waiting.wait(10)
    message.refresh_from_db()
    thread.join()
    assert message.state == State.SENDING
    assert message.handed_at is not None


def test_logs_hold_no_address_and_no_text(mailbox, caplog, time_passes):
    caplog.set_level(logging.DEBUG, logger="foundation")
    message = MessageFactory(recipient__email="secret@charity.example", context={"title": "Whistle"})
    mailbox.refuse["RCPT"] = "451 secret@charity.example is busy"
    deliver([message.pk])
    mailbox.refuse.clear()
    again(time_passes, message)
    assert "message sent" in ours(caplog)
    assert "secret@charity.example" not in ours(caplog)
    assert "Whistle" not in ours(caplog)


@pytest.mark.parametrize(("typed", "envelope"), [
    ("plus+tag@charity.example", "plus+tag@charity.example"),
    ("dots.in.name@charity.example", "dots.in.name@charity.example"),
    ("aisha@tŷ.example", "aisha@xn--t-foa.example"),
    ("a" * 64 + "@" + "b" * 60 + "." + "c" * 60 + "." + "d" * 50 + ".example", None),
])  # fmt: skip
def test_addresses_are_used_as_typed(mailbox, typed, envelope):
    notifications.tell([PersonFactory(email=typed)], kind="test_receipt")
    assert deliver([Message.objects.get().pk]) == {"sent": 1}
    assert mailbox.recipients == [envelope or typed]
