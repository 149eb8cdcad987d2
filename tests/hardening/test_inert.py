"""What people type stays text: in every page of every reader, in files, feeds and letters."""

import csv
import re
from html.parser import HTMLParser
from io import StringIO
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from engagement.requests import actions
from engagement.requests.models import EngagementRequest
from foundation.accounts.addresses import canonical
from foundation.directory.models import Organisation
from foundation.notifications.delivery import deliver
from foundation.notifications.models import DemoMail, Message
from tests.hardening.doors import as_
from tests.requests.sender import TYPED, answer_all, at, begin, page

PAYLOAD = "\"'><script>alert(1)</script><svg onload=x><b id=pwned>{{7*7}}{%x%}"
FORMULAS = [
    "=cmd|'/C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "\u200b=1",
    " =1",
    "\u202e=1",
]
FLOOD = {
    "override": "Safe \u202egnp.exe",
    "unclosed": "\u202a\u202b\u2066\u2067 many",
    "zero width": "Wa\u200brm ro\ufeffoms\u2060",
    "marks": "Z" + "\u0301\u0327" * 25 + "algo",
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467 families",
}
TEXTS = {
    "authority": ("represents", "coalition"),
    "where": ("place",),
    "topic": ("named_minister",),
    "ask": ("title", "ask", "why_now"),
    "evidence": ("evidence",),
    "affected": ("affected_groups",),
    "needs": ("needed_by_reason", "accessibility_needs"),
    "declarations": ("conflicts", "previous_refs"),
}


