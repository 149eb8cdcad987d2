import json
import threading
import time

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from foundation.common import tasks
from foundation.common.api import idempotency
from foundation.common.models import IdempotencyKey
from tests.factories.machines import Machine

LIST = "/api/v1/parcels/"
ROW = "/api/v1/parcels/P-0001/"


@pytest.fixture
def parcel(parcels):
    return parcels.objects.create(ref="P-0001", owner="anna", label="books")


def pointers(answer):
    return {error["pointer"]: error["detail"] for error in answer.json()["errors"]}


def test_a_verb_answers_with_the_fresh_row_and_its_tag(parcel, machine):
    answer = machine.send(f"{ROW}send/", {"label": "maps"})
    assert (answer.status_code, answer.json()["state"], answer.json()["label"]) == (200, "sent", "maps")
    assert answer["ETag"] == machine.get(ROW)["ETag"]


def test_creating_answers_201_with_the_address_of_what_is_new(parcels, machine):
    answer = machine.send(LIST, {"label": "maps"})
    assert (answer.status_code, answer["Location"]) == (201, f"http://testserver{ROW}")
    assert machine.get(answer["Location"]).json() == answer.json()


def test_a_verb_without_words_needs_no_body_and_no_content_type(parcel, machine):
    answer = machine.generic("POST", f"{ROW}send/", b"", content_type="")
    assert answer.status_code == 200


def test_a_row_that_leaves_the_callers_sight_is_answered_with_204(parcel, machine):
    answer = machine.send(f"{ROW}give-away/", {"to": "bert"}, Idempotency_Key="k")
    assert (answer.status_code, answer.content) == (204, b"")
    assert machine.send(f"{ROW}give-away/", {"to": "bert"}, Idempotency_Key="k").status_code == 204
    assert machine.send(f"{ROW}give-away/", {"to": "bert"}).status_code == 404


def test_nobody_writes_to_a_row_that_is_not_theirs(parcel):
    answer = Machine("bert parcels:read parcels:write").send(f"{ROW}send/")
    assert answer.status_code == 404
    parcel.refresh_from_db()
    assert parcel.state == "here"


def test_a_token_that_reads_does_not_write(parcel):
    answer = Machine("anna parcels:read").send(f"{ROW}send/")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [("forbidden", 403, "not-allowed"), ("whole", 400, "invalid"), ("away", 503, "unavailable")],
)
def test_words_of_the_domain_become_problems_and_undo_what_was_written(parcel, machine, how, status, code):
    answer = machine.send(f"{ROW}refuse/", {"how": how})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["type"] == f"/api/docs/#{code}"
    parcel.refresh_from_db()
    assert parcel.state == "here"


def test_an_illegal_move_is_a_409_and_says_why(parcel, machine):
    machine.send(f"{ROW}send/")
    answer = machine.send(f"{ROW}send/")
    assert (answer.status_code, answer.json()["detail"]) == (409, "This parcel has left.")


def test_errors_of_an_action_point_to_the_member(parcel, machine):
    assert pointers(machine.send(f"{ROW}refuse/", {"how": "field"})) == {"#/how": "Say it better."}


def test_every_wrong_member_is_named(parcel, machine):
    assert set(pointers(machine.send(f"{ROW}give-away/", {"owner": "x", "state": "lost"}))) == {
        "#/owner",
        "#/state",
    }
    assert set(pointers(machine.send(f"{ROW}give-away/", {"to": ""}))) == {"#/to"}
    assert set(pointers(machine.send(f"{ROW}give-away/", {}))) == {"#/to"}
    assert set(pointers(machine.send(f"{ROW}give-away/", ["to"]))) == {"#"}
    assert set(pointers(machine.send(f"{ROW}send/", {"a/b~c": 1}))) == {"#/a~1b~0c"}


def test_text_is_stored_as_the_web_forms_store_it(parcel, machine):
    machine.send(f"{ROW}send/", {"label": "  e\u0301te\u200b \u202eabc "})
    parcel.refresh_from_db()
    assert parcel.label == "\u00e9te \u202eabc"


@pytest.mark.parametrize("debug", [True, False])
def test_a_defect_of_ours_is_a_500_without_a_word_of_it(parcel, machine, settings, debug):
    settings.DEBUG = False
    answer = machine.send(f"{ROW}refuse/", {"how": "bug"})
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert b"secret" not in answer.content
    assert b"ZeroDivision" not in answer.content


def test_a_stale_version_is_a_412_and_writes_nothing(parcel, machine, parcels):
    tag = machine.get(ROW)["ETag"]
    parcels.objects.update(version=2)
    assert machine.send(f"{ROW}send/", If_Match=tag).status_code == 412
    assert machine.send(f"{ROW}send/", If_Match="W/" + machine.get(ROW)["ETag"]).status_code == 412
    assert machine.send(f"{ROW}send/", If_Match="nonsense").status_code == 412
    parcel.refresh_from_db()
    assert parcel.state == "here"
    assert machine.send(f"{ROW}send/", If_Match=machine.get(ROW)["ETag"]).status_code == 200


def test_any_version_will_do_for_a_star(parcel, machine):
    assert machine.send(f"{ROW}send/", If_Match="*").status_code == 200


def test_a_repeated_key_gets_the_same_answer_and_does_nothing(parcel, machine, parcels):
    first = machine.send(LIST, {"label": "maps"}, Idempotency_Key='"abc"')
    again = machine.generic(
        "POST",
        LIST,
        b'{ "label" : "maps" }',
        content_type="application/json",
        headers={"Idempotency-Key": "abc"},
    )
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    for name in ("ETag", "Location", "Content-Type"):
        assert first[name] == again[name]
    assert parcels.objects.filter(label="maps").count() == 1


