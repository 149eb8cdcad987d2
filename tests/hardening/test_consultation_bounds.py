"""What bounds a search, a role, a token and a count in consultations, as `docs/hardening.md` says."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from engagement.consultations import actions, listing
from engagement.consultations import urls as rooms
from engagement.consultations.analysis import urls as analysis
from engagement.consultations.models import Export, Response
from foundation.directory.models import Appointment
from tests.consultations.doors import as_person, whole
from tests.factories.consultations import ANSWERS, Cast, Writer, sent
from tests.hardening.server import Browser
from tests.hardening.test_consultation_doors import GROW, SAY, SCOPES
from tests.hardening.test_consultation_faults import Respondent, written
from tests.hardening.test_faults import broker, running, server
from tests.hardening.test_input import MONSTERS, QUICK, outcome
from tests.requests.api_doors import system_of

__all__ = ["broker", "running", "server"]
TERMS = {"5,000 terms": " ".join(f"w{n}" for n in range(5000)), "one term 5,000 times": "bus " * 5000}
READERS, SENDERS = 6, 40


@pytest.fixture
def cast(db):
    return Cast()


# Searches


@pytest.fixture
def many(cast):
    """A thousand responses of 700 characters, all published."""
    row = cast.published()
    with connection.cursor() as cursor:
        cursor.execute(GROW, [row.pk, 1000])
        cursor.execute(SAY, [row.questions.get(key="q4").pk, row.pk])
        cursor.execute("UPDATE consultations_response SET published_at = now()")
        cursor.execute("ANALYZE consultations_response, consultations_answer")
    return row


@pytest.mark.parametrize("door", ["list", "published", "desk", "analysis", "api", "public api"])
def test_no_search_takes_longer_than_others(cast, many, door):
    """400, or an answer for which no statement had more than 200 ms and we computed little ourselves."""
    home, api = many.get_absolute_url(), f"/api/v1/consultations/{many.slug}/"
    officer, system = as_person(cast.officer), system_of(cast.dcms, *SCOPES)
    reader, address = {
        "list": (Client(), "/consultations/"),
        "published": (Client(), f"{home}responses/"),
        "desk": (officer, f"{home}manage/responses/"),
        "analysis": (officer, f"{home}analysis/answers/"),
        "api": (system, f"{api}responses/"),
        "public api": (Client(), f"{api}published-responses/"),
    }[door]
    assert reader.get(address).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 200")
    for name, monster in (MONSTERS | TERMS).items():
        for words in (monster, monster[:100]):
            status, spent = outcome(reader, f"{address}?{urlencode({'q': words})}")
            assert status in {200, 400}, name
            assert spent < QUICK, f"what we compute ourselves: {name}"


# Tokens


def test_a_token_opens_nothing_of_another_department(cast):
    """Reading is 404 or an empty list, writing 403 or 404, a made-up or cut token 401; nothing is changed."""
    row, draft = cast.published(), cast.draft()
    sent(row)
    foreign = system_of(cast.mhclg, *SCOPES)
    own = system_of(cast.dcms, *SCOPES)
    api, ref = f"/api/v1/consultations/{row.slug}/", Response.objects.get().ref
    assert ref in own.get(f"{api}responses/").content.decode()
    assert own.get(f"{api}responses/{ref}/files/").status_code == 200
    assert foreign.get(f"{api}responses/").status_code in (200, 404)
    assert ref not in foreign.get(f"{api}responses/").content.decode()
    assert foreign.get(f"{api}responses/{ref}/files/").status_code == 404
    assert foreign.get(f"/api/v1/consultations/{draft.slug}/").status_code == 404
    before = (row.version, draft.version, Response.objects.count())
    said = {"number": "a", "capacity": "individual", "publication": "do_not_publish", "answers": {}}
    batch = {"responses": [said | {"received_on": timezone.localdate().isoformat()}]}
    assert foreign.send(f"{api}ingest/", batch).status_code in (403, 404)
    for address in (f"{api}write-text/", f"/api/v1/consultations/{draft.slug}/write-text/"):
        assert foreign.send(address, {"title": "Ours now"}).status_code in (403, 404), address
    row.refresh_from_db()
    draft.refresh_from_db()
    assert (row.version, draft.version, Response.objects.count()) == before
    for token in ("", "made.up", "x" * 400):
        for address in (f"{api}responses/", f"{api}responses/{ref}/files/"):
            made_up = Client(headers={"Authorization": f"Bearer {token}"})
            assert made_up.get(address).status_code in (401, 404), address


# Roles that end


def inside(row, ref, export):
    """Every address of the officials' rooms of one consultation, from the routes themselves."""
    kinds = {
        "slug": row.slug,
        "number": "1",
        "ref": ref,
        "verb": "amend",
        "format": "pdf",
        "kind": "feedback",
    }
    found = []
    for route in [str(each.pattern) for each in (*rooms.urlpatterns, *analysis.urlpatterns)]:
        if "<slug:slug>/manage/" in route or "<slug:slug>/analysis/" in route:
            key = "q1" if "slug:key" in route else export
            found.append("/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda m, key=key: kinds.get(m[1], key), route))
    return found


def moved(person):
    Appointment.objects.filter(user=person).update(valid_to=timezone.localdate() - timedelta(days=1))


def closed(person):
    type(person).objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.parametrize("leaves", [moved, closed])
def test_who_left_opens_no_room_with_the_session_they_have(cast, leaves):
    """No page, no file that was ready, no press of a button; and no browser kept a page to go back to."""
    row = cast.published()
    one = sent(row)
    officer, home = as_person(cast.officer), f"{row.get_absolute_url()}manage/"
    officer.post(f"{home}responses/exports/", {"format": "csv"})
    rooms_of = inside(row, one.ref, str(Export.objects.get().public_id))
    assert len(rooms_of) > 35 and officer.get(home).status_code == 200
    kept = officer.get(f"{home}responses/{one.ref}/")
    assert "no-store" in kept["Cache-Control"] and "private" in kept["Cache-Control"]
    leaves(cast.officer)
    for address in rooms_of:
        for ask in (officer.get, officer.post):
            assert ask(address).status_code in (302, 404, 405), address
    assert not whole(officer.get(home)).count(one.ref.encode())
    assert Response.objects.filter(published_at__isnull=False).count() == 0


# Counts


@pytest.mark.machine
@pytest.mark.django_db(transaction=True)
def test_sixteen_who_send_at_once_queue_for_no_counter_and_are_all_counted():
    row = Cast().published()
    cache.clear()
    assert listing.received(row) == 0
    writers = [complete(row) for _n in range(32)]
    waited, done = [], threading.Event()
    watching = threading.Thread(target=watch, args=(waited, done))
    watching.start()
    try:
        with ThreadPoolExecutor(16) as pool:
            assert all(pool.map(send, writers))
    finally:
        done.set()
        watching.join(20)
    assert waited == [], "somebody waited for a row of the room"
    cache.delete(f"consultation-received-{row.pk}")
    assert listing.received(row) == 32 and listing.COUNTED <= 10
    assert len(set(Response.objects.values_list("ref", flat=True))) == 32


def complete(row):
    writer = Writer(row)
    for page, said in ANSWERS.items():
        writer.answer(page, said)
    writer.who()
    return writer


def send(writer):
    try:
        return writer.send().ref
    finally:
        connections.close_all()


WAITING = """
SELECT DISTINCT c.relname FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
WHERE l.locktype = 'tuple' AND c.relname LIKE 'consultations_%%'
"""


def watch(waited, done):
    """A lock on a tuple is what the second in a queue for a row holds."""
    with connection.cursor() as cursor:
        while not done.wait(0.01):
            cursor.execute(WAITING)
            waited += [name for (name,) in cursor.fetchall()]
    connections.close_all()


# Readers while others send


@pytest.mark.machine
@pytest.mark.django_db(transaction=True)
def test_readers_are_served_while_responses_come_in(server):
    """The shape of a great petition, bounded: pages that caches keep, and none of them an error of ours."""
    cast = Cast()
    row = cast.published()
    published = sent(row)
    actions.publish_responses(responses=[published], by=cast.officer)
    home = row.get_absolute_url()
    pages = [
        "/consultations/",
        home,
        f"{home}questions/",
        f"{home}responses/",
        f"{home}responses/download.csv",
    ]
    senders = [Respondent(server, written(row, f"s{n}@mail.example")).ready() for n in range(SENDERS)]
    reader = Browser.__new__(Browser)
    reader.server, reader.cookies, reader.token = server, {}, ""
    sending, read = threading.Event(), []

    def read_on(number):
        while not sending.is_set():
            answer = reader.ask("GET", pages[(len(read) + number) % len(pages)])
            read.append((answer.status, "public" in answer.headers.get("Cache-Control", "")))

    with ThreadPoolExecutor(READERS + 4) as pool:
        readers = [pool.submit(read_on, number) for number in range(READERS)]
        try:
            fates = list(pool.map(lambda one: one.press()[0], senders))
        finally:
            sending.set()
        for each in readers:
            each.result(30)
    assert set(fates) == {303} and set(read) == {(200, True)} and len(read) > READERS
    assert Response.objects.filter(consultation=row, state="submitted").count() == SENDERS + 1
