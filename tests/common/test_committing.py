"""Whatever a test commits, the next one finds what the migrations left."""

import threading

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections, transaction

from engagement.requests.models import RoutingRule, Topic
from foundation.audit.models import AuditEvent
from foundation.directory.models import Department, Team
from tests import database
from tests.factories.directory import AppointmentFactory, department
from tests.factories.requests import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def everything() -> dict[str, list]:
    """Every row of every table."""
    return {
        name: database.ask(f"SELECT t::text FROM public.{name} t ORDER BY 1")
        for name in database.tables("public")
    }


@pytest.fixture
def before():
    found = everything()
    assert Topic.objects.exists() and RoutingRule.objects.exists() and Department.objects.exists()
    return found


def test_what_was_written_changed_and_deleted_is_undone(before):
    Cast().request("closed")
    RoutingRule.objects.all().delete()
    Department.objects.filter(code="HO").update(name="Elsewhere")
    ContentType.objects.filter(app_label="sessions").delete()
    assert AuditEvent.objects.exists() and everything() != before
    database.put_back()
    assert everything() == before


def test_an_emptied_database_is_filled_again(before):
    names = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
    database.ask(f"TRUNCATE {', '.join(names)} CASCADE")
    database.put_back()
    assert everything() == before


@pytest.mark.parametrize("backwards", [False, True])
def test_tables_are_emptied_in_any_order(before, monkeypatch, backwards):
    """The order comes from a set; a key that cannot be deferred joins appointments to teams."""
    home_office = department("HO")
    team = Team.objects.create(department=home_office, slug="grants", name="Grants")
    AppointmentFactory(role="officer", department=home_office, team=team)
    with_rows = database._with_rows
    monkeypatch.setattr(database, "_with_rows", lambda names: sorted(with_rows(names), reverse=backwards))
    database.put_back()
    assert everything() == before


def test_triggers_and_constraints_hold_again_afterwards(before):
    Cast()
    database.put_back()
    resting = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'"
    assert database.ask(resting) == []


def test_a_transaction_in_flight_is_waited_for(before):
    written, may_end = threading.Event(), threading.Timer(0.3, lambda: done.set())
    done = threading.Event()

    def write() -> None:
        with transaction.atomic():
            Topic.objects.update(name="Written late")
            written.set()
            done.wait(10)
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    assert written.wait(10)
    may_end.start()
    database.put_back()
    writer.join(10)
    assert everything() == before


def test_a_transaction_that_is_left_open_is_ended_and_named(before, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    left = connection.copy()
    left.set_autocommit(False)
    with left.cursor() as cursor:
        cursor.execute("UPDATE requests_topic SET name = 'Left open'")
    with pytest.raises(AssertionError, match="UPDATE requests_topic"):
        database.put_back()
    left.close()
    assert everything() == before


def test_a_reused_database_is_put_back_and_one_of_other_migrations_refused(before):
    Topic.objects.update(name="Left by a killed run")
    database.keep()
    assert everything() == before
    with transaction.atomic():
        database.ask("DELETE FROM kept.django_migrations WHERE app = 'directory'")
        with pytest.raises(RuntimeError, match="--create-db"):
            database.keep()
        transaction.set_rollback(True)
