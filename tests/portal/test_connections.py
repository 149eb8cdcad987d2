"""A pooled connection is asked whether it lives unless it was used a moment ago."""

from time import monotonic

import psycopg
import pytest
from django.db import connection, connections

from foundation.common.near import Near
from foundation.common.postgresql import base

pytestmark = pytest.mark.django_db


@pytest.fixture
def spare():
    made = psycopg.connect(**connection.get_connection_params(), autocommit=True)
    yield made
    made.close()


def end(spare) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 2000)", [spare.info.backend_pid])


def test_one_that_lives_is_given(spare):
    assert base._alive(spare)


def test_one_that_was_ended_while_it_waited_is_not_given(spare):
    end(spare)
    spare.used_at = monotonic() - 2 * base.TRUSTED
    assert not base._alive(spare)


def test_one_that_is_closed_is_never_given(spare):
    spare.close()
    spare.used_at = monotonic()
    assert not base._alive(spare)


def test_the_portal_uses_it():
    assert isinstance(connections["default"], base.DatabaseWrapper)


def test_what_is_kept_near_is_made_again_when_its_time_is_over():
    made = []
    kept = Near(60)
    assert [kept.get("en", lambda: made.append(1) or len(made)) for _ in range(3)] == [1, 1, 1]
    kept.seconds = -1
    assert kept.get("en", lambda: made.append(1) or len(made)) == 2
    assert kept.get("cy", lambda: "arall") == "arall"
