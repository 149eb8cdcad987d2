"""Hostile words and large numbers at the doors of consultations. `docs/hardening.md` says which test holds what."""

import json
import os
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.consultations import actions
from engagement.consultations.analysis import sweeping
from engagement.consultations.models import Consultation, EqualityAnswer, Export, Response
from foundation.audit.models import AuditEvent
from foundation.notifications.models import Message
from tests.consultations.doors import Visitor, as_person
from tests.factories.consultations import ANSWERS, Cast, Writer, move, sent
from tests.hardening.doors import NO_TEXT
from tests.hardening.server import PRODUCTION
from tests.requests.api_doors import system_of

SCOPES = ("consultations:read", "consultations:write")
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def consultation(cast):
    return cast.published()


@pytest.fixture
def visitor(consultation):
    return Visitor(consultation).start()


# Words


def test_no_answer_takes_a_nul_byte_or_what_is_no_text(visitor):
    visitor.post("1", q1="yes")
    pages = {
        "1": "q1=no&q2=",
        "2": "q4=",
        "who": "capacity=individual&name=",
        "publication": "confidential_reason=",
    }
    for part, said in pages.items():
        for bad in ("a%00b", *NO_TEXT):
            answer = visitor.client.post(f"{visitor.home}{part}/", said + bad, content_type=FORM)
            assert answer.status_code in (200, 400), (part, bad)
    kept = Response.objects.get()
    assert [answer.choices for answer in kept.answers.all()] == [["yes"]] and kept.name == ""


def test_no_filter_of_any_list_takes_what_is_no_text_or_not_offered(cast, consultation):
    base = consultation.get_absolute_url()
    lists = {
        "/consultations/": Client(),
        f"{base}responses/": Client(),
        f"{base}manage/responses/": as_person(cast.officer),
        f"/api/v1/consultations/{consultation.slug}/responses/": system_of(cast.dcms, *SCOPES),
        "/api/v1/consultations/": Client(),
    }
    bad = [
        "q=%00",
        "after=%00",
        "after=NaN",
        "after=-1",
        "after=" + "9" * 40,
        *(f"q={each}" for each in NO_TEXT),
    ]
    for address, client in lists.items():
        for query in bad:
            assert client.get(f"{address}?{query}").status_code in (200, 400, 404), (address, query)
    for address in [each for each in lists if "api" in each]:
        for query in ("ordering=user__password", "respondent=1", "page=0", "email__startswith=a"):
            answer = lists[address].get(f"{address}?{query}")
            assert answer.status_code == 400 and answer["Content-Type"] == "application/problem+json"


def test_words_of_sql_and_bombs_are_words(cast, consultation):
    sent(consultation)
    actions.publish_responses(responses=Response.objects.all(), by=cast.officer)
    base = consultation.get_absolute_url()
    for words in ("' OR 1=1 --", "%' ; DROP TABLE x; --", "\\", "(((((", "a & | ! :*", "little " * 900):
        answer = Client().get(f"{base}responses/", {"q": words})
        assert answer.status_code in (200, 400)
        assert Client().get("/consultations/", {"q": words}).status_code in (200, 400)
    assert Response.objects.count() == 1


def test_ten_megabytes_are_refused_and_nothing_is_kept(visitor):
    answer = visitor.client.post(f"{visitor.home}2/", b"q4=" + b"a" * 10_000_000, content_type=FORM)
    assert answer.status_code == 413
    long = visitor.post("1", q1="no", q2="a" * 4001)
    assert long.status_code == 200 and "characters or fewer" in long.content.decode()
    assert not Response.objects.get().answers.exists()


def test_overrides_and_floods_of_marks_are_kept_as_meant_and_shown_in_a_box(visitor):
    words = "\u202eabc" + "a" + "\u0301" * 300 + "\u200b!"
    visitor.post("1", q1="no", q2=words)
    kept = Response.objects.get().answers.get(question__key="q2").text
    assert kept.startswith("\u202eabc") and "\u200b" not in kept
    visitor.post("2")
    visitor.post("who", capacity="individual")
    visitor.post("publication", publication="do_not_publish")
    page = visitor.get("check").content.decode()
    assert 'dir="auto"' in page and kept[:4] in page


