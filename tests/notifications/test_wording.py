"""What a person reads: their language, one safe subject line, no trick of the text that others typed."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from foundation.notifications import kinds
from foundation.notifications.wording import LINES, freeze, letter, link
from tests.factories.notifications import MessageFactory

pytestmark = pytest.mark.django_db


def test_a_letter_greets_says_links_and_explains(settings):
    settings.SITE_URL = "https://portal.example"
    words = letter(MessageFactory(), name="Aisha Rahman")
    assert words.subject == "News of Food banks"
    assert words.text.startswith("Hello Aisha Rahman,\n\nThere is news of Food banks.\n\n")
    assert "\n\nhttps://portal.example/requests/FD-2026-000001/\n\n" in words.text
    assert "You get this email because you follow this request." in words.text
    assert "https://portal.example/account/notifications/" in words.text


def test_a_mandatory_kind_offers_no_choice_it_does_not_have():
    assert "/account/notifications/" not in letter(MessageFactory(kind="test_receipt")).text


def test_the_reader_s_language_decides_not_the_sender_s(settings):
    settings.SITE_URL = "https://portal.example"
    with override("en"):
        words = letter(MessageFactory(kind="test_day", language="cy"))
    assert words.subject == "Dydd Llun"
    assert "Ionawr" in words.text
    assert "https://portal.example/cy/requests/FD-2026-000001/" in words.text


def test_a_link_taken_from_a_welsh_page_leads_an_english_reader_to_the_english_one(settings):
    settings.SITE_URL = "https://portal.example"
    assert link("/cy/requests/1/", "en") == "https://portal.example/requests/1/"
    assert link("/cy/requests/1/", "cy") == "https://portal.example/cy/requests/1/"
    assert link("/cycling/", "en") == "https://portal.example/cycling/"


def test_what_can_be_translated_is_kept_in_every_language():
    with override("cy"):
        frozen = freeze({"title": _("Monday")})
    assert letter(MessageFactory(context=frozen)).subject == "News of Monday"
    assert letter(MessageFactory(context=frozen, language="cy")).subject == "News of Dydd Llun"


def test_dates_are_said_in_the_reader_s_language():
    frozen = freeze({"title": date(2027, 1, 5)})
    assert letter(MessageFactory(context=frozen)).subject == "News of 5 January 2027"
    assert letter(MessageFactory(context=frozen, language="cy")).subject == "News of 5 Ionawr 2027"
    summer = freeze({"title": datetime(2027, 7, 5, 10, 30, tzinfo=UTC)})
    assert letter(MessageFactory(context=summer)).subject == "News of 5 July 2027 at 11:30am"


@pytest.mark.parametrize(("typed", "shown"), [
    ("Food\r\nBcc: everyone@charity.example", "Food Bcc: everyone@charity.example"),
    ("a\x00b\x1bc", "a b c"),
    ("\u202egnp.exe", "gnp.exe"),
    ("one\u2028two", "one two"),
    ("half \ud800 a pair", "half a pair"),
    ("{{ 7*7 }} {% if %} %(title)s %s 100%", "{{ 7*7 }} {% if %} %(title)s %s 100%"),
    ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ("x" * 5000, "x" * 300),
])  # fmt: skip
def test_what_people_typed_stays_on_one_line_and_means_nothing(typed, shown):
    words = letter(MessageFactory(context=freeze({"title": typed})))
    assert words.subject == f"News of {shown}"
    assert "\n" not in words.subject


def test_a_name_cannot_add_lines_either():
    assert letter(MessageFactory(), name="Aisha\r\n\r\nYour account is closed").text.startswith(
        "Hello Aisha Your account is closed,\n\n"
    )


def test_a_broken_translation_falls_back_to_english(monkeypatch):
    class Broken(str):
        """In Welsh the name of the field was translated too."""

        def __str__(self) -> str:
            from django.utils.translation import get_language

            return "Newyddion am %(teitl)s" if get_language() == "cy" else "News of %(title)s"

    kinds.register("test_broken_cy", subject=Broken(), body="")
    words = letter(MessageFactory(kind="test_broken_cy", context={"title": "Bwyd"}, language="cy"))
    assert words.subject == "News of Bwyd"


def test_many_at_once_are_one_letter_with_a_line_each():
    items = [
        {"about": f"FD-2026-{n:06d}", "url": f"/r/{n}/", "context": {"title": f"Subject {n}"}}
        for n in range(LINES)
    ]
    words = letter(MessageFactory(about="", url="", context={"count": 250, "items": items}))
    assert words.subject == "250 pieces of news"
    assert "* FD-2026-000003: news of Subject 3\n" in words.text
    assert "and 150 more" in words.text
    assert words.text.count("* FD-") == LINES
