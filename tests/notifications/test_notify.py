"""GOV.UK Notify can be asked, so a message is never sent twice, whatever happened to the answer."""

import logging
import socket
from datetime import timedelta

import pytest
from django.utils import timezone

from foundation.common.actors import SYSTEM
from foundation.notifications.actions import send_again
from foundation.notifications.delivery import ASK_WITHIN, MAX_ATTEMPTS, deliver
from foundation.notifications.enums import State
from foundation.notifications.models import Message
from foundation.notifications.sweeping import sweep
from tests.factories.notifications import MessageFactory
from tests.notifications.conftest import free_port

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_message_is_accepted_under_our_key(notify):
    message = MessageFactory(recipient__email="aisha@charity.example")
    assert deliver([message.pk]) == {"sent": 1}
    [mail] = notify.accepted
    message.refresh_from_db()
    assert (mail["email_address"], mail["reference"]) == ("aisha@charity.example", str(message.pk))
    assert mail["personalisation"]["subject"] == "News of Food banks"
    assert "There is news of Food banks." in mail["personalisation"]["body"]
    assert (message.state, message.provider, message.provider_id) == (State.SENT, "notify", mail["id"])
    assert notify.lookups == [], "nobody is asked without a doubt"


def test_an_accepted_message_whose_answer_was_lost_is_found_and_not_sent_again(notify, time_passes):
    notify.swallow = 1
    message = MessageFactory()
    assert deliver([message.pk]) == {"to be asked": 1}
    time_passes()
    assert deliver([message.pk]) == {"sent": 1}
    message.refresh_from_db()
    assert notify.references == [str(message.pk)]
    assert message.provider_id == notify.accepted[0]["id"]
    assert message.doubts == 0


def test_a_message_that_never_arrived_is_asked_for_and_then_sent(notify, time_passes):
    notify.fail = [500, 503]
    message = MessageFactory()
    for expected in ("to be asked", "to be asked", "sent"):
        time_passes()
        assert deliver([message.pk]) == {expected: 1}
    assert notify.references == [str(message.pk)]
    assert notify.lookups == [str(message.pk)] * 2


def test_what_notify_refuses_is_a_dead_letter(notify, caplog):
    notify.fail = [400]
    message = MessageFactory(recipient__email="wrong@charity.example")
    caplog.set_level(logging.DEBUG)
    assert deliver([message.pk]) == {"failed": 1}
    message.refresh_from_db()
    assert message.last_error == "Notify 400"
    assert "wrong@charity.example" not in caplog.text
    assert "Not a valid email address" not in caplog.text


@pytest.mark.parametrize("status", [403, 429])
def test_our_own_trouble_with_notify_costs_no_message_an_attempt(notify, time_passes, status):
    notify.fail = [status] * (MAX_ATTEMPTS + 2)
    message = MessageFactory()
    while notify.fail:
        time_passes()
        assert deliver([message.pk], patiently=True) == {"unreachable": 1}
    time_passes()
    assert deliver([message.pk], patiently=True) == {"sent": 1}


def test_a_key_that_notify_does_not_know_sends_nothing(notify, settings):
    settings.NOTIFY_API_KEY = settings.NOTIFY_API_KEY[:-4] + "0000"
    assert deliver([MessageFactory().pk]) == {"unreachable": 1}
    assert notify.accepted == []


def test_a_refused_connection_leaves_no_doubt(notify, settings):
    settings.NOTIFY_URL = f"http://127.0.0.1:{free_port()}"
    message = MessageFactory()
    assert deliver([message.pk]) == {"unreachable": 1}


def test_a_provider_that_hangs_is_asked_before_it_is_told_again(notify, settings, time_passes):
    settings.EMAIL_TIMEOUT = 1
    address = settings.NOTIFY_URL
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings.NOTIFY_URL = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        message = MessageFactory()
        assert deliver([message.pk]) == {"to be asked": 1}
    settings.NOTIFY_URL = address
    time_passes()
    sweep()
    assert deliver([message.pk]) == {"sent": 1}
    assert notify.lookups == notify.references == [str(message.pk)]


def test_while_notify_cannot_be_asked_nothing_is_sent(notify, settings, time_passes):
    notify.swallow = 1
    message = MessageFactory()
    deliver([message.pk])
    address, settings.NOTIFY_URL = settings.NOTIFY_URL, f"http://127.0.0.1:{free_port()}"
    time_passes()
    assert deliver([message.pk]) == {"unreachable": 1}
    settings.NOTIFY_URL = address
    time_passes()
    assert deliver([message.pk], patiently=True) == {"sent": 1}
    assert len(notify.accepted) == 1


def test_a_message_handed_to_smtp_is_not_asked_of_notify(mailbox, notify, settings, time_passes):
    """The provider was changed in between: only the first one could have known."""
    settings.NOTIFICATIONS_PROVIDER = "foundation.notifications.providers.smtp.SMTPProvider"
    mailbox.drop = True
    message = MessageFactory()
    deliver([message.pk])
    settings.NOTIFICATIONS_PROVIDER = "foundation.notifications.providers.notify.NotifyProvider"
    time_passes()
    sweep()
    assert deliver([message.pk]) == {"sent": 1}
    assert notify.lookups == []
    assert Message.objects.get().doubts == 1


def test_what_notify_has_forgotten_is_left_to_a_person(notify, time_passes):
    """After a week Notify no longer knows; sending without asking might send it twice."""
    notify.fail = [500]
    message = MessageFactory()
    deliver([message.pk])
    time_passes()
    Message.objects.update(handed_at=timezone.now() - ASK_WITHIN - timedelta(minutes=1))
    assert deliver([message.pk]) == {"failed": 1}
    assert notify.accepted == []
    send_again(message=message, by=SYSTEM)
    assert deliver([message.pk]) == {"sent": 1}