def test_dates_and_numbers_that_are_none_are_errors(cast, consultation):
    dcms = system_of(cast.dcms, *SCOPES)
    base = f"/api/v1/consultations/{consultation.slug}/ingest/"
    said = {"number": "a", "capacity": "individual", "publication": "do_not_publish"}
    for day in ("0000-00-00", "9999-12-31", "2026-13-01", ""):
        body = {"responses": [said | {"received_on": day, "answers": {}}]}
        assert dcms.send(base, body).status_code == 400, day
    today = timezone.localdate().isoformat()
    for number in ("NaN", "Infinity", "1e999", "-1", "9" * 40, [], {"a": 1}, True):
        body = {"responses": [said | {"received_on": today, "answers": {"q3": number}}]}
        assert dcms.send(base, body).status_code == (200 if number == [] else 400), number
        Response.objects.all().delete()
    for raw in ('{"responses": NaN}', '{"a": 1, "a": 2}', "[" * 10_000, '{"responses": ["\\ud800"]}'):
        assert dcms.post(base, raw, content_type="application/json").status_code == 400


# Who sees what


def test_what_is_private_is_absent_from_every_public_door(cast, consultation):
    """Names, addresses, reasons and answers of responses that were not released, by list, file, feed, API and tag."""
    secrets = {"name": "Zebedee Quill", "email": "zq@mail.example", "how_gathered": "In the Quill family"}
    sent(consultation, answers=ANSWERS, **secrets)
    quiet = sent(
        consultation, publication="do_not_publish", confidential=True, confidential_reason="Quill feud"
    )
    base, api = consultation.get_absolute_url(), f"/api/v1/consultations/{consultation.slug}/"
    doors = [f"{base}{tail}" for tail in ("", "questions/", "responses/", "responses/download.csv")]
    doors += [
        f"{base}responses/download.json",
        "/consultations/",
        "/consultations/feed/",
        "/consultations/calendar/",
    ]
    doors += [api, f"{api}published-responses/", f"{api}themes/", f"{api}reports/", "/api/v1/openapi.json"]
    for who in (Client(), as_person(cast.member), as_person(cast.other_officer)):
        for door in doors:
            answer = who.get(door)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            for word in ("Zebedee", "zq@mail", "Quill", "too little", quiet.ref):
                assert word not in content.decode(), (door, word)
        for ref in (quiet.ref, Response.objects.first().ref):
            assert who.get(f"{base}responses/{ref}/").status_code == 404


def test_logs_letters_and_the_trail_hold_no_answer_and_no_secret(consultation, caplog):
    writer = Writer(consultation)
    writer.answer(1, ANSWERS[1])
    writer.answer(2, ANSWERS[2])
    writer.who(email="ann@charity.example", name="Ann Example")
    writer.send()
    trail = json.dumps(
        list(AuditEvent.objects.values("verb", "facts", "actor_id", "target_ref")), default=str
    )
    letters = json.dumps(list(Message.objects.values("context", "url", "about")), default=str)
    for text in (trail, letters, caplog.text):
        for word in ("too little", writer.secret, "Ann Example"):
            assert word.lower() not in text.lower()
    assert "ann@charity.example" not in trail + caplog.text


