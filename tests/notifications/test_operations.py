"""What those who run the portal rely on: the command, the heartbeat, the checks, the timetable."""

from datetime import timedelta

import pytest
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.utils import timezone

from foundation.notifications import checks, health
from foundation.notifications.enums import State
from foundation.notifications.models import Heartbeat, Message
from foundation.notifications.providers.smtp import Server, SMTPProvider
from portal.celery import app
from tests.factories.notifications import MessageFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_outbox_is_drained_without_a_queue(mailbox, capsys):
    MessageFactory.create_batch(30)
    call_command("send_outbox")
    assert "30 sent, 0 still due." in capsys.readouterr().out
    assert len(mailbox.accepted) == 30


def test_it_is_drained_in_the_order_in_which_it_was_told(mailbox):
    told = MessageFactory.create_batch(5)
    for message in told[:2]:
        message.save()  # the row now lies behind the others
    call_command("send_outbox")
    sent = Message.objects.order_by("sent_at").values_list("pk", flat=True)
    assert list(sent) == [message.pk for message in told]


def test_it_says_so_when_the_provider_is_away(mail_server):
    mail_server.stop()
    MessageFactory.create_batch(3)
    with pytest.raises(CommandError, match="did not take everything"):
        call_command("send_outbox")
    assert Message.objects.filter(state=State.QUEUED).count() == 3


def test_trouble_is_listed_without_addresses_and_sent_again_by_key(mailbox, capsys):
    message = MessageFactory(
        state=State.FAILED, sweep_at=None, last_error="SMTP 550", recipient__email="a@b.example"
    )
    call_command("send_outbox", "--list")
    shown = capsys.readouterr().out
    assert str(message.pk) in shown
    assert "a@b.example" not in shown
    call_command("send_outbox", "--again", str(message.pk))
    assert len(mailbox.accepted) == 1


@pytest.mark.parametrize("key", ["00000000-0000-0000-0000-000000000000", "no-key"])
def test_an_unknown_key_is_a_sentence(key):
    with pytest.raises(CommandError, match="No doubtful or failed message"):
        call_command("send_outbox", "--again", key)


def test_the_heartbeat_is_the_newest_one():
    assert health.worker_heartbeat_age() is None
    health.beat()
    Heartbeat.objects.update(at=timezone.now() - timedelta(seconds=90))
    assert 89 < health.worker_heartbeat_age() < 100
    health.beat()
    assert health.worker_heartbeat_age() < 5


def test_the_backlog_counts_what_is_late_and_what_waits_for_a_decision():
    MessageFactory(due_at=timezone.now() - timedelta(minutes=11))
    MessageFactory()
    MessageFactory(state=State.FAILED, sweep_at=None)
    assert health.backlog() == {"late": 1, "doubtful": 0, "failed": 1}


def test_every_task_of_the_timetable_exists_and_none_piles_up():
    app.loader.import_default_modules()
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks
        seconds = entry["schedule"]
        if not isinstance(seconds, crontab):
            assert entry["options"]["expires"] < seconds


@pytest.mark.parametrize(("url", "server"), [
    ("smtp://127.0.0.1:1025", Server("smtp", "127.0.0.1", 1025, "", "")),
    ("smtp+tls://u%40x:p%3Aw@mail.example", Server("smtp+tls", "mail.example", 587, "u@x", "p:w")),
    ("smtps://u:p@mail.example", Server("smtps", "mail.example", 465, "u", "p")),
])  # fmt: skip
def test_the_address_of_a_mail_server_is_read(url, server):
    assert Server.parse(url) == server


@pytest.mark.parametrize(
    "url", ["mail.example", "smtp://", "http://mail.example", "smtp://h:99999", "smtp://h:x"]
)
def test_an_address_that_is_none_is_a_failed_check(settings, url):
    settings.EMAIL_URL = url
    assert [problem.id for problem in checks.email_url_is_usable()] == ["notifications.E001"]
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must look like"):
        SMTPProvider()


def test_the_checks_say_what_is_missing(settings):
    settings.EMAIL_URL, settings.NOTIFY_API_KEY = "", ""
    assert [problem.id for problem in checks.somebody_carries_the_mail()] == ["notifications.W001"]
    settings.EMAIL_URL = "smtp://u:p@mail.example"
    assert [problem.id for problem in checks.somebody_carries_the_mail()] == ["notifications.W002"]
    settings.EMAIL_URL = "smtps://u:p@mail.example"
    assert checks.somebody_carries_the_mail() == []
    settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID = "key", ""
    assert [problem.id for problem in checks.notify_is_complete()] == ["notifications.E002"]
