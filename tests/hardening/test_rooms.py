"""Every form and list of the newer rooms, given what nobody should send: a clear refusal, never an error of ours."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from foundation.common.forms import DateInputField
from secondments.verbs import TABLES
from tests.consultations.doors import Visitor, as_person
from tests.factories import consultations
from tests.factories import requests as make
from tests.factories import secondments as posts
from tests.factories.satellite import Office

LONG = "9" * 5000
HOSTILE = (LONG, "-" + "9" * 25, "NaN", "9999-12-31", "0000-00-00", "²")
MOST = 12  # fields of a page that are tried one by one
INPUT = re.compile(r'<(?:input|textarea|select)[^>]*?\bname="([^"]+)"[^>]*>')
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
VALUE = re.compile(r'\bvalue="([^"]*)"')
QUERIES = (
    *("after", "q", "page", "phase", "kind", "department", "capacity", "nation", "channel", "state", "theme"),
    *("unread", "from", "to", "direction", "place", "mission", "skill", "time", "length", "remote", "cost"),
    *(
        "method",
        "layout",
        "table",
        "pass",
        "format",
        "question",
        "sort",
        "order",
        "ordering",
        "per_page",
        "limit",
    ),
)


def fields_of(page):
    """The names that a page asks for, with one of the values that it offers."""
    found = {}
    html = page.content.decode()
    main = html[html.find("<main") :]
    for match in INPUT.finditer(main):
        value = VALUE.search(match[0])
        found.setdefault(match[1], value[1] if value else "")
    found.pop("csrfmiddlewaretoken", None)
    found.pop("seen", None)
    return found


def attack(client, address):
    """Each hostile value in all fields at once, then in each field among those that are fine."""
    client.raise_request_exception = False
    page = client.get(address)
    assert page.status_code < 500, address
    fields = fields_of(page)
    wrong = []
    tries = [dict.fromkeys(fields, value) for value in HOSTILE]
    tries += [fields | {name: LONG} for name in list(fields)[:MOST]]
    for said in tries:
        status = client.post(address, said).status_code
        if status >= 500:
            wrong.append((status, {name: value[:20] for name, value in said.items()}))
    assert wrong == [], address


def query(client, address):
    client.raise_request_exception = False
    for name in QUERIES:
        for value in ("9" * 900, "-1", "'; DROP TABLE x", "9999-12-31T23:59:59Z"):
            status = client.get(address, {name: value}).status_code
            assert status < 500, (address, name, value, status)


@pytest.fixture
def stage(db):
    return consultations.Cast()


MANAGE = (
    *(
        "details/",
        "principles/",
        "questions/",
        "sections/new/",
        "sections/1/",
        "sections/1/new/",
        "questions/q1/",
    ),
    *(
        "questions/q2/",
        "questions/q3/",
        "preview/1/",
        "preview/2/",
        "do/submit/",
        "do/force-publish/",
        "do/discard/",
    ),
)
RUNNING = (
    "do/amend/",
    "do/withdraw/",
    "responses/enter/",
    "responses/publish/",
    "responses/import/",
    "formats/",
)
AFTER = ("outcome/", "outcome/theme/", "outcome/final_outcome/", "do/explain-delay/")


@pytest.mark.parametrize("tail", MANAGE)
def test_forms_of_a_draft(stage, tail):
    row = stage.draft()
    attack(as_person(stage.officer), f"{row.get_absolute_url()}manage/{tail}")


@pytest.mark.parametrize("tail", RUNNING)
def test_forms_of_a_consultation_that_is_open(stage, tail):
    row = stage.published()
    attack(as_person(stage.officer), f"{row.get_absolute_url()}manage/{tail}")


@pytest.mark.parametrize("tail", AFTER)
def test_forms_of_a_consultation_that_has_closed(stage, tail):
    row = stage.closed(days_ago=100)
    attack(as_person(stage.officer), f"{row.get_absolute_url()}manage/{tail}")


def test_forms_of_a_respondent(stage):
    row = stage.published()
    for part in ("1", "2", "who", "publication", "link", "withdraw"):
        visitor = Visitor(row).start()
        attack(visitor.client, f"{visitor.home}{part}/")
    attack(Client(), f"{row.get_absolute_url()}respond/")
    attack(Client(), f"{row.get_absolute_url()}formats/")
    visitor.client.cookies[f"response-{visitor.home.split('/')[-2][:8]}"] = "\\377\\000é" * 50
    assert visitor.get().status_code == 404
    assert visitor.client.get(f"{row.get_absolute_url()}return/{'x' * 64}/").status_code == 404


def test_forms_of_programmes(stage):
    row = stage.programme()
    for tail in ("new/", f"{row.slug}/edit/", f"{row.slug}/move/", f"{row.slug}/decision/"):
        attack(as_person(stage.officer), f"/programmes/{tail}")


@pytest.mark.parametrize("name", [
    "consultations:list", "consultations:feed", "consultations:calendar", "consultations:desk", "programmes:list",
    "secondments:list", "secondments:mine", "secondments:searches", "secondments:figures",
])  # fmt: skip
def test_queries_of_lists(stage, name):
    query(as_person(stage.officer), reverse(name))


def test_queries_of_one_consultation(stage):
    row = stage.published()
    consultations.sent(row)
    client = as_person(stage.officer)
    for tail in (
        "",
        "questions/",
        "responses/",
        "manage/responses/",
        "manage/responses/export.csv",
        "manage/versions/",
    ):
        query(client, row.get_absolute_url() + tail)


ENDS = ("cancel", "end_early", "pause", "sign")  # after these most other verbs are gone


@pytest.mark.parametrize("state", ["conflict_check", "agreement", "active", "ending"])
def test_verbs_of_a_placement(db, state):
    cast = posts.Cast()
    row = cast.placement(state)
    day = {"active": row.starts_on, "ending": row.ends_on - timedelta(20)}.get(state, posts.TODAY)
    with posts.on(day):
        for by in (row.person, cast.lead, cast.host_manager, cast.officer):
            client = as_person(cast.fresh(by))
            for verb in TABLES["placement"]:
                if verb.name not in ENDS and verb.fits(row, by) and verb.allowed(row, by):
                    attack(client, verb.href(row))


def test_forms_of_people_and_opportunities(db):
    cast = posts.Cast()
    with posts.on(posts.TODAY):
        candidate, post = cast.candidate("draft"), cast.post("draft")
        nomination = cast.nomination(cast.post(), cast.candidate(person=cast.colleague), shortlisted=False)
        person, host = as_person(cast.person), as_person(cast.host_manager)
        for address in (f"{candidate.get_absolute_url()}edit/", "/secondments/searches/"):
            attack(person, address)
        attack(as_person(cast.other_person), "/secondments/profile/")
        for address in (
            "/secondments/new/",
            f"{post.get_absolute_url()}edit/",
            f"{nomination.get_absolute_url()}shortlist/",
        ):
            attack(host, address)
        attack(as_person(cast.officer), "/secondments/rounds/new/")
        query(host, post.get_absolute_url())


@pytest.fixture
def office(db):
    return Office()


@pytest.mark.parametrize("tail", ["datasets/new/", "populations/new/", "runs/new/?method=economic_account"])
def test_forms_of_the_account(office, tail):
    attack(as_person(office.statistician), f"/satellite-account/workbench/{tail}")


@pytest.mark.parametrize("tail", ["datasets/", "populations/", "runs/", "classifications/", "layouts/"])
def test_queries_of_the_account(office, tail):
    query(as_person(office.statistician), f"/satellite-account/workbench/{tail}")


def test_no_page_of_a_person_is_kept_by_a_cache(stage):
    """Whoever is signed in, or holds a response, leaves nothing of it in a cache that others read."""
    row = stage.published()
    visitor = Visitor(row).start()
    client = as_person(stage.officer)
    for answer in (
        *(
            client.get(row.get_absolute_url() + tail)
            for tail in ("", "manage/", "responses/", "manage/responses/")
        ),
        *(
            client.get(address)
            for address in ("/programmes/", "/secondments/", "/secondments/mine/", "/consultations/")
        ),
        *(visitor.get(part) for part in ("", "1", "link", "who", "copy")),
    ):
        kept = answer.headers.get("Cache-Control", "")
        assert "public" not in kept and ("private" in kept or "no-store" in kept), answer.request["PATH_INFO"]
    assert "same-origin" in visitor.get("link")["Referrer-Policy"]


def test_days_have_years_that_calendars_have():
    assert (DateInputField.earliest.year, DateInputField.latest.year) == (1800, 2199)


def test_what_is_signed_in_elsewhere_opens_nothing_here(stage):
    """Another role finds what strangers find: the same answer for what is there and for what is not."""
    row = stage.draft()
    outsider = as_person(make.member(make.organisation("Another"), "lead"))
    for tail in (
        "",
        "manage/",
        "manage/responses/",
        "manage/report.pdf",
        "analysis/",
        "responses/download.csv",
    ):
        there = outsider.get(row.get_absolute_url() + tail)
        nowhere = outsider.get(f"/consultations/no-such-matter/{tail}")
        assert (there.status_code, nowhere.status_code) == (404, 404), tail
        said = (
            TOKEN.sub(b"", page.content).replace(row.slug.encode(), b"no-such-matter")
            for page in (there, nowhere)
        )
        assert len(set(said)) == 1