class Live(HTMLParser):
    """Everything in a page that would run or that a payload made."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Any] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        runs = [
            name
            for name, value in attrs
            if name.startswith("on") or (value or "").strip().lower().startswith(("javascript:", "data:text"))
        ]
        if runs or named.get("id") == "pwned" or (tag == "script" and "src" not in named):
            self.found.append((tag, attrs))


def inert(answer: Any) -> str:
    assert answer.status_code == 200
    html = answer.getvalue().decode()
    assert Live(html).found == []
    assert "{{7*7}}" in html or "7*7" not in html, "the template syntax is shown, not run"
    assert ">49<" not in html
    assert not re.search(r"\b49\{%x%\}", html)
    return html


def said(what: str) -> dict[str, dict[str, Any]]:
    """The answers of a person who types the same into every field that takes words."""
    return {
        slug: TYPED[slug] | dict.fromkeys(names, what[: 100 if slug == "topic" else None])
        for slug, names in TEXTS.items()
    }


@pytest.fixture
def hostile(cast):
    """A request, an organisation, a person and a conversation that are payloads wherever words go."""
    cast.member.name = PAYLOAD
    cast.member.save()
    Organisation.objects.update(name=PAYLOAD, description=PAYLOAD, other_names=[PAYLOAD])
    browser = as_(cast.member)
    row = begin(browser, "on_behalf_of_organisation")
    browser.post(at("organisation", row), {"organisation": cast.organisation.ref})
    browser.post(page(row, "authority"), said(PAYLOAD)["authority"])
    answer_all(browser, row, **said(PAYLOAD))
    assert browser.post(at("check", row)).status_code == 303
    row.refresh_from_db()
    actions.acknowledge(request=row, by=cast.triage)
    actions.route(request=row, department=cast.dcms, note=PAYLOAD, by=cast.triage)
    row = actions.accept(request=row, contact=PAYLOAD, by=cast.officer)
    actions.ask(request=row, body=PAYLOAD, by=cast.officer)
    actions.answer(request=row, body=PAYLOAD, by=cast.member)
    actions.note(request=row, body=PAYLOAD, by=cast.officer)
    actions.reply(request=row, body=PAYLOAD, by=cast.officer)
    row.refresh_from_db()
    return row


def test_markup_and_template_words_are_text_for_every_reader(cast, hostile):
    ref, body = hostile.ref, cast.organisation.ref
    for role in ("member", "lead", "officer", "triage", "auditor"):
        html = inert(as_(getattr(cast, role)).get(f"/requests/{ref}/"))
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    pages = {
        "member": [
            "/requests/",
            "/dashboard/",
            "/account/",
            "/organisations/mine/",
            f"/requests/{ref}/comment/",
        ],
        "lead": [
            "/requests/?show=answered",
            f"/organisations/{body}/",
            f"/organisations/{body}/edit/",
            "/dashboard/",
        ],
        "triage": [
            "/triage/?tab=all",
            "/triage/?tab=departments",
            "/dashboard/",
            f"/triage/?tab=all&q={'script'}",
        ],
        "officer": ["/desk/?tab=all", "/desk/?tab=answered", "/dashboard/", f"/requests/{ref}/close/"],
        "administrator": ["/outbox/"],
        "stranger": ["/register/", f"/register/{ref}/", "/organisations/", f"/organisations/{body}/"],
    }
    for role, addresses in pages.items():
        for address in addresses:
            inert(as_(getattr(cast, role)).get(address))
    inert(Client().get("/register/?q=script"))
    inert(as_(cast.member).get(reverse("requests:sent", kwargs={"key": hostile.public_id})))


def letters() -> list[DemoMail]:
    """Everything told so far, as the demonstration delivers it."""
    sent = deliver(Message.objects.values_list("pk", flat=True))
    assert set(sent) == {"sent"}
    return list(DemoMail.objects.all())


def test_letters_carry_the_words_as_words(cast, hostile):
    found = letters()
    assert len(found) >= 5 and any(PAYLOAD in letter.text for letter in found)
    for letter in found:
        assert not re.search(r"[\r\n]", letter.subject)
        assert "49{%" not in letter.subject + letter.text
    inert(Client().get("/demo/outbox/"))
    inert(as_(cast.member).get("/account/notifications/"))


def test_what_is_typed_back_into_a_form_is_text(cast):
    browser = as_(cast.respondent)
    row = begin(browser)
    for slug, names in TEXTS.items():
        if slug == "authority":
            continue
        wrong = dict.fromkeys(names, PAYLOAD + "x" * 30000) | {"language": "nonsense"}
        inert(browser.post(page(row, slug), wrong))
        assert browser.post(page(row, slug), said(PAYLOAD)[slug]).status_code in {200, 303}
    for slug in TEXTS:
        if slug != "authority":
            inert(browser.get(page(row, slug)))
    inert(browser.get(at("tasks", row)))
    inert(Client().get("/register/", {"q": PAYLOAD}))
    inert(Client().get("/organisations/", {"q": PAYLOAD}))
    inert(as_(cast.triage).get("/triage/", {"q": PAYLOAD}))
    inert(as_(cast.officer).get("/desk/", {"q": PAYLOAD}))


def test_the_feed_is_xml_that_says_the_words(cast, hostile):
    answer = Client().get("/register/feed/")
    tree = ElementTree.fromstring(answer.content)  # noqa: S314  (our own feed)
    titles = [title.text for title in tree.iter("{http://www.w3.org/2005/Atom}title")]
    assert f"{hostile.ref}: {PAYLOAD}" in titles
    assert b"<script" not in answer.content and b"<svg" not in answer.content


def cells(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200
    return list(csv.reader(StringIO(answer.getvalue().decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_any_download_is_a_formula(cast, formula):
    row = cast.request("accepted", title="plain")
    EngagementRequest.objects.filter(pk=row.pk).update(title=formula, organisation_name=formula)
    cast.officer.name = formula
    cast.officer.save()
    actions.assign(request=row, owner=cast.officer, by=cast.officer)
    downloads = {
        "/register/download/": Client(),
        "/triage/download/?tab=all": as_(cast.triage),
        "/desk/download/?tab=all": as_(cast.officer),
    }
    for address, reader in downloads.items():
        (_heads, line) = cells(reader.get(address))
        for cell in line:
            drawn = re.sub("[\u200b\u202a-\u202e\u2060\ufeff\xa0 ]", "", cell)
            assert not drawn.startswith(tuple("=+-@\t\r\n＝＋－＠")), (address, cell)


@pytest.mark.parametrize("kind", sorted(FLOOD))
def test_marks_and_overrides_are_kept_and_turn_nothing_else(cast, kind):
    """Stored as meant, without what cannot be seen; on pages in a box of its own direction."""
    browser = as_(cast.respondent)
    row = begin(browser)
    title = FLOOD[kind]
    answer_all(browser, row, ask=TYPED["ask"] | {"title": title, "ask": title})
    browser.post(at("check", row))
    row.refresh_from_db()
    assert row.ref and not re.search("[\u200b\u2060\ufeff]", row.title)
    actions.acknowledge(request=row, by=cast.triage)
    pages = [
        Client().get("/register/"),
        Client().get(f"/register/{row.ref}/"),
        as_(cast.triage).get("/triage/"),
        as_(cast.triage).get(f"/requests/{row.ref}/"),
        browser.get("/requests/"),
    ]
    for answer in pages:
        html = inert(answer)
        shown = [html[: found.start()] for found in re.finditer(re.escape(row.title), html)]
        assert shown
        assert all(isolated(before) for before in shown), (kind, answer.request["PATH_INFO"])


def isolated(before: str) -> bool:
    """Whether the words stand in an element of their own direction, in the title of the page, or in an attribute."""
    if before.rfind("<") > before.rfind(">"):
        return True
    opened = max(before.rfind("<bdi"), before.rfind('dir="auto"'), before.rfind("<title"))
    return opened > max(
        before.rfind("</bdi>"), before.rfind("</title>"), before.rfind("<li"), before.rfind("<tr")
    )


@pytest.mark.parametrize("twin", ["Café Trust", "Cafe\u0301 Trust", "CAFÉ  TRUST", "Ca\u200bfé Trust"])
def test_names_that_look_alike_are_found_alike(cast, twin):
    Organisation.objects.update(name="Café Trust")
    html = Client().get("/organisations/", {"q": twin}).content.decode()
    assert cast.organisation.ref in html


LINES = [
    "a@b.example\r\nBcc: c@d.example",
    "a@b.example\nSubject: x",
    "a@b.example%0d%0aBcc:c@d.example",
    "a\rb@c.example",
]


@pytest.mark.parametrize("address", LINES)
def test_no_line_break_reaches_the_head_of_a_letter(cast, address):
    before = Message.objects.count()
    for answer in (
        Client().post("/sign-in/", {"email": address}),
        as_(cast.lead).post(f"/organisations/{cast.organisation.ref}/invite/", {"email": address}),
    ):
        assert answer.status_code == 200
    assert Message.objects.count() == before


def test_a_title_of_several_lines_is_one_line_of_a_subject(cast):
    browser = as_(cast.respondent)
    row = begin(browser)
    answer_all(browser, row, ask=TYPED["ask"] | {"title": "One\r\nBcc: a@b.example\r\n\r\nTwo"})
    browser.post(at("check", row))
    (letter,) = letters()
    assert "Bcc" in letter.subject + letter.text, "it is told, in one line"
    assert not re.search(r"[\r\n]", letter.subject) and "\nBcc" not in letter.text


@pytest.mark.parametrize(
    "path",
    ["/sign-in/?next=/x%0d%0aSet-Cookie:%20a=b", "/requests/?show=%0d%0aX:y", "/organisations/?q=%0d%0aX:y"],
)
def test_no_line_break_reaches_a_header_of_an_answer(cast, path):
    for client in (Client(), as_(cast.member)):
        answer = client.get(path)
        assert answer.status_code < 500
        assert not any("\r" in value or "\n" in value for value in answer.headers.values())


ADDRESSES = {
    "First.Last+tag@Example.ORG": "First.Last+tag@example.org",
    "ann@BÜCHER.example": "ann@bücher.example",
    "ann@xn--bcher-kva.example": "ann@bücher.example",
}


@pytest.mark.parametrize("typed", sorted(ADDRESSES))
def test_an_address_is_kept_as_typed_and_counts_once(cast, typed):
    assert canonical(typed) == ADDRESSES[typed]
    for _twice in range(2):
        answer = Client().post("/sign-in/", {"email": typed})
        assert answer.status_code in {302, 303}
    long = "a" * 64 + "@" + "b" * 60 + "." + "c" * 60 + "." + "d" * 59 + ".example"
    assert len(long) <= 254
    assert Client().post("/sign-in/", {"email": long}).status_code in {302, 303}
    assert Client().post("/sign-in/", {"email": "a" * 200 + long}).status_code == 200
