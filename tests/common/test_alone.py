import pytest
from django.db import connection

from foundation.common.alone import alone

pytestmark = pytest.mark.django_db(transaction=True)
KEY = 0x7465_7374


def test_one_at_a_time_and_the_next_when_it_is_done():
    with alone(KEY) as first:
        with alone(KEY) as second, alone(KEY, 1) as other:
            assert (first, second, other) == (True, False, True)
        with alone(KEY) as third:
            assert not third
    with alone(KEY) as after:
        assert after


def test_what_fails_lets_go():
    with pytest.raises(ZeroDivisionError), alone(KEY):
        raise ZeroDivisionError
    with alone(KEY) as free:
        assert free


def test_it_does_not_hang_on_the_connection_that_does_the_work():
    """A proxy may hand the work another connection after each transaction; the lock stays, and stays nowhere."""
    with alone(KEY):
        connection.close()
        with alone(KEY) as second:
            assert not second
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s", [KEY])
        assert cursor.fetchone()[0] == 0