def test_the_first_answer_is_kept_though_the_row_has_moved_on(parcel, machine, parcels):
    tag = machine.get(ROW)["ETag"]
    first = machine.send(f"{ROW}send/", {"label": "maps"}, Idempotency_Key="k", If_Match=tag)
    parcels.objects.update(label="changed since", version=9)
    assert (
        machine.send(f"{ROW}send/", {"label": "maps"}, Idempotency_Key="k", If_Match=tag).json()
        == first.json()
    )


def test_a_key_with_another_body_or_address_is_a_422(parcel, machine, parcels):
    machine.send(LIST, {"label": "maps"}, Idempotency_Key="k")
    other = machine.send(LIST, {"label": "Maps"}, Idempotency_Key="k")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert machine.send(f"{ROW}send/", {"label": "maps"}, Idempotency_Key="k").status_code == 422
    assert parcels.objects.count() == 2


def test_keys_of_two_clients_do_not_meet(parcels, machine):
    bert = Machine("bert parcels:read parcels:write")
    mine = machine.send(LIST, {"label": "maps"}, Idempotency_Key="k")
    theirs = bert.send(LIST, {"label": "maps"}, Idempotency_Key="k")
    assert mine.json()["ref"] != theirs.json()["ref"]


def test_what_failed_may_be_tried_again_with_the_same_key(parcel, machine):
    assert machine.send(f"{ROW}give-away/", {}, Idempotency_Key="k").status_code == 400
    assert machine.send(f"{ROW}refuse/", {"how": "bug"}, Idempotency_Key="k").status_code == 500
    assert not IdempotencyKey.objects.exists()
    assert machine.send(f"{ROW}send/", Idempotency_Key="k").status_code == 200


@pytest.mark.parametrize("key", ["", " ", '""', "a b", "é", "x" * 256])
def test_a_key_that_is_none_is_refused(parcel, machine, key):
    assert machine.send(f"{ROW}send/", Idempotency_Key=key).status_code == 400


def test_an_expired_key_is_as_good_as_new_and_is_cleaned_away(parcel, machine, parcels):
    machine.send(LIST, {"label": "one"}, Idempotency_Key="k")
    IdempotencyKey.objects.update(expires_at=timezone.now())
    machine.send(LIST, {"label": "two"}, Idempotency_Key="k")
    assert parcels.objects.filter(label__in=["one", "two"]).count() == 2
    tasks.forget_idempotency_keys()
    assert IdempotencyKey.objects.count() == 1
    IdempotencyKey.objects.update(expires_at=timezone.now())
    tasks.forget_idempotency_keys()
    assert not IdempotencyKey.objects.exists()


@pytest.fixture
def committed(parcels_table, transactional_db, settings):
    settings.ROOT_URLCONF = "tests.common.parcels"
    yield parcels_table
    parcels_table.objects.all().delete()


def in_parallel(count, work):
    answers, ready = [], threading.Barrier(count)

    def run():
        ready.wait()
        try:
            answers.append(work())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_fifty_parallel_posts_with_one_key_are_one_write_with_one_answer(committed):
    def post():
        return Machine("anna parcels:write").send(LIST, {"label": "once"}, Idempotency_Key="k")

    answers = in_parallel(50, post)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert committed.objects.filter(label="once").count() == 1


def test_parallel_writes_that_read_the_same_version_leave_one_winner(committed):
    committed.objects.create(ref="P-0001", owner="anna", label="books")
    tag = Machine("anna parcels:read").get(ROW)["ETag"]
    answers = in_parallel(8, lambda: Machine("anna parcels:write").send(f"{ROW}send/", If_Match=tag))
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 7


def test_after_a_crash_before_the_commit_the_same_key_does_the_work(committed):
    """A worker that dies leaves its transaction to be rolled back: claim and work go together."""
    ready, dead = threading.Event(), threading.Event()

    def dies():
        with transaction.atomic():
            once = idempotency.Once(by=_Anna(), key="k", fingerprint="f")
            assert once.claim() is None
            committed.objects.create(ref="P-0002", owner="anna", label="half")
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pids.append(cursor.fetchone()[0])
            ready.set()
            dead.wait(10)

    pids: list[int] = []
    thread = threading.Thread(target=_quietly, args=(dies,))
    thread.start()
    assert ready.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", pids)
    began = time.monotonic()
    with transaction.atomic():
        assert idempotency.Once(by=_Anna(), key="k", fingerprint="f").claim() is None
    assert time.monotonic() - began < 9, "it did not wait for the dead one's lock"
    assert not committed.objects.exists()
    dead.set()
    thread.join()


class _Anna:
    is_authenticated = True

    def audit_identity(self):
        return "client", "anna"


def _quietly(work):
    try:
        work()
    except Exception as error:  # the connection was cut on purpose
        assert "terminat" in str(error) or "closed" in str(error)
    finally:
        connections.close_all()


def test_a_lock_that_is_held_too_long_is_a_503_to_try_again(committed, caplog):
    committed.objects.create(ref="P-0001", owner="anna", label="books")
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            committed.objects.select_for_update().get(ref="P-0001")
            held.set()
            done.wait(10)
        connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    try:
        answer = Machine("anna parcels:write").send(f"{ROW}send/")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
        done.set()
        thread.join()
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "LockNotAvailable" in caplog.text
    assert "books" not in caplog.text
    assert json.loads(answer.content)["code"] == "unavailable"
