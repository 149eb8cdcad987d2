"""Django's own mail, sign-in codes among it, never waits for a mail server."""

import time

import pytest
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import override

from foundation.notifications.delivery import deliver
from foundation.notifications.enums import State
from foundation.notifications.models import DemoMail, Message
from foundation.notifications.providers import demo
from foundation.notifications.sweeping import sweep
from tests.factories.notifications import MessageFactory

pytestmark = pytest.mark.django_db(transaction=True)

OUTBOX = "foundation.notifications.backends.Outbox"
DEMO = "foundation.notifications.backends.DemoOutbox"
PROVIDER = "foundation.notifications.providers.demo.DemoProvider"


def code(*to, subject="Your code", body="Your code is 482913.\n", **fields):
    return EmailMessage(subject, body, to=to or ["aisha@charity.example"], **fields)


def send(message, backend=OUTBOX):
    message.connection = get_connection(backend)
    return message.send()


def test_a_code_is_sent_at_once_and_its_text_erased(mailbox):
    with override("cy"):
        assert send(code()) == 1
    row = Message.objects.get()
    assert (row.state, row.language, row.address) == (State.QUEUED, "cy", "aisha@charity.example")
    deliver([row.pk])
    [mail] = mailbox.accepted
    assert (mail["Subject"], mail.get_content().split()) == ("Your code", ["Your", "code", "is", "482913."])
    row.refresh_from_db()
    assert (row.state, row.context) == (State.SENT, {})


def test_each_recipient_gets_their_own(mailbox):
    send(code("a@charity.example", bcc=["b@charity.example"]))
    deliver(Message.objects.values_list("pk", flat=True))
    assert sorted(mailbox.recipients) == ["a@charity.example", "b@charity.example"]
    assert all(
        "b@charity.example" not in str(mail["To"]) for mail in mailbox.accepted if mail["To"][0] == "a"
    )


def test_a_mail_server_that_hangs_is_not_felt(mailbox, settings):
    mailbox.hang = {"EHLO": 5, "MAIL": 5, "DATA": 5}
    started = time.monotonic()
    send(code())
    assert time.monotonic() - started < 5
    assert mailbox.connections == 0


def test_a_subject_of_several_lines_becomes_one(mailbox):
    send(code(subject="Your code\r\nBcc: everyone@charity.example"))
    deliver([Message.objects.get().pk])
    [mail] = mailbox.accepted
    assert mail["Bcc"] is None
    assert mailbox.recipients == ["aisha@charity.example"]


def test_what_it_cannot_carry_it_says(mailbox):
    message = code()
    message.attach("a.txt", "text")
    with pytest.raises(ValueError, match="attachments"):
        send(message)
    assert not Message.objects.exists()


def test_the_demonstration_shows_codes_at_once(settings):
    send(code(), DEMO)
    [mail] = DemoMail.objects.all()
    assert (mail.to, mail.subject, mail.text) == (
        "aisha@charity.example",
        "Your code",
        "Your code is 482913.\n",
    )


def test_the_demonstration_never_shows_a_message_twice(settings, time_passes):
    settings.NOTIFICATIONS_PROVIDER = PROVIDER
    message = MessageFactory()
    assert deliver([message.pk]) == {"sent": 1}
    Message.objects.filter(pk=message.pk).update(state=State.SENDING, sent_at=None, sweep_at=message.sweep_at)
    sweep()
    time_passes()
    assert deliver([message.pk]) == {"sent": 1}
    assert DemoMail.objects.count() == 1


def test_the_demonstration_keeps_only_the_newest(settings, monkeypatch):
    monkeypatch.setattr(demo, "KEPT", 50)
    for n in range(60):
        send(code(subject=f"Code {n}"), DEMO)
    assert DemoMail.objects.count() == 50
    assert DemoMail.objects.order_by("-sent_at", "-id").first().subject == "Code 59"


def test_without_a_provider_messages_wait(settings, time_passes):
    settings.NOTIFICATIONS_PROVIDER = "foundation.notifications.providers.Nowhere"
    message = MessageFactory()
    for _hour in range(20):
        time_passes()
        assert deliver([message.pk], patiently=True) == {"unreachable": 1}
    message.refresh_from_db()
    assert (message.state, message.last_error) == (State.QUEUED, "NoProvider")