def test_equality_answers_lead_to_no_response_by_key_moment_or_order(cast, consultation):
    """Nothing but the consultation is shared; the table is written anew in another order, in one transaction."""
    writers = [Writer(consultation) for _ in range(30)]
    for number, writer in enumerate(writers):
        writer.answer(1, ANSWERS[1])
        writer.answer(2, ANSWERS[2])
        writer.who()
        writer.send()
        actions.add_monitoring(**writer.held, age=f"age {number}")
    names = {field.name for field in EqualityAnswer._meta.get_fields()}
    assert names == {
        "id",
        "consultation",
        "age",
        "sex",
        "disability",
        "ethnic_group",
        "religion",
        "orientation",
    }
    before = _in_table()
    assert [age for _key, age, _by in before] == [f"age {n}" for n in range(30)]
    assert actions.shuffle_monitoring() == 30
    after = _in_table()
    assert sorted(age for _key, age, _by in after) == sorted(age for _key, age, _by in before)
    assert [age for _key, age, _by in after] != [age for _key, age, _by in before]
    assert not {key for key, _age, _by in after} & {key for key, _age, _by in before}
    assert len({by for _key, _age, by in after}) == 1
    assert not AuditEvent.objects.filter(verb__icontains="monitor").exists()
    for response in Response.objects.all():
        assert response.updated_at <= response.submitted_at + timedelta(seconds=5)


def _in_table():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, age, xmin::text FROM consultations_equalityanswer ORDER BY ctid")
        return cursor.fetchall()


def whole(consultation):
    """Somebody who has sent a response."""
    writer = Writer(consultation)
    writer.answer(1, ANSWERS[1])
    writer.answer(2, ANSWERS[2])
    writer.who()
    writer.send()
    return writer


def test_a_shuffle_is_not_repeated_for_what_has_not_changed(cast, consultation):
    Writer(consultation)
    for _n in range(2):
        actions.add_monitoring(**whole(consultation).held, age="25-34")
    EqualityAnswer.objects.create(consultation=cast.published(), age="65+")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM consultations_equalityanswer")
    actions.shuffle_monitoring()
    assert actions.shuffle_monitoring() == 0


def test_no_export_no_api_and_no_page_of_a_response_tells_of_equality_answers(cast, consultation):
    writer = Writer(consultation)
    writer.answer(1, ANSWERS[1])
    writer.answer(2, ANSWERS[2])
    writer.who()
    row = writer.send()
    actions.add_monitoring(**writer.held, religion="jewish", orientation="bisexual")
    officer, base = as_person(cast.officer), consultation.get_absolute_url()
    doors = [f"{base}manage/responses/", f"{base}manage/responses/{row.ref}/", f"{base}manage/outcome/"]
    texts = [officer.get(door).content.decode() for door in doors]
    texts.append(
        system_of(cast.dcms, *SCOPES)
        .get(f"/api/v1/consultations/{consultation.slug}/responses/")
        .content.decode()
    )
    for format in ("csv", "json"):
        officer.post(f"{base}manage/responses/exports/", {"format": format})
        file = officer.get(f"{base}manage/responses/exports/{Export.objects.first().public_id}/")
        texts.append(b"".join(file.streaming_content).decode())
    for text in texts:
        for word in ("jewish", "bisexual", "monitoring_done", "orientation"):
            assert word not in text.lower()


def test_figures_of_groups_wait_until_nobody_can_add_to_them(cast, consultation):
    for _n in range(6):
        actions.add_monitoring(**whole(consultation).held, age="25-34")
    asked = actions.ask_format(consultation=consultation, by=None, format="braille", contact="1 Mill Lane")
    actions.provide_format(format_request=asked, by=cast.officer)
    row = move(consultation, closed_days_ago=1)
    address = f"{row.get_absolute_url()}manage/outcome/"
    assert "25-34" not in as_person(cast.officer).get(address).content.decode()
    Response.objects.filter(extended_until__isnull=False).update(
        extended_until=timezone.now() - timedelta(days=1)
    )
    assert "25-34" in as_person(cast.officer).get(address).content.decode()


# Numbers


def send_one(consultation):
    writer = Writer(consultation)
    writer.answer(1, ANSWERS[1])
    writer.answer(2, ANSWERS[2])
    writer.who()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        writer.send()
    return [_shape(query["sql"]) for query in asked.captured_queries]


def _shape(sql: str) -> str:
    return re.sub(r"s\d+_x\d+", "point", " ".join(sql.split()[:3]))


