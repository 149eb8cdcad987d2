"""Sent at the very moment at which the page is taken away: one of the two came first, and the other knows it."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from engagement.consultations import actions
from engagement.consultations.actions.offline import Entry
from engagement.consultations.answering import Said
from engagement.consultations.models import Consultation, Response
from foundation.common.errors import WrongState
from tests.factories.consultations import ANSWERS, Cast, Writer

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = """
SELECT pg_stat_clear_snapshot(), EXISTS (
    SELECT 1 FROM pg_locks held JOIN pg_stat_activity who USING (pid)
    WHERE NOT held.granted AND who.datname = current_database())
"""


class Beside(threading.Thread):
    """An act on a connection of its own, and what came of it."""

    def __init__(self, act: Callable[[], Any]) -> None:
        super().__init__()
        self.act, self.came = act, None
        self.start()

    def run(self) -> None:
        try:
            self.came = self.act()
        except Exception as error:
            self.came = error
        finally:
            connections.close_all()

    def waits(self) -> bool:
        """Whether it came to stand before a lock, instead of to its end."""
        while self.is_alive():
            with connection.cursor() as cursor:
                cursor.execute(WAITING)
                if cursor.fetchone()[1]:
                    return True
            self.join(0.02)
        return False

    def result(self) -> Any:
        self.join(30)
        assert not self.is_alive()
        return self.came


@pytest.fixture
def cast():
    return Cast()


@pytest.fixture
def row(cast) -> Consultation:
    return cast.published()


def ready(row: Consultation) -> Writer:
    writer = Writer(row)
    for page, said in ANSWERS.items():
        writer.answer(page, said)
    writer.who()
    return writer


def enter(cast: Cast, row: Consultation) -> Response:
    who = {"capacity": "individual", "publication": "do_not_publish", "name": "Ann", "email": ""}
    day = timezone.localdate() - timedelta(days=1)
    entry = Entry(who, {"q1": Said(choices=("no",))}, "post", day)
    return actions.enter_response(consultation=row, entry=entry, by=cast.officer)


@pytest.mark.parametrize("door", ["online", "page", "by post"])
def test_what_is_sent_while_it_is_withdrawn_is_refused_and_told_why(cast, row, door):
    writer = ready(row)
    key, slug = writer.response.public_id, row.slug
    doors = {
        "online": writer.send,
        "page": lambda: actions.submit_at(key=key, slug=slug, by=writer.by, secret=writer.secret),
        "by post": lambda: enter(cast, row),
    }
    send = doors[door]
    with transaction.atomic():
        actions.withdraw(consultation=row, by=cast.officer, reason="The bill fell.")
        sending = Beside(send)
        assert sending.waits()
    refusal = sending.result()
    assert isinstance(refusal, WrongState) and "The bill fell." in str(refusal.message)
    assert not Response.objects.filter(consultation=row).counted().exists()


def test_who_sent_before_is_counted_and_the_withdrawal_comes_after(cast, row):
    writer = ready(row)
    with transaction.atomic():
        one = writer.send()
        taking = Beside(lambda: actions.withdraw(consultation=row, by=cast.officer, reason="The bill fell."))
        assert taking.waits()
    assert taking.result().withdrawn_at > one.submitted_at


def test_a_page_that_somebody_is_answering_is_not_unpublished(cast, row):
    writer = ready(row)
    with transaction.atomic():
        writer.send()
        taking = Beside(lambda: actions.unpublish(consultation=row, by=cast.officer, reason="A mistake."))
        assert taking.waits()
    assert isinstance(taking.result(), WrongState)
    row.refresh_from_db()
    assert row.workflow == "published"


def test_those_who_send_do_not_wait_for_each_other(row):
    one, two = ready(row), ready(row)
    with transaction.atomic():
        one.send()
        assert Beside(two.send).result().is_sent
