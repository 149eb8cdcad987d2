"""The public register: what it shows, and above all what it never shows."""

import csv
import re
from io import StringIO
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from engagement.requests import actions, figures
from engagement.requests.enums import State
from engagement.requests.models import EngagementRequest
from foundation.common.errors import NotAllowed, WrongState
from foundation.directory.models import Organisation
from tests.factories.requests import days_ago, draft

REGISTER = "/register/"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
SECRETS = {
    "ask": "SECRET-ASK",
    "why_now": "SECRET-WHY",
    "evidence": "SECRET-EVIDENCE",
    "represents": "SECRET-REPRESENTS",
    "coalition": "SECRET-COALITION",
    "place": "SECRET-PLACE",
    "affected_groups": "SECRET-GROUP",
    "named_minister": "SECRET-MINISTER",
    "needed_by_reason": "SECRET-DATE",
    "accessibility_needs": "SECRET-NEED",
    "conflicts": "SECRET-CONFLICT",
    "previous_refs": "SECRET-REF",
    "lobbying_number": "SECRET-LOBBY",
    "acts_for_client": True,
}


@pytest.fixture(autouse=True)
def fresh(db):
    cache.clear()


def everything(client: Client, row: EngagementRequest) -> str:
    """All that the public can fetch of a request."""
    addresses = (
        REGISTER,
        f"{REGISTER}{row.ref}/",
        "/register/download/",
        "/register/feed/",
        f"{REGISTER}?q=secret",
    )
    answers = [client.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {200}
    return "".join(answer.getvalue().decode() for answer in answers)


def test_it_shows_whose_what_where_and_how_long(client, cast):
    row = days_ago(cast.request(State.RESPONDED), 7)
    html = client.get(f"{REGISTER}{row.ref}/").content.decode()
    for text in (
        row.ref,
        row.title,
        "Riverside Food Bank",
        "Department for Culture, Media and Sport",
        "Answered",
    ):
        assert text in html
    assert row.ref in client.get(REGISTER).content.decode()


def test_content_people_messages_and_sensitivity_never_leave(client, cast):
    row = cast.request(State.CLOSED, sensitivity=["commercial"], **SECRETS)
    cast.member.name = "SECRET-NAME"
    cast.member.save()
    actions.note(request=row, body="SECRET-NOTE", by=cast.officer)
    EngagementRequest.objects.filter(pk=row.pk).update(
        outcome_text="SECRET-OUTCOME", contact="SECRET-CONTACT"
    )
    found = everything(client, row)
    assert "SECRET-" not in found
    assert cast.member.email not in found
    assert "commercial" not in found


@pytest.mark.parametrize("sensitivity", [[], ["safeguarding"], ["personal"]])
def test_without_leave_neither_title_nor_name_is_shown_or_found(client, cast, sensitivity):
    row = cast.request(
        State.ROUTED, title="Secret hydrogen", may_publish=bool(sensitivity), sensitivity=sensitivity
    )
    found = everything(client, row) + client.get(f"{REGISTER}?q=hydrogen").content.decode()
    assert "Secret hydrogen" not in found and "Riverside" not in found
    assert row.ref in found and row.ref not in client.get(f"{REGISTER}?q=hydrogen").content.decode()
    assert row.ref not in client.get(f"{REGISTER}?q=riverside").content.decode()


def test_titles_and_names_wait_until_somebody_has_read_them(client, cast):
    row = cast.request(State.SUBMITTED, title="Rude words about somebody")
    assert "Rude words" not in everything(client, row)
    assert row.ref not in client.get(f"{REGISTER}?q=rude").content.decode()
    actions.acknowledge(request=row, by=cast.triage)
    assert "Rude words" in everything(client, row)
    assert row.ref in client.get(f"{REGISTER}?q=rude").content.decode()


def test_the_front_door_team_takes_off_what_ought_not_to_stand_there(client, cast):
    row = cast.request(State.ACCEPTED, title="Mrs Jones is a thief")
    assert "Mrs Jones" in everything(client, row)
    actions.withhold(request=row, reason="It names a person", by=cast.triage)
    cache.clear()
    assert "Mrs Jones" not in everything(client, row)
    reader = Client()
    reader.force_login(cast.member)
    html = reader.get(f"/requests/{row.ref}/").content.decode()
    assert "Title and name taken off the public register" in html and "It names a person" in html
    with pytest.raises(WrongState):
        actions.withhold(request=row, reason="Again", by=cast.triage)
    for role in ("officer", "auditor", "member"):
        with pytest.raises(NotAllowed):
            actions.withhold(request=row, reason="No", by=getattr(cast, role))


def test_an_individual_is_never_named(client, cast):
    row = actions.submit(request=draft(cast.respondent), by=cast.respondent)
    actions.acknowledge(request=row, by=cast.triage)
    found = everything(client, row)
    assert "An individual" in found
    assert cast.respondent.name not in found


def test_a_name_that_nothing_confirms_says_so(client, cast):
    row = cast.request(State.ROUTED)
    Organisation.objects.update(source="self", verification_level=0)
    assert "not confirmed" in client.get(REGISTER).content.decode()
    Organisation.objects.update(verification_level=4)
    cache.clear()
    assert "not confirmed" not in client.get(REGISTER).content.decode()
    assert "no register confirms it" not in client.get(f"{REGISTER}{row.ref}/").content.decode()


def test_drafts_are_not_in_it(client, cast):
    cast.request(State.DRAFT)
    assert "Nothing has been sent yet" in client.get(REGISTER).content.decode()
    assert "No requests match" in client.get(f"{REGISTER}?state=open").content.decode()
    assert client.get(f"{REGISTER}FD-2026-999999/").status_code == 404
    assert client.get(f"{REGISTER}1/").status_code == 404


def test_it_filters(client, cast):
    routed = cast.request(State.ROUTED)
    closed = cast.request(State.CLOSED, kind="policy_idea")
    late = days_ago(cast.request(State.ACCEPTED), 60)
    month = f"{routed.submitted_on:%Y-%m}"
    for query, expected in (
        ("state=open", {routed, late}),
        ("state=closed", {closed}),
        ("state=declined", set()),
        ("kind=policy_idea", {closed}),
        ("department=DCMS", {routed, closed, late}),
        ("department=HMT", set()),
        ("overdue=on", {late}),
        (f"month={month}", {routed, closed, late}),
        ("month=2019-01", set()),
        ("q=energy+rural", {routed, closed, late}),
        ("q=zebra", set()),
        ("q=%27+OR+1%3D1--", set()),
    ):
        html = client.get(f"{REGISTER}?{query}").content.decode()
        assert {row for row in (routed, closed, late) if row.ref in html} == expected, query


@pytest.mark.parametrize(
    "query",
    [
        "state=draft",
        "state=x",
        "kind=x",
        "department=x",
        "month=2026-13",
        "month=x",
        "after=abc",
        "q=" + "a" * 101,
    ],
)
def test_what_it_does_not_offer_is_refused(client, cast, query):
    assert client.get(f"{REGISTER}?{query}").status_code == 400
    if not query.startswith("after"):
        assert client.get(f"/register/download/?{query}").status_code == 400
        assert client.get(f"/register/feed/?{query}").status_code == 400


def test_pages_follow_one_another(client, cast, monkeypatch):
    monkeypatch.setattr("engagement.requests.register.SIZE", 2)
    rows = [cast.request() for _ in range(5)]
    seen, address = [], REGISTER
    while address:
        html = client.get(address).content.decode()
        seen += [row.ref for row in rows if row.ref in html]
        address = _next(html)
    assert sorted(seen) == sorted(row.ref for row in rows)


def _next(html: str) -> str | None:
    if 'rel="next"' not in html:
        return None
    return html.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")


def test_it_asks_the_same_few_questions_however_long_it_is(client, cast, django_assert_max_num_queries):
    figures.public_figures()
    with django_assert_max_num_queries(3) as one:
        client.get(REGISTER)
    for state in (State.ROUTED, State.CLOSED, State.DECLINED):
        cast.request(state)
    with django_assert_max_num_queries(3) as more:
        client.get(REGISTER)
    assert len(one) == len(more)


def test_the_first_page_is_kept_until_something_changes(client, cast, django_assert_max_num_queries):
    row = cast.request(State.ROUTED, title="Early title")
    assert "Early title" in client.get(REGISTER).content.decode()
    with django_assert_max_num_queries(1):
        assert "Early title" in client.get(REGISTER).content.decode()
    actions.withhold(request=row, reason="It names a person", by=cast.triage)
    assert "Early title" not in client.get(REGISTER).content.decode()
    later = cast.request(State.ROUTED, title="Later title")
    assert "Later title" in client.get(REGISTER).content.decode()
    assert f'href="/cy/register/{later.ref}/"' in client.get("/cy/register/").content.decode()


def test_what_is_kept_for_everybody_holds_nobodys_name(client, cast):
    cast.member.name = "Known Person"
    cast.member.save()
    client.force_login(cast.member)
    assert "Known Person" in client.get(REGISTER).content.decode()
    assert "Known Person" not in Client().get(REGISTER).content.decode()


def test_caches_may_keep_it_for_everybody_but_not_for_somebody(client, cast):
    row = cast.request(State.ROUTED)
    for address in (REGISTER, f"{REGISTER}{row.ref}/", "/register/feed/", "/register/download/"):
        answer = client.get(address)
        assert "public" in answer.headers["Cache-Control"] and "max-age=60" in answer.headers["Cache-Control"]
        assert not answer.cookies
    client.force_login(cast.member)
    answer = client.get(REGISTER)
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "＝"])
def test_no_cell_of_the_download_is_a_formula(client, cast, start):
    row = cast.request(State.ROUTED)
    name = f'{start}HYPERLINK("http://evil.example")'
    EngagementRequest.objects.filter(pk=row.pk).update(title=name, organisation_name=name)
    lines = list(
        csv.reader(StringIO(client.get("/register/download/").getvalue().decode("utf-8-sig"), newline=""))
    )
    assert lines[0][0] == "reference" and lines[1][0] == row.ref
    assert lines[1][1] == f"'{name}" and lines[1][2] == f"'{name}"


