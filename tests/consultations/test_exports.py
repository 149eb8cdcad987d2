"""Files of responses: whole, of their owner alone, and written on after a crash from where it stood."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from engagement.consultations import actions, exporting, writing
from engagement.consultations.enums import ExportState
from engagement.consultations.models import Export, ExportPart, Response
from foundation.common.errors import NotAllowed, TooMany
from foundation.directory.models import Appointment
from tests.consultations.doors import as_person
from tests.factories.consultations import Cast, sent
from tests.hardening.server import PRODUCTION
from tests.notifications.conftest import eventually


@pytest.fixture
def consultation(cast):
    row = cast.published()
    for n in range(7):
        sent(row, name=f"Person {n}")
    return row


@pytest.fixture
def small_parts(monkeypatch):
    """Parts of two responses, so that seven of them make a file of several."""
    monkeypatch.setattr(exporting, "CHUNK", 2)


def start(consultation, by, format="csv", filters=""):
    return actions.start_export(consultation=consultation, format=format, filters=filters, by=by)


def text(export):
    return b"".join(writing.contents(Export.objects.get(pk=export.pk))).decode("utf-8-sig")


def refs(export):
    return [line[0] for line in list(csv.reader(io.StringIO(text(export), newline="")))[1:]]


def everybody(consultation):
    return list(
        Response.objects.filter(consultation=consultation).order_by("pk").values_list("ref", flat=True)
    )


def test_a_short_file_is_ready_with_the_page(cast, consultation):
    client, here = as_person(cast.officer), f"{consultation.get_absolute_url()}manage/responses/exports/"
    page = client.post(here, {"format": "csv"}, follow=True)
    export = Export.objects.get()
    assert export.state == ExportState.DONE and f"{here}{export.public_id}/" in page.content.decode()
    assert refs(export) == everybody(consultation)
    assert client.get(here, headers={"Accept": "application/json"}).json() == {"running": False}


def test_a_long_file_is_left_to_a_worker_and_says_how_far_it_is(cast, consultation, small_parts):
    client, here = as_person(cast.officer), f"{consultation.get_absolute_url()}manage/responses/exports/"
    client.post(here, {"format": "csv"})
    said = client.get(here, headers={"Accept": "application/json"}).json()
    assert (said["running"], said["done"], said["total"]) == (True, 2, 7)
    assert "2 of 7 responses" in client.get(here).content.decode()
    export = Export.objects.get()
    assert client.get(f"{here}{export.public_id}/").status_code == 404
    assert writing.work() == 1
    assert client.get(f"{here}{export.public_id}/").status_code == 200
    assert refs(export) == everybody(consultation)


@pytest.mark.parametrize("format", ["csv", "json", "xlsx", "ods"])
def test_after_a_death_between_parts_the_next_worker_goes_on(cast, consultation, small_parts, format):
    """The worker's own steps, and then nothing more of it: its lease runs out."""
    export = start(consultation, cast.officer, format)
    dead = writing._take()
    assert writing.step(dead) and writing.step(dead)
    assert writing.work() == 0, "nobody takes what is held"
    Export.objects.filter(pk=export.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    before = dict(ExportPart.objects.values_list("number", "content"))
    assert len(before) == 2
    assert writing.work() == 1
    if format in ("csv", "json"):
        kept = dict(ExportPart.objects.filter(number__in=before).values_list("number", "content"))
        assert {n: bytes(part) for n, part in kept.items()} == {n: bytes(part) for n, part in before.items()}
    assert found(export, format) == everybody(consultation)
    with pytest.raises(writing._Overtaken):
        writing._part(dead)


def found(export, format):
    if format == "csv":
        return refs(export)
    if format == "json":
        return [row["reference"] for row in json.loads(text(export))]
    whole = io.BytesIO(b"".join(writing.contents(Export.objects.get(pk=export.pk))))
    if format == "xlsx":
        from openpyxl import load_workbook

        return [row[0].value for row in list(load_workbook(whole).active.rows)[1:]]
    import re
    import zipfile

    with zipfile.ZipFile(whole) as archive:
        return re.findall(r"<text:p>(RS-[0-9-]+)</text:p>", archive.read("content.xml").decode())


def test_a_death_while_packing_packs_again(cast, consultation, small_parts):
    export = start(consultation, cast.officer, "xlsx")
    row = writing._take()
    while row.state != ExportState.PACKING:
        writing.step(row)
    Export.objects.filter(pk=export.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert writing.work() == 1
    assert found(export, "xlsx") == everybody(consultation)


def test_a_part_that_kills_three_workers_is_given_up_and_others_are_written(cast, consultation, small_parts):
    bad = start(consultation, cast.officer)
    for _time in range(3):
        assert writing._take().pk == bad.pk
        Export.objects.filter(pk=bad.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    good = start(consultation, cast.second)
    assert writing.work() == 1
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == (ExportState.FAILED, ExportState.DONE)
    assert "It stopped three times" in bad.problem


def test_a_file_is_of_who_asked_for_it_alone(cast, consultation):
    client, here = as_person(cast.officer), f"{consultation.get_absolute_url()}manage/responses/exports/"
    client.post(here, {"format": "csv"})
    file = f"{here}{Export.objects.get().public_id}/"
    assert client.get(file).status_code == 200
    for other in (cast.second, cast.other_officer, cast.auditor, cast.member):
        assert as_person(other).get(file).status_code == 404
        assert str(Export.objects.get().public_id) not in as_person(other).get(here).content.decode()
    assert Client().get(file).status_code == 302
    assert client.get(f"{here}{uuid4()}/").status_code == 404
    foreign = cast.published()
    assert (
        client.get(f"{foreign.get_absolute_url()}manage/responses/exports/{file.split('/')[-2]}/").status_code
        == 404
    )


def test_who_loses_the_role_gets_no_more_of_a_file_that_runs(cast, consultation, small_parts):
    export = start(consultation, cast.officer)
    writing.begin(export)
    client = as_person(cast.officer)
    Appointment.objects.filter(user=cast.officer).update(valid_to=timezone.localdate() - timedelta(days=1))
    assert writing.work() == 0
    export.refresh_from_db()
    assert export.state == ExportState.FAILED and "no longer" in export.problem and export.done == 2
    here = f"{consultation.get_absolute_url()}manage/responses/exports/"
    assert client.get(f"{here}{export.public_id}/").status_code == 404
    with pytest.raises(NotAllowed):
        start(consultation, cast.other_officer)


def test_the_auditor_exports_and_filters_are_kept(cast, consultation):
    one = Response.objects.filter(consultation=consultation).first()
    actions.exclude_response(response=one, by=cast.officer, reason="spam")
    client, here = as_person(cast.auditor), f"{consultation.get_absolute_url()}manage/responses/exports/"
    assert client.post(f"{here}?state=excluded", {"format": "csv"}).status_code == 303
    assert refs(Export.objects.get()) == [one.ref]
    assert client.post(f"{here}?state=half", {"format": "csv"}).status_code == 400
    assert client.post(here, {"format": "exe"}).status_code == 400


def test_three_at_a_time_and_gone_after_a_day(cast, consultation):
    for _time in range(3):
        start(consultation, cast.officer)
    with pytest.raises(TooMany):
        start(consultation, cast.officer)
    assert actions.forget_exports() == 0
    Export.objects.update(created_at=timezone.now() - timedelta(hours=25))
    actions.forget_exports()
    assert not Export.objects.exists() and not ExportPart.objects.exists()


def test_each_part_asks_as_little_as_the_first(
    cast, consultation, small_parts, django_assert_max_num_queries
):
    start(consultation, cast.officer)
    row = writing._take()
    writing.step(row)
    with django_assert_max_num_queries(14):
        assert writing.step(row)


WORKER = """
import django
django.setup()
from engagement.consultations import exporting, writing
exporting.CHUNK = 2
writing.work()
"""
LOCK = 4712
WAIT = f"""
CREATE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql
AS 'BEGIN IF NEW.number = 2 THEN PERFORM pg_advisory_xact_lock({LOCK}); END IF; RETURN NEW; END'
"""


@pytest.mark.machine
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_in_the_middle_loses_no_part_that_was_written(monkeypatch):
    """A process of its own, killed while it writes the third part; another writes the rest, each response once."""
    cast = Cast()
    consultation = cast.published()
    for n in range(7):
        sent(consultation, name=f"Person {n}")
    export = start(consultation, cast.officer)
    with connection.cursor() as cursor:
        cursor.execute(WAIT)
        cursor.execute(
            f"CREATE TRIGGER wait_for_test BEFORE INSERT ON {ExportPart._meta.db_table} FOR EACH ROW "
            "EXECUTE FUNCTION wait_for_test()"
        )
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            name = str(connection.settings_dict["NAME"])
            environment = os.environ | PRODUCTION | {"TEST_DATABASE": name}
            worker = subprocess.Popen([sys.executable, "-c", WORKER], env=environment)
            eventually(lambda: waits(cursor), 120)
            os.kill(worker.pid, signal.SIGKILL)
            assert worker.wait(20) == -signal.SIGKILL
        finally:
            cursor.execute("SELECT pg_advisory_unlock_all()")
            cursor.execute("DROP FUNCTION wait_for_test CASCADE")
    export.refresh_from_db()
    assert (export.state, export.parts, export.done) == (ExportState.WRITING, 2, 4)
    before = [bytes(part.content) for part in export.contents.order_by("number")]
    assert len(before) == 2
    monkeypatch.setattr(exporting, "CHUNK", 2)
    Export.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert writing.work() == 1
    assert [bytes(part.content) for part in export.contents.order_by("number")[:2]] == before
    assert refs(export) == everybody(consultation) and len(everybody(consultation)) == 7


def waits(cursor) -> bool:
    cursor.execute(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted", [LOCK]
    )
    return cursor.fetchone()[0] > 0
