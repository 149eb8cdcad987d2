"""Files of the satellite account that are broken or hostile: refused with a sentence, and nothing behind them waits."""

import io
import zipfile
from datetime import date

import pytest

from satellite_account import actions
from satellite_account.models import Frame, Unit, Version
from satellite_account.sources import storing
from satellite_account.working import work
from tests.consultations.doors import as_person
from tests.factories.satellite import Office, unit, units


@pytest.fixture
def office(db):
    return Office()


def archive(body, *, spoil=None, **more):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("units.csv", body)
        for name, words in more.items():
            new.writestr(f"{name}.csv", words)
    data = bytearray(file.getvalue())
    if spoil is not None:
        spoil(data)
    return bytes(data)


def flip(data):
    data[60] ^= 0xFF


def unknown_packing(data):
    for start in (data.find(b"PK\x03\x04") + 8, data.find(b"PK\x01\x02") + 10):
        data[start : start + 2] = b"\x63\x00"


def huge(data):
    start = data.find(b"PK\x01\x02") + 24
    data[start : start + 4] = b"\xfe\xff\xff\xff"


BODY = units(*(unit(200_000 + number) for number in range(300)))


@pytest.mark.parametrize(("name", "data"), [
    ("a.zip", archive(BODY, spoil=flip)), ("a.zip", archive(BODY, spoil=unknown_packing)),
    ("a.zip", archive(BODY)[:400]), ("a.zip", archive(BODY, second="x")), ("a.zip", b"PK\x03\x04"),
    ("a.json", b'[{"unit_id": '), ("a.json", b"[" * 100_000), ("a.json", b"\x00\xff"), ("a.json", b""),
    ("a.csv", b"\x00" * 1000), ("a.csv", b'"' + b"x" * 3_000_000),
    ("a.csv", b"\xff\xfe\x00" * 100), ("a.csv", b"\r\r\r"),
])  # fmt: skip
def test_a_file_that_is_none_is_refused_and_holds_up_nothing(office, name, data):
    broken = office.waiting(data, name=name, wake=False)
    behind = office.waiting(BODY, wake=False)
    for _turn in range(3):
        work(seconds=60)
    broken, behind = (Version.objects.get(pk=row.pk) for row in (broken, behind))
    assert (broken.state, behind.state) == ("refused", "ready")
    assert broken.problems.exists()
    client = as_person(office.statistician)
    assert client.get(broken.get_absolute_url()).status_code == 200
    assert client.get(f"{broken.get_absolute_url()}problems/").status_code == 200


def test_a_population_that_cannot_be_built_holds_up_nothing(office):
    source = office.loaded(BODY)
    said = {"day": date(2026, 1, 1), "versions": [source], "by": office.statistician, "wake": False}
    broken = actions.plan_frame(title="Broken", **said)
    first = unit(200_000).split(",")[0]
    there = {
        "name": "There already",
        "identifiers": [first],
        "scope": "ynnnn",
        "in_scope": False,
        "source_row": 1,
    }
    Unit.objects.create(frame=broken, unit_id=first, **there)
    behind = actions.plan_frame(title="Behind", **said)
    for _turn in range(3):
        work(seconds=60)
    broken, behind = (Frame.objects.get(pk=row.pk) for row in (broken, behind))
    assert (broken.state, behind.state) == ("failed", "ready")
    assert as_person(office.statistician).get(broken.get_absolute_url()).status_code == 200


def test_a_zip_that_unpacks_without_end_is_refused_before(office, monkeypatch):
    monkeypatch.setattr(storing, "MOST_UNPACKED", 1000)
    row = office.waiting(archive(BODY), name="a.zip", wake=False)
    work(seconds=60)
    row.refresh_from_db()
    assert row.state == "refused" and "unpacks to more" in row.problems.get().expected