def test_the_download_holds_what_the_filters_choose(client, cast, monkeypatch):
    monkeypatch.setattr("engagement.requests.register.LOOKS_THROUGH", 2)
    rows = [cast.request(State.ROUTED) for _ in range(5)]
    cast.request(State.CLOSED)
    answer = client.get("/register/download/?state=open")
    assert answer.streaming and "attachment" in answer.headers["Content-Disposition"]
    refs = [line[0] for line in csv.reader(StringIO(answer.getvalue().decode("utf-8-sig")))][1:]
    assert sorted(refs) == sorted(row.ref for row in rows)


def test_the_download_stops_at_its_limit(client, cast, monkeypatch):
    from engagement.requests import register

    for _ in range(3):
        cast.request()
    assert len(list(register.every(register.Asked(register.entries()), most=2))) == 2


def test_common_words_are_tried_along_the_way(client, cast, monkeypatch):
    monkeypatch.setattr("engagement.requests.frequency.rarest", lambda text, few: None)
    monkeypatch.setattr("engagement.requests.register.LOOKS_THROUGH", 3)
    early = [cast.request(State.ROUTED, title="Village halls") for _ in range(2)]
    for _ in range(5):
        cast.request(State.ROUTED)
    secret = cast.request(State.ROUTED, title="Village secrets", may_publish=False)
    address, seen, pages = f"{REGISTER}?q=village", "", 0
    while address and pages < 9:
        html = client.get(address).content.decode()
        seen, pages = seen + html, pages + 1
        found = html.split("Look further")[0] if "Look further" in html else ""
        address = found.rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&") if found else None
    assert pages == 3
    assert all(row.ref in seen for row in early) and secret.ref not in seen
    lines = client.get("/register/download/?q=village").getvalue().decode()
    assert all(row.ref in lines for row in early) and secret.ref not in lines


