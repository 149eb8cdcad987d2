"""The log holds against editing, deleting, reordering and cutting off, and names the row."""

import io
import json
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from foundation import audit
from foundation.audit import verify
from foundation.audit.models import AuditEvent, AuditLane
from foundation.common.actors import SYSTEM


def write(count, ref="FD-2026-000001"):
    for number in range(count):
        audit.record(by=SYSTEM, verb="thing.done", target=("test", ref), after=str(number), number=number)


def tamper(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_append_only")
        cursor.execute(statement, values)
        cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER audit_event_append_only")


@pytest.fixture
def five(db):
    write(5)
    return list(AuditEvent.objects.order_by("seq"))


def test_a_whole_chain_holds(five):
    assert verify.faults() == []
    out = io.StringIO()
    call_command("verify_audit", stdout=out)
    assert "5 events" in out.getvalue()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "thing.undone"),
        ("actor_id", "somebody"),
        ("target_ref", "FD-2026-000002"),
        ("after", "9"),
        ("facts", '{"number": 9}'),
        ("at", "2020-01-01 00:00+00"),
    ],
)
def test_an_edited_row_is_named(five, column, value):
    tamper(f"UPDATE audit_event SET {column} = %s WHERE id = %s", value, five[2].id)  # noqa: S608
    (fault,) = verify.faults()
    assert str(five[2].id) in fault.sentence and "edited" in fault.sentence


def test_an_edit_with_its_own_digest_made_anew_breaks_the_next_link(five):
    tamper("UPDATE audit_event SET verb = 'x.y' WHERE id = %s", five[2].id)
    tamper(
        "UPDATE audit_event e SET digest = audit_digest((SELECT digest FROM audit_event WHERE id = %s), e)"
        " WHERE id = %s",
        five[1].id,
        five[2].id,
    )
    (fault,) = verify.faults()
    assert str(five[3].id) in fault.sentence


def test_a_deleted_row_is_named(five):
    tamper("DELETE FROM audit_event WHERE id = %s", five[2].id)
    (fault,) = verify.faults()
    assert "deleted" in fault.sentence and str(five[3].id) in fault.sentence


def test_reordered_rows_are_named(five):
    tamper("UPDATE audit_event SET seq = -1 WHERE id = %s", five[1].id)
    tamper("UPDATE audit_event SET seq = %s WHERE id = %s", five[1].seq, five[2].id)
    tamper("UPDATE audit_event SET seq = %s WHERE id = %s", five[2].seq, five[1].id)
    fault = verify.faults()[0]
    assert str(five[2].id) in fault.sentence


def test_a_cut_tail_is_noticed(five):
    tamper("DELETE FROM audit_event WHERE id = %s", five[4].id)
    (fault,) = verify.faults()
    assert "cut off" in fault.sentence


def test_a_tail_cut_with_its_head_is_noticed_by_the_anchor(five, tmp_path):
    anchor = tmp_path / "anchor.json"
    call_command("verify_audit", write_anchor=anchor, stdout=io.StringIO())
    assert json.loads(anchor.read_text()) == verify.heads()
    tamper("DELETE FROM audit_event WHERE id = %s", five[4].id)
    lane = AuditLane.objects.get(id=five[3].lane)
    lane.seq, lane.head = five[3].seq, five[3].digest
    lane.save()
    assert verify.faults() == []
    with pytest.raises(CommandError, match="anchor"):
        call_command("verify_audit", anchor=anchor, stdout=io.StringIO(), stderr=io.StringIO())


def test_the_command_fails_with_the_first_bad_row(five):
    tamper("UPDATE audit_event SET verb = 'x' WHERE id = %s", five[0].id)
    with pytest.raises(CommandError, match=f"event {five[0].id} ") as failure:
        call_command("verify_audit", stdout=io.StringIO(), stderr=io.StringIO())
    assert failure.value.returncode == 1


def test_the_table_refuses_edits_and_deletes(five):
    for statement in ("UPDATE audit_event SET verb = 'x'", "DELETE FROM audit_event"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_rolled_back_action_leaves_no_event_and_a_whole_chain(five):
    with pytest.raises(IntegrityError), transaction.atomic():
        write(1)
        raise IntegrityError
    write(1)
    assert AuditEvent.objects.count() == 6 and verify.faults() == []


def test_many_events_are_one_statement(db, django_assert_num_queries):
    events = [audit.Event("thing.done", ("test", str(number))) for number in range(50)]
    with django_assert_num_queries(1):
        audit.record_many(events, by=SYSTEM)
    assert verify.faults() == []


@pytest.mark.django_db(transaction=True)
def test_writers_do_not_wait_for_one_another():
    """One transaction stays open on its lane; the others finish, each on a lane of its own."""
    done = []
    write(1)

    def writer(number):
        try:
            with transaction.atomic():
                write(3, ref=f"FD-2026-00000{number}")
                done.append(number)
        finally:
            connections.close_all()

    with transaction.atomic():
        write(1)
        threads = [threading.Thread(target=writer, args=(number,)) for number in range(1, 7)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=20)
        assert sorted(done) == [1, 2, 3, 4, 5, 6]
    assert verify.faults() == []
    assert AuditEvent.objects.count() == 20
    assert AuditEvent.objects.values("lane").distinct().count() > 1


@pytest.mark.django_db(transaction=True)
def test_whose_lane_is_held_takes_another_and_keeps_to_it():
    """Two connections of one lane: the second writes elsewhere, all of its transaction, and all chains hold."""

    def own() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 + mod(pg_backend_pid(), 64)")
            return cursor.fetchone()[0]

    write(1)
    lane, held, done = own(), threading.Event(), threading.Event()
    other = threading.Thread(target=_hold, args=(lane, held, done))
    other.start()
    assert held.wait(30)
    with transaction.atomic():
        write(1, ref="FD-2026-000002")
        done.set()
        other.join()
        write(2, ref="FD-2026-000002")  # its own lane is free again by now
    lanes = set(AuditEvent.objects.filter(target_ref="FD-2026-000002").values_list("lane", flat=True))
    assert len(lanes) == 1 and lane not in lanes
    write(1, ref="FD-2026-000003")
    assert AuditEvent.objects.get(target_ref="FD-2026-000003").lane == lane
    assert verify.faults() == []


def _hold(lane: int, held: threading.Event, done: threading.Event) -> None:
    try:
        with transaction.atomic():
            AuditLane.objects.select_for_update().get(pk=lane)
            held.set()
            done.wait(30)
    finally:
        connections.close_all()
