"""Many statements in one journey: read afterwards, undone together, and the commit with them."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from foundation.common.prepared import Insert, execute, together
from foundation.notifications.models import Fact

WRITE = Insert(Fact)


def fact(about: str) -> Fact:
    return Fact(verb="thing.done", about=about)


def abouts() -> set[str]:
    return set(Fact.objects.values_list("about", flat=True))


@pytest.mark.django_db
def test_what_is_asked_in_a_journey_is_read_after_it():
    with together():
        one, two = execute("SELECT %s::int + 1", [1]), execute("SELECT '100%%', %s::text[]", [["a", "b"]])
        with pytest.raises(RuntimeError):
            one.fetchall()
    assert one.fetchone() == (2,) and two.fetchall() == [("100%", ["a", "b"])]
    assert execute("SELECT 1 WHERE %s::bool", [False]).fetchone() is None


@pytest.mark.django_db
def test_a_statement_is_the_same_before_and_after_it_is_planned():
    found = [execute("SELECT %s::int, %s::text", [number, "x"]).fetchone() for number in range(6)]
    assert found == [(number, "x") for number in range(6)]
    execute("SAVEPOINT one", [])
    execute("ROLLBACK TO SAVEPOINT one", [])  # after which the driver forgets what was planned
    assert execute("SELECT %s::int, %s::text", [7, "x"]).fetchone() == (7, "x")


@pytest.mark.django_db(transaction=True)
def test_the_commit_comes_in_the_same_journey():
    told = []
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        transaction.on_commit(lambda: told.append(abouts()))
        with together(with_the_commit=True):
            WRITE(fact("one"))
            WRITE(fact("two"))
        assert not any("INSERT" in each["sql"] for each in captured.captured_queries)
    assert told == [{"one", "two"}] and connection.get_autocommit()


@pytest.mark.django_db(transaction=True)
def test_what_fails_with_the_commit_leaves_nothing_and_nobody_is_told():
    told, row = [], fact("twice")
    with pytest.raises(IntegrityError), transaction.atomic():
        transaction.on_commit(lambda: told.append(1))
        with together(with_the_commit=True):
            WRITE(fact("before"))
            WRITE(row)
            WRITE(row)
            WRITE(fact("after"))
    assert not abouts() and not told and not connection.in_atomic_block
    WRITE(fact("afterwards"))
    assert abouts() == {"afterwards"}


@pytest.mark.django_db(transaction=True)
def test_who_changes_their_mind_before_the_commit_leaves_nothing():
    with pytest.raises(LookupError), transaction.atomic():
        with together(with_the_commit=True):
            WRITE(fact("one"))
        raise LookupError
    assert not abouts()


@pytest.mark.django_db(transaction=True)
def test_what_is_asked_before_the_commit_finds_what_was_left_for_it():
    with transaction.atomic():
        with transaction.atomic(), together(with_the_commit=True):
            WRITE(fact("inner"))
        assert abouts() == {"inner"}
        with together(with_the_commit=True):
            WRITE(fact("outer"))
        assert abouts() == {"inner", "outer"}


@pytest.mark.django_db(transaction=True)
def test_within_a_journey_an_ordinary_query_comes_after_what_was_written():
    with transaction.atomic(), together():
        WRITE(fact("one"))
        assert abouts() == {"one"}
        WRITE(fact("two"))
    assert abouts() == {"one", "two"}


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_cut_is_not_used_again():
    execute("SELECT 1", [])
    with pytest.raises(DatabaseError), transaction.atomic(), together(with_the_commit=True):
        WRITE(fact("one"))
        execute("SELECT pg_terminate_backend(pg_backend_pid())", [])
        WRITE(fact("two"))
    connection.close()
    assert not abouts()