def test_the_feed_is_atom_and_escapes_what_people_typed(client, cast):
    row = cast.request(State.ROUTED, title="<script>alert(1)</script> & more")
    EngagementRequest.objects.filter(pk=row.pk).update(organisation_name="Bell \x07 Ringers")
    answer = client.get("/register/feed/")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)  # noqa: S314  (our own feed)
    entry = feed.find("a:entry", ATOM)
    assert entry.find("a:title", ATOM).text == f"{row.ref}: <script>alert(1)</script> & more"
    assert "<script>" not in answer.content.decode()


def test_hostile_text_is_shown_as_text(client, cast):
    cast.request(State.ROUTED, title='<img src=x onerror=alert(1)>{{ 7*7 }}"')
    html = client.get(REGISTER).content.decode()
    assert "<img src=x" not in html and "{{ 7*7 }}" in html


def test_addresses_are_named(db):
    assert reverse("requests:register") == REGISTER
    assert reverse("requests:register-entry", kwargs={"ref": "FD-2026-000123"}) == "/register/FD-2026-000123/"


@pytest.mark.parametrize("typed", ["{ref}", "{spoken}"])
def test_a_reference_finds_its_request_even_without_leave_to_show_more(client, cast, typed):
    wanted, _other = cast.request("submitted", may_publish=False), cast.request("submitted")
    words = typed.format(ref=wanted.ref, spoken=wanted.ref.lower().replace("-", " "))
    page = client.get("/register/", {"q": words}).content.decode()
    assert set(re.findall(r"FD-\d{4}-\d{6}", page)) == {wanted.ref}
    assert wanted.title not in page


def test_a_draft_and_a_reference_that_is_nobodys_are_not_found(client, cast):
    cast.request("draft")
    page = client.get("/register/", {"q": "FD-2026-999999"}).content.decode()
    assert re.findall(r"/register/FD-", page) == []
