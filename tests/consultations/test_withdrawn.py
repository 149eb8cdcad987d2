"""A withdrawn consultation says so, when and why, wherever it is shown; nobody is left with a form."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from engagement.consultations import actions
from engagement.consultations.models import Consultation, Response
from foundation.common.errors import WrongState
from foundation.notifications.models import Message
from tests.consultations.doors import Visitor
from tests.factories.consultations import WHO, Writer, move, sent

WHY = "The law changed in March."


@pytest.fixture
def consultation(cast):
    cache.clear()
    return cast.published()


def withdraw(cast, row):
    cache.clear()
    return actions.withdraw(consultation=row, by=cast.officer, reason=WHY)


def test_the_page_says_when_and_why_and_offers_no_form(cast, consultation):
    here = consultation.get_absolute_url()
    assert "/respond/" in Client().get(here).content.decode()
    withdraw(cast, consultation)
    page = Client().get(here).content.decode()
    today = f"{timezone.localdate().day} {timezone.localdate():%B %Y}"
    assert f"This was withdrawn on {today}" in page and WHY in page
    for words in ("Open consultation", "It is open until", "/respond/", "/formats/", "Register a campaign"):
        assert words not in page
    for tail in ("respond/", "formats/"):
        answer = Client().get(here + tail)
        assert answer.status_code == 409 and WHY in answer.content.decode()


def test_lists_put_it_under_withdrawn_alone(cast, consultation):
    other = cast.published()
    row = withdraw(cast, consultation)

    def there(query):
        return row.title in Client().get(f"/consultations/?{query}").content.decode()

    assert not there("phase=open") and there("phase=withdrawn") and there("")
    html = Client().get("/consultations/?phase=withdrawn").content.decode()
    assert WHY in html and "Closes" not in html and other.title not in html
    assert list(Consultation.objects.in_phase("open")) == [other]


def test_feeds_and_diaries_tell_of_it(cast, consultation):
    row = withdraw(cast, consultation)
    atom = Client().get("/consultations/feed/").content.decode()
    assert f"Withdrawn: {row.title}" in atom and WHY in atom and f"Opened: {row.title}" in atom
    diary = Client().get("/consultations/calendar/").content.decode().replace("\r\n ", "")
    opens, closes = (part for part in diary.split("BEGIN:VEVENT")[1:])
    assert "STATUS:CANCELLED" in closes and f"SUMMARY:Withdrawn: {row.title}" in closes and WHY in closes
    assert "CANCELLED" not in opens
    move(row, closed_days_ago=1)
    Consultation.objects.filter(pk=row.pk).update(withdrawn_at=timezone.now() - timedelta(days=30))
    assert f"Closed: {row.title}" not in Client().get("/consultations/feed/").content.decode()


def test_the_api_says_so(cast, consultation):
    address = f"/api/v1/consultations/{consultation.slug}/"
    before = Client().get(address).json()
    assert (before["withdrawn_at"], before["withdrawn_reason"]) == (None, None)
    row = withdraw(cast, consultation)
    said = Client().get(address).json()
    assert (said["public_state"], said["withdrawn_reason"]) == ("withdrawn", WHY)
    assert said["withdrawn_at"].startswith(row.withdrawn_at.strftime("%Y-%m-%dT%H:%M"))
    assert Client().get("/api/v1/consultations/?phase=open").json()["results"] == []
    assert len(Client().get("/api/v1/consultations/?phase=withdrawn").json()["results"]) == 1


def test_a_draft_in_progress_reads_why_and_keeps_its_words(cast, consultation):
    visitor = Visitor(consultation).start()
    visitor.post("1", q1="no", q2="Too little")
    withdraw(cast, consultation)
    for part in ("1", "2", "who", "publication", "check", "link", "monitoring"):
        answer = visitor.get(part)
        assert answer.status_code == 409 and WHY in answer.content.decode(), part
    assert visitor.post("1", q1="yes").status_code == 409
    home = visitor.get()
    assert (
        home.status_code == 200
        and WHY in home.content.decode()
        and "<form" not in home.content.decode().split("<main")[1]
    )
    assert "Too little" in visitor.get("copy").content.decode()


def test_whoever_began_answered_or_waits_is_told_once_in_their_language(cast, consultation):
    draft = Writer(consultation)
    draft.who(email="draft@charity.example", language="cy")
    Writer(consultation)  # who left no address cannot be told
    owner = Writer(consultation, cast.member)
    sent(consultation, email="sent@charity.example")
    actions.ask_format(
        consultation=consultation, by=None, format="braille", email="waits@charity.example", language="cy"
    )
    withdraw(cast, consultation)
    assert actions.tell_withdrawn() == 4
    assert actions.tell_withdrawn() == 0
    told = Message.objects.filter(kind="consultation_withdrawn")
    found = {message.address or message.recipient.email: message for message in told}
    assert set(found) == {
        "draft@charity.example",
        "sent@charity.example",
        "waits@charity.example",
        owner.response.respondent.email,
    }
    assert found["waits@charity.example"].language == found["draft@charity.example"].language == "cy"
    assert all(WHY in message.context["reason"] for message in told)


def test_telling_goes_on_where_it_was_broken_off(cast, consultation, monkeypatch):
    from engagement.consultations.actions import withdrawals

    for n in range(5):
        Writer(consultation).who(email=f"r{n}@charity.example")
    withdraw(cast, consultation)
    monkeypatch.setattr(withdrawals, "AT_ONCE", 2)
    withdrawals._tell_some(consultation.pk)
    withdrawals._tell_some(consultation.pk)
    assert Message.objects.filter(kind="consultation_withdrawn").count() == 4
    assert actions.tell_withdrawn() == 1
    assert Message.objects.filter(kind="consultation_withdrawn").count() == 5
    assert Consultation.objects.get(pk=consultation.pk).withdrawal_told is None


def test_no_door_takes_a_response_any_more(cast, consultation):
    from engagement.consultations.actions.offline import Entry

    writer = Writer(consultation)
    row = withdraw(cast, consultation)
    with pytest.raises(WrongState, match=WHY):
        writer.who()
    with pytest.raises(WrongState, match=WHY):
        writer.send()
    who = {"capacity": "individual", "publication": "do_not_publish"}
    entry = Entry(who, {}, "post", timezone.localdate())
    with pytest.raises(WrongState, match=WHY):
        actions.enter_response(consultation=row, entry=entry, by=cast.officer)
    with pytest.raises(WrongState, match=WHY):
        actions.ingest(consultation=row, entries=[entry], by=cast.officer)
    with pytest.raises(WrongState, match=WHY):
        actions.ask_format(consultation=row, by=None, format="braille", email="a@b.example")


def test_brought_back_it_is_open_again_and_withdrawn_twice_told_twice(cast, consultation):
    Writer(consultation).who(**WHO)
    row = withdraw(cast, consultation)
    actions.tell_withdrawn()
    row = actions.unwithdraw(consultation=row, by=cast.officer)
    assert (row.withdrawn_at, row.notice, row.public_state()) == (None, "", "open_consultation")
    withdraw(cast, row)
    actions.tell_withdrawn()
    assert Message.objects.filter(kind="consultation_withdrawn").count() == 2


def test_a_published_outcome_stays_readable(cast, consultation):
    one = sent(consultation)
    row = move(consultation, closed_days_ago=3)
    by = {"consultation": row, "by": cast.officer}
    theme = actions.save_theme(title="Money", we_asked="How much?", you_said="More.", we_did="More.", **by)
    actions.contribute(response=one, themes=[theme], by=cast.officer)
    actions.save_report(kind="final_outcome", detail="Done.", **by)
    withdraw(cast, actions.publish_outcome(**by))
    assert "Done." in Client().get(f"{row.get_absolute_url()}outcome/").content.decode()
    assert Client().get(f"/api/v1/consultations/{row.slug}/themes/").json()["results"] != []
    assert actions.tell_withdrawn() == 1 and Response.objects.filter(told_at__isnull=True).count() == 1


def test_the_database_keeps_no_withdrawal_without_its_moment(cast, consultation):
    from django.db import IntegrityError, transaction

    row = withdraw(cast, consultation)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor():
        Consultation.objects.filter(pk=row.pk).update(withdrawn_at=None)
