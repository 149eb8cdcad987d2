"""Telling writes rows in the caller's transaction, one a person, and nothing else."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation import notifications
from foundation.notifications import Telling
from foundation.notifications.enums import Delivery, State
from foundation.notifications.keys import ordered_uuid
from foundation.notifications.models import Fact, Message, Preference
from tests.factories.notifications import MessageFactory, PersonFactory

pytestmark = pytest.mark.django_db

NEWS = {"kind": "test_news", "about": "FD-2026-000001", "url": "/requests/FD-2026-000001/"}


def tell(*people, **changes):
    return notifications.tell(people, **{**NEWS, "context": {"title": "Food banks"}, **changes})


def test_one_row_a_person_in_one_insert(django_assert_num_queries):
    people = PersonFactory.create_batch(40)
    with django_assert_num_queries(2):  # their preferences, the rows
        assert tell(*people) == 40
    assert Message.objects.filter(state=State.QUEUED).count() == 40


def test_a_receipt_costs_one_query(person, django_assert_num_queries):
    with django_assert_num_queries(1):
        notifications.tell([person], kind="test_receipt", about="FD-2026-000001")


def test_the_same_person_twice_is_told_once(person):
    assert tell(person, person) == 1


def test_whoever_acts_is_not_told(person):
    other = PersonFactory()
    tell(person, other, skip=person)
    assert [row.recipient for row in Message.objects.all()] == [other]


def test_nothing_is_left_of_a_transaction_that_failed(person):
    with pytest.raises(RuntimeError), transaction.atomic():
        tell(person)
        raise RuntimeError
    assert not Message.objects.exists()


def test_the_same_event_told_twice_is_one_message(person):
    event = uuid.uuid4()
    tell(person, event=event)
    tell(person, event=event)
    assert Message.objects.count() == 1
    tell(person, event=uuid.uuid4())
    tell(person, event=event, about="FD-2026-000002")
    tell(PersonFactory(), event=event)
    assert Message.objects.count() == 4


def test_without_an_event_each_telling_is_its_own(person):
    tell(person)
    tell(person)
    assert Message.objects.count() == 2


def test_a_bare_address_is_told_in_the_language_named():
    notifications.tell(["anyone@charity.example"], kind="test_receipt", language="cy")
    row = Message.objects.get()
    assert (row.address, row.recipient, row.language) == ("anyone@charity.example", None, "cy")


def test_a_person_is_told_in_their_own_language():
    tell(PersonFactory(language="cy"))
    assert Message.objects.get().language == "cy"


@pytest.mark.parametrize("address", ["", "no", "a@b.example\nBcc: c@d.example", "a@b.example\x00"])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(ValidationError):
        notifications.tell([address], kind="test_receipt")


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/", "requests/"])
def test_links_stay_in_the_portal(person, url):
    with pytest.raises(ValueError, match="path of a page"):
        tell(person, url=url)


def test_a_context_without_what_the_words_need_is_refused_at_once(person):
    with pytest.raises(ValueError, match="title"):
        tell(person, context={})


def test_an_unknown_kind_is_refused_at_once(person):
    with pytest.raises(ImproperlyConfigured, match="no_such_kind"):
        tell(person, kind="no_such_kind")


def test_a_later_date_waits(person):
    later = timezone.now() + timedelta(days=3)
    tell(person, due=later)
    row = Message.objects.get()
    assert row.due_at == row.sweep_at == later


@pytest.mark.parametrize(("delivery", "state"), [
    (Delivery.EACH, State.QUEUED), (Delivery.DAILY, State.HELD), (Delivery.NONE, State.SUPPRESSED)
])  # fmt: skip
def test_wishes_are_respected_unless_the_kind_is_mandatory(person, delivery, state):
    Preference.objects.create(user=person, delivery=delivery)
    tell(person)
    notifications.tell([person], kind="test_receipt")
    assert Message.objects.get(kind="test_news").state == state
    assert Message.objects.get(kind="test_receipt").state == State.QUEUED


def test_a_bulk_action_tells_each_person_once(django_assert_num_queries):
    both, one = PersonFactory(), PersonFactory()
    tellings = [
        Telling(
            [both, *([one] if n == 7 else [])],
            f"FD-2026-{n:06d}",
            f"/requests/{n}/",
            {"title": f"Subject {n}"},
        )
        for n in range(200)
    ]
    with django_assert_num_queries(2):
        assert notifications.tell_each(tellings, kind="test_news") == 2
    many, single = Message.objects.get(recipient=both), Message.objects.get(recipient=one)
    assert many.context["count"] == 200
    assert len(many.context["items"]) == 100
    assert (single.about, single.context) == ("FD-2026-000007", {"title": "Subject 7"})


def test_a_fact_for_other_systems_is_written_beside():
    fact = notifications.publish(
        verb="request.accepted",
        about="FD-2026-000001",
        department="DCMS",
        data={"days": 3, "state": "accepted"},
    )
    assert Fact.objects.get().data == {"days": 3, "state": "accepted"}
    assert fact.department == "DCMS"


@pytest.mark.parametrize("value", ["someone@charity.example", "x" * 201])
def test_a_fact_holds_no_address_and_no_free_text(value):
    with pytest.raises(ValueError, match="address"):
        notifications.publish(verb="request.accepted", about="FD-2026-000001", data={"by": value})


@pytest.mark.parametrize("wrong", [
    {"state": "lost"},
    {"state": State.SENT, "sweep_at": None},
    {"state": State.QUEUED, "sweep_at": None},
    {"state": State.FAILED},
    {"state": State.DOUBTFUL, "doubtful_at": None},
    {"sent_at": timezone.now()},
    {"address": "both@charity.example"},
    {"recipient": None},
    {"language": "fr"},
])  # fmt: skip
def test_the_database_refuses_what_cannot_be(wrong):
    with pytest.raises(IntegrityError):
        MessageFactory(**wrong)


def test_keys_are_unique_and_in_the_order_of_time():
    keys = [ordered_uuid() for _ in range(2000)]
    assert len(set(keys)) == 2000
    assert {(key.version, key.variant) for key in keys} == {(7, uuid.RFC_4122)}
    stamps = [key.int >> 80 for key in keys]
    assert stamps == sorted(stamps)
