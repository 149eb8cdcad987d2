"""A response is sent whole and once, or not at all: the worker dies, fifty press at once, a crowd comes in one second.

Real processes, as in `test_faults`.
"""

import http.client
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.db.utils import OperationalError

from engagement.consultations import actions
from engagement.consultations.models import Response
from foundation.audit.models import AuditEvent
from foundation.notifications.models import Fact, Message
from tests.factories.consultations import ANSWERS, Cast, Writer
from tests.hardening.server import Browser
from tests.hardening.test_faults import TRAIL, broker, held, running, server
from tests.notifications.conftest import eventually

__all__ = ["broker", "running", "server"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.machine]

TABLE = Response._meta.db_table
STEPS = {
    "the row": f"CREATE TRIGGER wait_for_test BEFORE UPDATE ON {TABLE} FOR EACH ROW",
    "the trail": f"CREATE TRIGGER wait_for_test BEFORE INSERT ON {TRAIL} FOR EACH ROW",
    "the message": "CREATE TRIGGER wait_for_test BEFORE INSERT ON notifications_message FOR EACH ROW",
    "the commit": f"CREATE CONSTRAINT TRIGGER wait_for_test AFTER UPDATE ON {TABLE} "
    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW",
}
CROWD = 120


class Respondent(Browser):
    """Somebody without an account, who holds the secret of a response that lacks nothing."""

    def __init__(self, server, writer):
        self.server, self.token = server, ""
        self.row = writer.response
        name = f"response-{str(self.row.public_id)[:8]}"
        self.cookies = {name: writer.secret}
        self.home = f"/consultations/{self.row.consultation.slug}/respond/{self.row.public_id}/"

    def ready(self):
        assert self.get(f"{self.home}check/").status == 200
        assert settings.CSRF_COOKIE_NAME in self.cookies
        return self

    def press(self):
        return self.post(f"{self.home}check/")


def stranger(server, cookies=()):
    """A browser of nobody's, with cookies of its own."""
    browser = Browser.__new__(Browser)
    browser.server, browser.cookies, browser.token = server, dict(cookies), ""
    return browser


@pytest.fixture
def consultation(server):
    return Cast().published()


def written(consultation, email="ann@charity.example"):
    writer = Writer(consultation)
    for page, said in ANSWERS.items():
        writer.answer(page, said)
    writer.who(email=email)
    return writer


@pytest.fixture
def respondent(server, consultation):
    return Respondent(server, written(consultation)).ready()


def whole(row):
    """Everything that sending leaves, once, or nothing of it; anything between fails the test."""
    row.refresh_from_db()
    left = (
        row.ref is not None,
        row.submitted_at is not None,
        AuditEvent.objects.filter(verb="response.received").count(),
        Fact.objects.filter(verb="response.received").count(),
        Message.objects.filter(kind="response_received").count(),
    )
    assert left in {(False, False, 0, 0, 0), (True, True, 1, 1, 1)}, left
    return left[0]


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_killed_while_a_response_is_sent_leaves_all_or_nothing(respondent, server, step):
    fates = []

    def press():
        try:
            fates.append(respondent.press())
        except (OSError, http.client.HTTPException) as cut:
            fates.append(cut)

    with held(step, STEPS) as somebody_waits:
        pressing = threading.Thread(target=press)
        pressing.start()
        somebody_waits()
        server.kill_worker()
        pressing.join(20)
    assert isinstance(fates[0], Exception), "nobody was told that it was sent"
    eventually(
        lambda: whole(respondent.row), 30
    )  # the last writes travel with the commit: the database ends them
    ref = respondent.row.ref
    eventually(server.answers, 30)
    assert respondent.press() == (303, f"{respondent.home}receipt/")
    assert whole(respondent.row) and respondent.row.ref == ref
    assert respondent.row.ref in respondent.get(f"{respondent.home}receipt/").text
    assert respondent.press() == (303, f"{respondent.home}receipt/")
    assert whole(respondent.row)


def test_fifty_presses_at_once_send_one_response_with_one_message(respondent):
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _n: respondent.press(), range(50)))
    assert set(answers) == {(303, f"{respondent.home}receipt/")}
    assert whole(respondent.row)


def test_a_crowd_in_one_second_is_taken_or_told_to_wait_and_what_is_taken_is_kept(server, consultation):
    """The shape of 75,000 in a second, as many as one machine's tests can hold: nothing between yes and wait."""
    crowd = [Respondent(server, written(consultation, f"p{n}@mail.example")).ready() for n in range(CROWD)]

    def press(one):
        try:
            return one.press()
        except (OSError, http.client.HTTPException):
            return 0, ""

    with ThreadPoolExecutor(CROWD) as pool:
        fates = list(pool.map(press, crowd))
    taken = [one for one, fate in zip(crowd, fates, strict=True) if fate == (303, f"{one.home}receipt/")]
    assert {status for status, _where in fates} <= {303, 429, 503, 0}
    assert taken, "somebody is served"
    for one in taken:
        one.row.refresh_from_db()
        assert one.row.ref, "who has a receipt is on record"
    again = [one for one, fate in zip(crowd, fates, strict=True) if fate[0] != 303]
    assert all(one.press()[0] == 303 for one in again), "those who were told to wait come in afterwards"
    sent = Response.objects.filter(consultation=consultation, state="submitted")
    assert sent.count() == CROWD == len(set(sent.values_list("ref", flat=True)))
    assert Message.objects.filter(kind="response_received").count() == CROWD


def test_beyond_its_allowance_one_network_is_told_when_to_come_back(server, consultation):
    limit, _window = settings.PAGE_LIMITS["begin_response"]
    here = f"/consultations/{consultation.slug}/respond/"
    first = stranger(server)
    first.get(here)

    def begin(_n):
        body, one = f"csrfmiddlewaretoken={first.token}".encode(), stranger(server, first.cookies)
        answer = one.ask("POST", here, body, **{"Content-Type": "application/x-www-form-urlencoded"})
        return answer.status, answer.headers.get("Retry-After")

    with ThreadPoolExecutor(20) as pool:
        fates = list(pool.map(begin, range(limit * 2 + 40)))
    begun = [fate for fate in fates if fate[0] == 303]
    shed = [fate for fate in fates if fate[0] == 429]
    assert len(begun) + len(shed) == len(fates) and shed
    assert all(after and 0 < int(after) <= 60 for _status, after in shed)
    assert Response.objects.filter(consultation=consultation).count() == len(begun)


def test_whoever_sends_waits_for_nobody_else(consultation):
    """No counter and no row is shared: beside a response that is being sent, others are sent at once."""
    first, others = written(consultation), [written(consultation) for _ in range(8)]
    begun, done = threading.Event(), threading.Event()

    def slow():
        try:
            with transaction.atomic():
                first.send()
                begun.set()
                done.wait(60)
        finally:
            connections.close_all()

    held_open = threading.Thread(target=slow)
    held_open.start()
    try:
        assert begun.wait(60)
        for writer in others:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '500ms'")
            try:
                assert writer.send().ref
            except OperationalError as error:  # pragma: no cover
                pytest.fail(f"it waited for another: {error}")
    finally:
        done.set()
        held_open.join(60)
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
    assert Response.objects.filter(consultation=consultation, state="submitted").count() == 9
    assert actions.tell_withdrawn() == 0
