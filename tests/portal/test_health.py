"""Alive, and ready: each part is taken away in turn."""

import socket

import pytest
from django.core.cache import caches
from django.db import connection

from foundation.notifications.health import beat
from foundation.notifications.models import Heartbeat
from portal.celery import app


@pytest.fixture
def dead_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def ready(client) -> tuple[int, list[str]]:
    response = client.get("/readyz")
    assert response.json()["ready"] is (response.status_code == 200)
    return response.status_code, response.json()["failures"]


def test_the_process_lives_without_anything_else(client, django_assert_num_queries):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_all_parts_answer(client):
    beat()
    assert ready(client) == (200, [])


@pytest.mark.django_db
def test_not_ready_without_a_worker(client):
    assert ready(client) == (503, ["worker"])


@pytest.mark.django_db
def test_not_ready_when_the_worker_fell_silent(client):
    beat()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {Heartbeat._meta.db_table} SET at = at - interval '10 minutes'")  # noqa: S608
    assert ready(client) == (503, ["worker"])


@pytest.mark.django_db
def test_not_ready_without_the_cache(client, settings, dead_port):
    beat()
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": f"redis://127.0.0.1:{dead_port}/0"}
    }
    assert caches["default"].get("anything") is None
    assert ready(client) == (503, ["cache"])


@pytest.mark.django_db
def test_not_ready_without_the_queue(client, dead_port):
    beat()
    address = app.conf.broker_url
    app.conf.broker_url = app.conf.broker_write_url = f"redis://127.0.0.1:{dead_port}/0"
    try:
        assert ready(client) == (503, ["queue"])
    finally:
        app.conf.broker_url, app.conf.broker_write_url = address, None


def test_not_ready_without_the_database(client, django_db_blocker):
    """The test runner bars the way to the database here, as a dead server would."""
    status, failures = ready(client)
    assert status == 503
    assert {"database", "worker"} <= set(failures)
