"""The alert of a saved search, as it arrives: what is new, the way to it, and the way out without signing in."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from foundation.notifications.delivery import deliver
from foundation.notifications.models import Message
from secondments import following
from secondments.actions import clock, searches
from secondments.models import SavedSearch
from tests.factories.secondments import TODAY, on
from tests.notifications.conftest import mail_server, mailbox, ports  # noqa: F401
from tests.secondments.doors import visitor

pytestmark = pytest.mark.django_db(transaction=True)
TITLE = "Work on the youth offer"


def alerted(cast, box, language="en"):
    """The letter's text, after a follower of a search was told of something new."""
    cast.respondent.language = language
    cast.respondent.save()
    with on(TODAY):
        searches.follow(by=cast.respondent, said={"q": "youth", "direction": "inward"}, name="Youth work")
    with on(TODAY + timedelta(1)):
        cast.post(title=TITLE)
        cast.post(title="Of something else", problem="Trees.", team="", outcomes="Shade.")
    with on(TODAY + timedelta(1), 14):
        assert clock.alert() == 1
    deliver(list(Message.objects.filter(kind="secondment_alert").values_list("pk", flat=True)))
    return next(mail.get_content() for mail in box.accepted if "Youth work" in mail["Subject"])


def links(text, settings):
    return [one.removeprefix(settings.SITE_URL) for one in re.findall(rf"{settings.SITE_URL}\S+", text)]


@pytest.mark.parametrize("language", ["en", "cy"])
def test_it_arrives_with_the_way_to_what_is_new_and_the_way_out(cast, mailbox, settings, language):  # noqa: F811
    text = alerted(cast, mailbox, language)
    assert TITLE in text and "Of something else" not in text
    found = links(text, settings)
    prefix = "/cy" if language == "cy" else ""
    (there,) = [one for one in found if one.startswith(f"{prefix}/secondments/?")]
    (out,) = [one for one in found if one.startswith(f"{prefix}/secondments/searches/stop/?")]
    assert any("/account/notifications/" in one for one in found)
    with on(TODAY + timedelta(1), 15):
        page = visitor().get(there).content.decode()
    assert TITLE in page and "Of something else" not in page
    assert "Youth work" in visitor().get(out).content.decode()


def test_looking_at_the_link_ends_nothing_and_the_button_ends_it_without_an_account(cast, mailbox, settings):  # noqa: F811
    (out,) = [one for one in links(alerted(cast, mailbox), settings) if "/stop/" in one]
    client = Client(enforce_csrf_checks=True)
    page = client.get(out)
    assert SavedSearch.objects.count() == 1 and page["Cache-Control"].count("no-store")
    said = dict(re.findall(r'name="(search|csrfmiddlewaretoken)" value="([^"]+)"', page.content.decode()))
    assert client.post("/secondments/searches/stop/", {"search": said["search"]}).status_code == 403
    ended = client.post("/secondments/searches/stop/", said).content.decode()
    assert "You do not follow this search" in ended and not SavedSearch.objects.exists()
    assert "You do not follow this search" in client.get(out).content.decode()


@pytest.mark.parametrize("change", ["", "x", "W10:1:1", "\u0000", "a" * 5000])
def test_no_made_up_link_ends_or_shows_anything(cast, change):
    searches.follow(by=cast.respondent, said={}, name="Mine alone")
    row = SavedSearch.objects.get()
    for said in (change, following.token(row)[:-1] + ("A" if following.token(row)[-1] != "A" else "B")):
        for answer in (
            visitor().get("/secondments/searches/stop/", {"search": said}),
            visitor().post("/secondments/searches/stop/", {"search": said}),
        ):
            assert answer.status_code in (200, 400) and "Mine alone" not in answer.content.decode()
    assert SavedSearch.objects.count() == 1
