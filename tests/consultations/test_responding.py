"""Answering: whoever holds the link, once, by the server's clock, and nothing of it lost."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, time, timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from engagement.consultations import actions
from engagement.consultations.actions.responses import Closed, stamp
from engagement.consultations.answering import Said
from engagement.consultations.forms.authoring import moment
from engagement.consultations.models import Answer, Consultation, EqualityAnswer, Response
from foundation.audit.models import AuditEvent
from foundation.common.errors import Invalid, NotAllowed, Stale, WrongState
from foundation.common.references import next_reference
from foundation.notifications.models import Fact, Message
from tests.factories.consultations import ANSWERS, Cast, Writer, at


@pytest.fixture
def consultation(cast):
    return cast.published()


@pytest.fixture
def writer(consultation):
    return Writer(consultation)


def complete(writer):
    for page, said in ANSWERS.items():
        writer.answer(page, said)
    writer.who()
    return writer


def test_a_response_is_sent_with_reference_receipt_audit_and_fact(writer):
    row = complete(writer).send()
    assert row.ref.startswith("RS-")
    assert row.state == "submitted"
    assert AuditEvent.objects.filter(verb="response.received", target_ref=row.ref).count() == 1
    assert Fact.objects.get(verb="response.received").data["consultation"] == row.consultation.ref
    receipt = Message.objects.get(kind="response_received")
    assert (receipt.address, receipt.context["ref"]) == ("ann@charity.example", row.ref)
    assert "too little" not in str(receipt.context) + str(Fact.objects.latest("pk").data)


def test_sent_twice_it_is_one_response_with_one_receipt(writer):
    first = complete(writer).send().ref
    assert writer.send().ref == first
    assert Message.objects.filter(kind="response_received").count() == 1
    assert Fact.objects.filter(verb="response.received").count() == 1


@pytest.mark.parametrize(("secret", "by"), [("wrong", None), ("", None), ("", "stranger"), ("", "officer")])
def test_nobody_else_reads_or_writes_it(cast, writer, secret, by):
    held = writer.held | {"secret": secret, "by": getattr(cast, by) if by else writer.by}
    for action in (actions.submit_response, actions.withdraw_response, actions.say_who):
        with pytest.raises(NotAllowed):
            action(**held)


def test_a_person_with_an_account_needs_no_link(cast, consultation):
    writer = Writer(consultation, cast.member)
    writer.secret = ""
    assert complete(writer).send().respondent == cast.member


def test_what_is_missing_is_named_all_at_once(writer):
    writer.answer(2, {"q3": Said(number=3)})
    with pytest.raises(Invalid) as refused:
        writer.send()
    assert set(refused.value.errors) == {"capacity", "publication", "q1"}
    assert Response.objects.get().state == "draft_saved"


def test_an_organisation_says_its_authority_and_how_it_gathered_views(writer):
    complete(writer)
    writer.who(capacity="on_behalf_of_organisation")
    with pytest.raises(Invalid) as refused:
        writer.send()
    assert set(refused.value.errors) == {"organisation_name", "has_authority", "how_gathered"}
    writer.who(
        capacity="on_behalf_of_organisation",
        organisation_name="Riverside Food Bank",
        has_authority=True,
        how_gathered="We asked our members.",
    )
    assert writer.send().organisation_name == "Riverside Food Bank"


def test_the_answer_to_a_question_that_no_longer_applies_is_not_sent(writer):
    writer.answer(1, {"q1": Said(choices=("no",)), "q2": Said(text="Too little")})
    writer.answer(1, {"q1": Said(choices=("yes",))})
    writer.who()
    assert {answer.question.key for answer in writer.send().answers.all()} == {"q1"}


@pytest.mark.parametrize(("page", "said"), [
    (1, {"q3": Said(number=1)}),
    (1, {"foreign": Said(text="x")}),
    (1, {"q1": Said(choices=("maybe",))}),
    (1, {"q1": Said(choices=("yes", "no"))}),
    (1, {"q2": Said(text="x" * 501)}),
    (2, {"q3": Said(number=-1)}),
])  # fmt: skip
def test_an_answer_that_was_not_offered_is_refused(writer, page, said):
    with pytest.raises(Invalid):
        writer.answer(page, said)
    assert Answer.objects.count() == 0


def test_the_servers_clock_decides_at_the_close(writer):
    complete(writer)
    closing = writer.response.consultation.closing_at
    with at(closing + timedelta(seconds=1)), pytest.raises(Closed):
        writer.send()
    assert Response.objects.get().state == "draft_saved"
    with at(closing - timedelta(seconds=1)):
        assert writer.send().submitted_at == closing - timedelta(seconds=1)


def test_until_the_close_it_can_be_changed_and_afterwards_not(writer):
    complete(writer).send()
    row = writer.answer(1, {"q1": Said(choices=("yes",))})
    assert row.changed_at is not None and row.state == "submitted"
    with at(row.consultation.closing_at + timedelta(minutes=1)), pytest.raises(Closed):
        writer.answer(1, {"q1": Said(choices=("no",))})


def test_a_change_takes_it_off_the_public_list_until_it_is_read_again(cast, writer):
    row = complete(writer).send()
    actions.publish_responses(responses=[row], by=cast.officer)
    assert Response.objects.published().count() == 1
    writer.answer(1, {"q2": Said(text="Something else")})
    assert Response.objects.published().count() == 0


def test_a_sent_response_cannot_lose_a_required_answer(writer):
    complete(writer).send()
    with pytest.raises(Invalid):
        writer.answer(1, {"q1": Said()})


def test_withdrawn_it_is_not_counted_and_cannot_come_back(writer):
    complete(writer).send()
    actions.withdraw_response(**writer.held)
    assert Response.objects.counted().count() == 0
    with pytest.raises(WrongState):
        writer.answer(1, {"q1": Said(choices=("yes",))})


def test_a_colleagues_words_are_not_overwritten_unseen(writer):
    writer.answer(2, {"q4": Said(text="First")})
    seen = stamp(writer.response.answers.all())
    writer.answer(2, {"q4": Said(text="A colleague's")}, seen=seen)
    with pytest.raises(Stale):
        writer.answer(2, {"q4": Said(text="Mine")}, seen=seen)
    assert Answer.objects.get(question__key="q4").text == "A colleague's"


def test_equality_answers_stand_apart(writer):
    complete(writer).send()
    actions.add_monitoring(**writer.held, age="25-34", disability="yes")
    actions.add_monitoring(**writer.held, age="65+")
    kept = EqualityAnswer.objects.get()
    assert kept.age == "25-34"
    names = {field.name for field in EqualityAnswer._meta.get_fields()}
    assert names.isdisjoint({"response", "respondent", "user", "at", "created_at"})


def test_a_draft_outlives_the_close_by_thirty_days(writer):
    closing = writer.response.consultation.closing_at
    assert actions.forget_drafts(now=closing + timedelta(days=29)) == 0
    assert actions.forget_drafts(now=closing + timedelta(days=31)) >= 1
    assert Response.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_fifty_parallel_sends_are_one_response():
    writer = complete(Writer(Cast().published()))
    start = threading.Barrier(10)

    def send(_n):
        try:
            start.wait(timeout=30)
            return [actions.submit_response(**writer.held).ref for _ in range(5)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        refs = {ref for found in pool.map(send, range(10)) for ref in found}
    assert len(refs) == 1
    assert Response.objects.count() == 1
    assert Message.objects.filter(kind="response_received").count() == 1
    assert Fact.objects.filter(verb="response.received").count() == 1


def test_what_fails_while_it_is_sent_leaves_nothing_behind(writer):
    """Its reference is taken already: the row, the event, the fact and the receipt stand or fall together."""
    complete(writer)
    taken = next_reference("RS")
    Response.objects.create(
        consultation=writer.response.consultation,
        ref=taken,
        state="submitted",
        submitted_at=timezone.now(),
        external_id="1",
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('reference_rs', %s)", [int(taken.rpartition("-")[2]) - 1])
    with pytest.raises(IntegrityError), transaction.atomic():
        writer.send()
    writer.response.refresh_from_db()
    assert writer.response.state == "draft_saved" and writer.response.ref is None
    assert not Message.objects.filter(kind="response_received").exists()
    assert not Fact.objects.filter(verb="response.received").exists()
    assert writer.send().ref > taken


def test_another_format_extends_the_time_of_that_person_alone(cast, consultation):
    asked = actions.ask_format(
        consultation=consultation, by=None, format="braille", email="b@charity.example"
    )
    with at(asked.requested_at + timedelta(days=9)):
        given, secret = actions.provide_format(format_request=asked, by=cast.officer)
    until = given.response.extended_until
    assert timezone.localdate(until) == timezone.localdate(consultation.closing_at) + timedelta(days=9)
    theirs = Writer.__new__(Writer)
    theirs.response, theirs.secret, theirs.by = given.response, secret, Writer(consultation).by
    other = complete(Writer(consultation))
    with at(until - timedelta(seconds=1)):
        assert complete(theirs).send().submitted_at > consultation.closing_at
        with pytest.raises(Closed):
            other.send()
    assert Message.objects.filter(kind="format_provided").count() == 1


def test_who_asks_for_a_format_says_how_to_be_reached(consultation):
    with pytest.raises(Invalid):
        actions.ask_format(consultation=consultation, by=None, format="audio")


def test_nothing_is_begun_before_the_opening(cast):
    with pytest.raises(Closed):
        Writer(cast.published(opens_in=3))


@pytest.mark.parametrize(
    ("day", "clock", "utc"),
    [
        (date(2027, 3, 28), time(2, 30), "2027-03-28T01:30"),
        (date(2027, 10, 31), time(0, 30), "2027-10-30T23:30"),
        (date(2027, 10, 31), time(2, 30), "2027-10-31T02:30"),
    ],
)
def test_the_second_of_the_close_is_the_same_on_the_night_the_clocks_change(cast, day, clock, utc):
    """What an official enters as a time of day is one moment, and the receipt says it as the wall clock does."""
    closing = moment(day, clock, clock)
    assert closing.astimezone(UTC).isoformat().startswith(utc)
    row = cast.published()
    Consultation.objects.filter(pk=row.pk).update(
        opening_at=closing - timedelta(weeks=13), closing_at=closing
    )
    before, after = closing - timedelta(seconds=1), closing + timedelta(seconds=1)
    with at(closing - timedelta(days=1)):
        writers = [complete(Writer(Consultation.objects.get(pk=row.pk))) for _ in range(2)]
    with at(before):
        assert writers[0].send().submitted_at == before
    with at(after), pytest.raises(Closed):
        writers[1].send()
