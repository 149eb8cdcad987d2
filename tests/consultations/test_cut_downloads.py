"""Files of responses go on where a download was cut, for as long as the reader may have them."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from engagement.consultations import actions, exporting, writing
from engagement.consultations.analysis.actions import marks
from engagement.consultations.models import Export, Response
from foundation.common.errors import NotAllowed
from foundation.directory.models import Appointment
from tests.consultations.doors import as_person, whole
from tests.factories.consultations import sent


@pytest.fixture
def consultation(cast):
    row = cast.published()
    for n in range(7):
        sent(row, name=f"Person {n}")
    actions.publish_responses(responses=Response.objects.filter(consultation=row), by=cast.officer)
    return row


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(exporting, "CHUNK", 2)


def address(consultation, format="csv"):
    return f"{consultation.get_absolute_url()}responses/download.{format}"


def rest(file, start, tag):
    return Client().get(file, headers={"Range": f"bytes={start}-", "If-Range": tag})


@pytest.mark.parametrize("format", ["csv", "json"])
def test_a_published_file_that_was_cut_goes_on(consultation, small_parts, format):
    """The first reader gets it while it is written; the rest comes from the kept file, byte for byte."""
    file = address(consultation, format)
    first = Client().get(file)
    streamed = whole(first)
    assert "Accept-Ranges" not in first.headers and Export.objects.get().is_running
    assert writing.work() == 1
    kept = Client().get(file)
    assert whole(kept) == streamed and kept["Content-Length"] == str(len(streamed))
    assert kept["ETag"] == first["ETag"] and kept["Accept-Ranges"] == "bytes"
    for cut in (1, len(streamed) // 2, len(streamed) - 1):
        part = rest(file, cut, first["ETag"])
        assert part.status_code == 206 and whole(part) == streamed[cut:], cut
        assert part["Content-Range"] == f"bytes {cut}-{len(streamed) - 1}/{len(streamed)}"
    assert rest(file, len(streamed), first["ETag"]).status_code == 416
    rows = json.loads(streamed) if format == "json" else list(csv.reader(io.StringIO(streamed.decode())))[1:]
    assert len(rows) == 7 and Export.objects.count() == 1


def test_a_short_published_file_is_kept_at_once(consultation):
    answer = Client().get(address(consultation))
    assert answer["Accept-Ranges"] == "bytes" and len(whole(answer).splitlines()) == 8


def test_what_changed_in_between_is_never_pieced_together(cast, consultation):
    """A redaction, a publication or another wording makes another file: the whole of it comes, under another tag."""
    file = address(consultation)
    tag = Client().get(file)["ETag"]
    one = Response.objects.filter(consultation=consultation).first()
    answer = one.answers.exclude(text="").first()
    marks.redact(answer=answer, passage=answer.text, reason="name", by=cast.officer)
    part = rest(file, 10, tag)
    assert part.status_code == 200 and part["ETag"] != tag
    line = next(line for line in whole(part).decode().splitlines() if one.ref in line)
    assert answer.text not in line
    Response.objects.filter(pk=one.pk).update(published_at=None)
    assert one.ref not in whole(rest(file, 10, tag)).decode()


def test_nothing_is_kept_of_what_changed_while_it_was_written(cast, consultation, small_parts):
    whole(Client().get(address(consultation)))
    sent(consultation)
    actions.publish_responses(responses=Response.objects.all(), by=cast.officer)
    assert writing.work() == 0 and Export.objects.get().state == "failed"
    whole(Client().get(address(consultation)))
    assert writing.work() == 1 and len(whole(Client().get(address(consultation))).splitlines()) == 9


def test_the_file_of_welsh_readers_is_theirs(consultation):
    english = Client().get(address(consultation))
    welsh = Client().get("/cy" + address(consultation))
    assert whole(welsh) and welsh["ETag"] != english["ETag"]
    assert Export.objects.get(language="cy").is_public


@pytest.mark.parametrize("format", ["csv", "json", "xlsx", "ods"])
def test_an_officials_file_goes_on_too(cast, consultation, small_parts, format):
    export = actions.start_export(consultation=consultation, format=format, filters="", by=cast.officer)
    writing.work()
    export.refresh_from_db()
    official, here = as_person(cast.officer), f"{consultation.get_absolute_url()}manage/responses/exports/"
    file = f"{here}{export.public_id}/"
    everything = whole(official.get(file))
    assert len(everything) == export.size > 100
    part = official.get(file, headers={"Range": "bytes=90-", "If-Range": export.tag})
    assert part.status_code == 206 and whole(part) == everything[90:]


def ended(user):
    Appointment.objects.filter(user=user).update(valid_to=timezone.localdate() - timedelta(days=1))


def closed(user):
    type(user).objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize("leaves", [ended, closed])
def test_who_leaves_while_it_is_sent_gets_no_further_part(cast, consultation, small_parts, leaves):
    """The connection is cut before the next part; what is asked for afterwards is refused at the door."""
    export = actions.start_export(consultation=consultation, format="csv", filters="", by=cast.officer)
    writing.work()
    official, here = as_person(cast.officer), f"{consultation.get_absolute_url()}manage/responses/exports/"
    body = iter(official.get(f"{here}{export.public_id}/").streaming_content)
    assert b"RS-" in next(body)
    leaves(cast.officer)
    with pytest.raises(NotAllowed):
        next(body)
    again = official.get(f"{here}{export.public_id}/", headers={"Range": "bytes=90-"})
    assert again.status_code in (302, 404)
