"""Moments and addresses are read as Django reads them, with less work."""

from datetime import UTC, datetime

import pytest
from django.urls import Resolver404, get_resolver, resolve

from foundation.common.doors import Door
from foundation.common.prepared import execute


@pytest.mark.django_db
@pytest.mark.parametrize(
    "written",
    [
        "2026-11-03 10:05:00+00",
        "2026-11-03 10:05:00.5+00",
        "1066-10-14 09:00:00.000001+00",
        "9999-12-31 23:59:59+00",
    ],
)
def test_a_moment_is_read_as_it_was_written(written):
    (found,) = execute("SELECT %s::text::timestamptz", [written]).fetchone()
    assert found == datetime.fromisoformat(written) and found.tzinfo is UTC


def doors() -> list[Door]:
    found, waiting = [], [get_resolver()]
    while waiting:
        for each in waiting.pop().url_patterns:
            if isinstance(each, Door):
                found.append(each)
            elif hasattr(each, "url_patterns"):
                waiting.append(each)
    return found


ADDRESSES = [
    "/consultations/",
    "/consultations/a-b/",
    "/consultations/desk/",
    "/consultations/a-b/respond/0d7ad6a4-6ab5-4b3e-8ee0-6d2fa9a0b1c2/check/",
    "/consultations/a-b/respond/0d7ad6a4-6ab5-4b3e-8ee0-6d2fa9a0b1c2/2/",
    "/consultations/a-b/responses/download.csv",
    "/consultations/a-b/manage/report.pdf",
    "/consultations/a-b/analysis/",
    "/requests/new/",
    "/organisations/",
    "/triage/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_door_leads_where_the_patterns_lead(address, monkeypatch):
    quick = resolve(address)
    assert any(door.shapes for door in doors())
    monkeypatch.setattr(Door, "shapes", None)
    slow = resolve(address)
    for name in (
        "func",
        "args",
        "kwargs",
        "view_name",
        "app_names",
        "namespaces",
        "route",
        "captured_kwargs",
    ):
        assert getattr(quick, name) == getattr(slow, name)


@pytest.mark.parametrize(
    "address", ["/consultations/a-b/respond/nobody/check/", "/consultations/a/b/c/d/e/f/g/"]
)
def test_a_door_leads_nowhere_else(address):
    with pytest.raises(Resolver404):
        resolve(address)
