"""A public file on its way while a response is redacted or taken back: nobody gets to the end of the old one."""

import http.client
import socket

import pytest
from django.db import connection
from django.test import Client

from engagement.consultations import actions, exporting, writing
from engagement.consultations.analysis.actions import marks
from engagement.consultations.answering import Said
from engagement.consultations.models import Export, Response
from engagement.consultations.published import Outdated
from tests.consultations.doors import whole
from tests.factories.consultations import Cast, sent
from tests.hardening.test_consultation_doors import GROW
from tests.hardening.test_faults import broker, running, server

__all__ = ["broker", "running", "server"]
SAYS = {1: {"q1": Said(choices=("yes",))}, 2: {"q4": Said(text="Ann of Acacia Avenue said so.")}}
LONG = """
INSERT INTO consultations_answer (response_id, question_id, text, choices, comments, changed_at)
SELECT id, %s, repeat('what we think of it ', 250), '{}', '[]', now() FROM consultations_response
WHERE consultation_id = %s
"""


def publish(cast, row):
    actions.publish_responses(responses=Response.objects.filter(consultation=row), by=cast.officer)
    return row


@pytest.fixture
def consultation(cast, monkeypatch):
    monkeypatch.setattr(exporting, "CHUNK", 2)
    row = cast.published()
    for _n in range(7):
        sent(row, answers=SAYS)
    return publish(cast, row)


def last(row):
    return Response.objects.filter(consultation=row).order_by("pk").last()


def redact(cast, row):
    answer = last(row).answers.exclude(text="").get()
    marks.redact(answer=answer, passage="Ann of Acacia Avenue", reason="name", by=cast.officer)


def take_back(cast, row):
    actions.unpublish_response(response=last(row), by=cast.officer)


def address(row, format="csv"):
    return f"{row.get_absolute_url()}responses/download.{format}"


@pytest.mark.parametrize("change", [redact, take_back])
@pytest.mark.parametrize("format", ["csv", "json"])
@pytest.mark.parametrize("kept", [False, True], ids=["as it is written", "from the kept file"])
def test_the_rest_of_an_old_file_is_never_sent(cast, consultation, kept, format, change):
    """The words that were taken out were in a part still to come: it does not come, and neither does an end."""
    if kept:
        whole(Client().get(address(consultation, format)))
        assert writing.work() == 1
    answer = Client().get(address(consultation, format))
    body, got = iter(answer.streaming_content), []
    got.append(next(body))
    change(cast, consultation)
    with pytest.raises(Outdated):
        for piece in body:
            got.append(piece)
    assert last(consultation).ref.encode() not in b"".join(got)
    if kept:
        assert len(b"".join(got)) < int(answer["Content-Length"])


def test_who_goes_on_gets_the_new_file_from_its_beginning(cast, consultation):
    whole(Client().get(address(consultation)))
    writing.work()
    tag = Client().get(address(consultation))["ETag"]
    redact(cast, consultation)
    again = Client().get(address(consultation), headers={"Range": "bytes=300-", "If-Range": tag})
    text = whole(again).decode()
    assert again.status_code == 200 and again["ETag"] != tag
    assert text.count("Ann of Acacia Avenue") == 6 and text.count("[removed: ") == 1


def test_a_change_at_the_very_end_takes_the_end_away(cast, consultation):
    """Everything was read and sent but the foot: a file without it is no JSON, and its connection is cut."""
    answer = Client().get(address(consultation, "json"))
    body = iter(answer.streaming_content)
    for _head_and_rows in range(8):
        next(body)
    redact(cast, consultation)
    with pytest.raises(Outdated):
        list(body)


@pytest.mark.machine
@pytest.mark.django_db(transaction=True)
def test_a_browser_learns_that_its_download_failed(server):
    """From a real server: what had come so far is not passed off as the whole, with or without a length."""
    cast = Cast()
    row = cast.published()
    with connection.cursor() as cursor:
        cursor.execute(GROW, [row.pk, 2500])
        cursor.execute(LONG, [row.questions.get(key="q4").pk, row.pk])
    Response.objects.filter(consultation=row).update(publication="response_anonymised")
    publish(cast, row)
    publish(cast, row)
    for kept in (False, True):
        if kept:
            writing.work()
            assert Export.objects.filter(state="done").exists()
        line = narrow(server)
        line.request("GET", address(row))
        answer = line.getresponse()
        assert answer.status == 200 and (answer.length is not None) == kept
        assert answer.read(50_000)
        take_back(cast, row)
        with pytest.raises(http.client.IncompleteRead):
            answer.read()
        line.close()
        actions.publish_responses(responses=[last(row)], by=cast.officer)
        server.get(address(row)).close()


def narrow(server):
    """A reader through a thin line: the server cannot be done with a long file before it is read."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    line.sock = socket.socket()
    line.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    line.sock.settimeout(60)
    line.sock.connect(("127.0.0.1", server.port))
    return line
