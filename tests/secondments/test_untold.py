"""Until the result is announced the person cannot learn from anything that a host left them off its list."""

import re

import pytest
from django.urls import reverse

from foundation.common.errors import Invalid, WrongState
from foundation.notifications.models import Message
from secondments.actions import candidates, nominations
from secondments.models import Candidate, Nomination
from secondments.verbs import BY_SLUG
from tests.factories.secondments import TODAY, on
from tests.secondments.doors import visitor

pytestmark = pytest.mark.django_db
CHANGES = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|"?made_at"?.*|\d{4}-\d\d-\d\dT[\d:+]+')


@pytest.fixture
def two(cast):
    """Somebody put forward for two opportunities; nobody at the host has said anything."""
    with on(TODAY):
        person = cast.candidate()
        pairs = [
            cast.nomination(cast.post(title=title), person, shortlisted=False) for title in ("One", "Two")
        ]
        yield person, *pairs


def addresses(person, *pairs):
    """Every page of the room about the person, and every verb there is, those that are not theirs too."""
    yield reverse("secondments:mine")
    for noun, rows in (("candidate", [person]), ("nomination", pairs)):
        for row in rows:
            yield row.get_absolute_url()
            yield from (f"{row.get_absolute_url()}{slug}/" for slug in BY_SLUG[noun])
    yield reverse("secondments:edit-profile", args=[person.ref])
    for pair in pairs:
        yield pair.opportunity.get_absolute_url()
        yield reverse("secondments:apply", args=[pair.opportunity.ref])
    yield reverse("secondments:about-me")
    yield from (f"/secondments/about-me/{kind}/" for kind in ("json", "txt"))


def read(who, *rows):
    client = visitor(who)
    found = {}
    for where in addresses(*rows):
        answer = client.get(where)
        found[where] = (answer.status_code, CHANGES.sub("", answer.content.decode()))
    return found


@pytest.mark.parametrize("who", ["person", "lead"])
@pytest.mark.parametrize("verb", ["decline", "shortlist"])
def test_no_page_form_count_or_verb_reads_otherwise_after_the_host_spoke(cast, two, who, verb):
    reader = getattr(cast, who)
    before = read(reader, *two)
    assert sum(status == 200 for status, _body in before.values()) > 5
    getattr(nominations, verb)(nomination=two[2], note="Not now.", by=cast.host_manager)
    after = read(reader, *two)
    assert {where for where in before if before[where] != after[where]} == set()


def test_the_order_of_wishes_still_names_both(cast, two):
    person, one, other = two
    nominations.decline(nomination=other, note="Not now.", by=cast.host_manager)
    page = visitor(cast.person).get(f"{person.get_absolute_url()}reorder/").content.decode()
    assert one.ref in page and other.ref in page
    nominations.reorder(candidate=person, order=[other.ref, one.ref], by=cast.person)
    assert Nomination.objects.get(pk=other.pk).wish == 1


def test_the_plan_stays_locked_when_every_host_declined(cast, two):
    for pair in two[1:]:
        nominations.decline(nomination=pair, note="Not now.", by=cast.host_manager)
    with pytest.raises(WrongState):
        candidates.edit_profile(candidate=two[0], by=cast.person, experience="Other work.")


def test_a_declined_application_counts_among_the_ten(cast, two):
    person, one, _other = two
    for at in range(8):
        cast.nomination(cast.post(title=f"More {at}"), person, shortlisted=False)
    nominations.decline(nomination=one, note="Not now.", by=cast.host_manager)
    with pytest.raises(Invalid):
        cast.nomination(cast.post(title="The eleventh"), person, shortlisted=False)
    wishes = Nomination.objects.filter(candidate=person).values_list("wish", flat=True)
    assert sorted(wishes) == list(range(1, 11))


def test_a_match_elsewhere_and_leaving_end_a_declined_application_as_any_other(cast, two):
    person, one, other = two
    nominations.decline(nomination=other, note="Not now.", by=cast.host_manager)
    nominations.shortlist(nomination=one, by=cast.host_manager)
    nominations.release_candidate(one, by=cast.officer)
    assert Nomination.objects.get(pk=other.pk).state == "withdrawn"
    Nomination.objects.filter(pk=other.pk).update(state="declined")
    Candidate.objects.update(state="agreed")
    candidates.withdraw_profile(candidate=person, by=cast.person)
    assert set(Nomination.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_nobody_is_written_to_when_a_host_declines(cast, two):
    sent = Message.objects.count()
    nominations.decline(nomination=two[2], note="Not now.", by=cast.host_manager)
    assert Message.objects.count() == sent
