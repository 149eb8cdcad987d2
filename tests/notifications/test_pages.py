"""The pages: how often to be told, the demonstration's outbox, what an administrator should look at."""

import re

import pytest
from django.utils import timezone

from foundation import notifications
from foundation.audit.models import AuditEvent
from foundation.notifications import rules
from foundation.notifications.enums import Delivery, State
from foundation.notifications.models import DemoMail, Message, Preference
from tests.factories.notifications import MessageFactory, PersonFactory

pytestmark = pytest.mark.django_db

PREFERENCES = "/account/notifications/"


@pytest.fixture
def signed_in(client, person):
    client.force_login(person)
    return client


@pytest.fixture
def administrator(monkeypatch):
    boss = PersonFactory(name="Administrator")
    monkeypatch.setattr(rules, "_administrators", [lambda user: user.pk == boss.pk])
    return boss


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_strangers_are_sent_to_sign_in(client):
    for path in (PREFERENCES, "/outbox/"):
        response = client.get(path)
        assert response.status_code == 302
        assert response.url.startswith("/sign-in/")


def test_a_person_chooses_and_the_choice_is_kept(signed_in, person):
    page = signed_in.get(PREFERENCES)
    assert page.status_code == 200
    assert re.search(r'value="each"[^>]* checked', text(page))
    response = signed_in.post(PREFERENCES, {"delivery": "daily"})
    assert (response.status_code, response.url) == (302, PREFERENCES)
    assert Preference.objects.get(user=person).delivery == Delivery.DAILY
    assert re.search(r'value="daily"[^>]* checked', text(signed_in.get(PREFERENCES)))
    event = AuditEvent.objects.get(verb="notifications.preferred")
    assert (event.before, event.after) == ("each", "daily")


@pytest.mark.parametrize("typed", ["", "hourly", "daily\x00", "\ud800"])
def test_another_choice_is_an_error_and_changes_nothing(signed_in, typed):
    response = signed_in.post(PREFERENCES, {"delivery": typed.encode("utf-8", "surrogatepass")})
    assert response.status_code in {200, 400}
    assert not Preference.objects.exists()


def test_the_page_is_there_in_welsh(signed_in):
    page = signed_in.get("/cy" + PREFERENCES)
    assert page.status_code == 200
    assert 'lang="cy"' in text(page)


def mails(count, to="aisha@charity.example"):
    for n in range(count):
        DemoMail.objects.create(
            to=to, subject=f"Mail {n}", text="Your code is 482913.\n\nhttps://portal.example/x"
        )


def test_the_demonstration_outbox_shows_the_newest_first_in_pages(
    client, settings, django_assert_max_num_queries
):
    settings.DEMO = True
    mails(25)
    with django_assert_max_num_queries(3):
        page = text(client.get("/demo/outbox/"))
    assert re.findall(r"Mail (\d+)<", page) == [str(n) for n in range(24, 14, -1)]
    assert "482913" in page
    assert 'href="https://portal.example/x"' in page
    after = re.search(r"after=([^\"&]+)", page)[1]
    assert "Mail 14<" in text(client.get(f"/demo/outbox/?after={after}"))


def test_the_demonstration_outbox_finds_an_address_however_it_is_typed(client):
    mails(3)
    mails(1, to="Siân@charity.example")
    page = text(client.get("/demo/outbox/", {"to": " siân@CHARITY.example "}))
    assert page.count("<article") == 1
    assert "No emails yet" in text(client.get("/demo/outbox/", {"to": "' OR 1=1 --"}))


def test_what_others_typed_is_inert_in_the_demonstration_outbox(client):
    hostile = "<script>alert(1)</script><svg onload=alert(1)>{{ 7*7 }}"
    DemoMail.objects.create(to="a@charity.example", subject=hostile, text=hostile + " javascript:alert(1)")
    page = text(client.get("/demo/outbox/"))
    assert "<script>alert" not in page
    assert "<svg onload" not in page
    assert "{{ 7*7 }}" in page
    assert 'href="javascript:' not in page


@pytest.mark.parametrize("query", ["after=x", "after=", "after=%00", "page=-1"])
def test_damaged_page_links_are_no_crash(client, query):
    assert client.get(f"/demo/outbox/?{query}").status_code in {200, 400}


def test_the_demonstration_outbox_exists_in_the_demonstration_only(client, settings):
    settings.DEMO = False
    assert client.get("/demo/outbox/").status_code == 404


def troubled(**fields):
    return MessageFactory(
        state=State.DOUBTFUL,
        doubtful_at=timezone.now(),
        doubts=1,
        sweep_at=None,
        last_error="WorkerLost",
        **fields,
    )


def test_nobody_but_an_administrator_sees_what_is_in_trouble(signed_in, administrator):
    message = troubled()
    assert signed_in.get("/outbox/").status_code == 403
    assert signed_in.post("/outbox/", {"message": message.pk}).status_code == 403
    message.refresh_from_db()
    assert message.state == State.DOUBTFUL


def test_while_nobody_says_who_administers_nobody_does(signed_in, monkeypatch):
    monkeypatch.setattr(rules, "_administrators", [])
    assert signed_in.get("/outbox/").status_code == 403


def test_an_administrator_sees_no_text_and_sends_again(client, administrator):
    client.force_login(administrator)
    message = troubled(context={"title": "Whistle"})
    MessageFactory(state=State.FAILED, sweep_at=None, about="FD-2026-000002", last_error="SMTP 550")
    page = text(client.get("/outbox/"))
    assert "FD-2026-000001" in page
    assert "SMTP 550" in page
    assert "Whistle" not in page
    assert client.post("/outbox/", {"message": message.pk}).status_code == 302
    message.refresh_from_db()
    assert message.state == State.QUEUED
    assert AuditEvent.objects.get(verb="message.sent_again").before == "doubtful"


@pytest.mark.parametrize("key", ["", "1", "00000000-0000-0000-0000-000000000000", "x" * 5000])
def test_a_message_that_is_not_there_is_not_found(client, administrator, key):
    client.force_login(administrator)
    assert client.post("/outbox/", {"message": key}).status_code == 404


def test_a_sent_message_cannot_be_sent_again(client, administrator):
    client.force_login(administrator)
    message = MessageFactory(state=State.SENT, sent_at=timezone.now(), sweep_at=None)
    assert client.post("/outbox/", {"message": message.pk}).status_code == 404


def test_the_list_costs_the_same_for_one_and_for_many(client, administrator, django_assert_max_num_queries):
    client.force_login(administrator)
    for _ in range(30):
        troubled()
    with django_assert_max_num_queries(8):
        assert client.get("/outbox/").status_code == 200


def test_a_held_message_is_shown_to_nobody_as_trouble(person):
    Preference.objects.create(user=person, delivery=Delivery.DAILY)
    notifications.tell([person], kind="test_news", context={"title": "T"})
    assert not Message.objects.troubled().exists()