def test_the_hundredth_identical_response_is_sent_by_the_same_questions_as_the_first(consultation):
    """Nothing that a submission asks or locks knows of the texts of others; campaigns are found beside the form."""
    first = send_one(consultation)
    for _n in range(98):
        sent(consultation)
    sweeping.sweep()
    last = send_one(consultation)
    assert last == first
    with CaptureQueriesContext(connection) as asked:
        send_one(consultation)
    assert not [query["sql"] for query in asked.captured_queries if "analysis_" in query["sql"]]


def asked_for(client, address):
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200 and content
    return len(asked)


def test_lists_search_api_and_files_ask_the_same_of_the_database_at_any_number(cast, consultation):
    base = consultation.get_absolute_url()
    api = f"/api/v1/consultations/{consultation.slug}/"
    officer, dcms = as_person(cast.officer), system_of(cast.dcms, *SCOPES)
    doors = [
        (Client(), f"{base}responses/"),
        (Client(), f"{base}responses/?q=little"),
        (Client(), f"{base}responses/download.csv"),
        (Client(), f"{api}published-responses/"),
        (officer, f"{base}manage/responses/"),
        (officer, f"{base}manage/responses/?q=little&capacity=individual"),
        (dcms, f"{api}responses/"),
        (dcms, f"{api}responses/?q=little"),
    ]

    def grow(many):
        for _n in range(many):
            sent(consultation)
        actions.publish_responses(responses=Response.objects.all(), by=cast.officer)

    def asked(many):
        """At the first look, and when what may be kept is at hand."""
        grow(many)
        return [[asked_for(client, address) for client, address in doors] for _look in range(2)]

    for client, address in doors:
        client.get(address)
    assert asked(15) == asked(3)


MEASURE = """
import resource, django
django.setup()
from engagement.consultations import writing
from engagement.consultations.models import Export
from django.db import connection
Export.objects.count()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert writing.work() == 1
print(before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
GROW = """
INSERT INTO consultations_response (public_id, ref, consultation_id, version, state, channel, language, capacity, name,
 email, organisation_name, has_authority, how_gathered, nation, publication, confidential, confidential_reason,
 wants_outcome, monitoring_done, created_at, updated_at, submitted_at, client_id, external_id, exclusion)
SELECT gen_random_uuid(), 'RS-1999-' || lpad(n::text, 6, '0'), %s, 1, 'submitted', 'web', 'en', 'individual',
 '', '', '', false, '', '', 'response_anonymised', false, '', false, false, now(), now(), now(), '', '', ''
FROM generate_series(1, %s) n
"""
SAY = """
INSERT INTO consultations_answer (response_id, question_id, text, choices, comments, changed_at)
SELECT id, %s, repeat('Buses run late in our village. ', 23), '{}', '[]', now() FROM consultations_response
WHERE consultation_id = %s
"""


@pytest.mark.machine
@pytest.mark.django_db(transaction=True)
def test_a_file_of_many_responses_is_written_in_little_memory():
    """In a process of its own: 20,000 responses of 700 characters leave it less than 50 MB larger."""
    cast = Cast()
    consultation = cast.published()
    with connection.cursor() as cursor:
        cursor.execute(GROW, [consultation.pk, 20_000])
        cursor.execute(SAY, [consultation.questions.get(key="q4").pk, consultation.pk])
    actions.start_export(consultation=consultation, format="xlsx", filters="", by=cast.officer)
    name = str(connection.settings_dict["NAME"])
    environment = os.environ | PRODUCTION | {"TEST_DATABASE": name}
    said = subprocess.run(
        [sys.executable, "-c", MEASURE],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=500,
    )
    before, after = map(int, said.stdout.split()[-2:])
    export = Export.objects.get()
    assert (export.state, export.done) == ("done", 20_000)
    assert after - before < 50_000, (before, after)
    assert Consultation.objects.get(pk=consultation.pk).responses.count() == 20_000
