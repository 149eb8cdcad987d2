"""What the public reads of secondments in Welsh: nothing that the portal says is left in English."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.demo import people, secondments, secondments_volume
from secondments.models import Candidate, Opportunity, QuarterFigures, YearFigures
from secondments.publishing import quarters, years
from tests.secondments.doors import visitor

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

# What stays as it was written, in whatever language: the words of people, names of bodies and places.
MARKED = re.compile(r"<(\w+)[^>]*\blang=\"en\"[^>]*>.*?</\1>|<bdi\b.*?</bdi>", re.DOTALL)
DROPPED = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->", re.DOTALL)
SAID = re.compile(r">([^<>]+)<|\b(?:aria-label|title|alt|placeholder)=\"([^\"]+)\"")
LETTERS = re.compile(r"[A-Za-z]{3}")


def texts(page):
    body = page[page.index("<body") :]
    body = DROPPED.sub(" ", MARKED.sub(" ", body))
    found = (html.unescape(one or two) for one, two in SAID.findall(body))
    return {" ".join(text.split()) for text in found if LETTERS.search(text)}


@pytest.fixture
def demonstration():
    """Opportunities of every kind, a year and a quarter of figures."""
    cast = people.people()
    secondments.tell(cast, people.organisations(cast))
    secondments_volume.multiply(1)
    quarters.freeze_finished()
    years.freeze_finished()
    return cast


def pages():
    found = ["", "how/", "figures/", "?q=nothing+like+it", "?remote=full&cost=none", "?direction=sideways"]
    found += [f"{row.ref}/" for row in Opportunity.objects.open()]
    figures = [QuarterFigures.objects.first(), YearFigures.objects.latest("year")]
    return [
        *found,
        *(f"figures/{row.code}/{tail}" for row in figures for tail in ("", "charts/")),
        "searches/stop/",
    ]


def same_in_both(client, where):
    welsh = texts(client.get(f"/cy/secondments/{where}").content.decode())
    english = texts(client.get(f"/secondments/{where}").content.decode())
    assert len(welsh) > 8 and len(english) > 8, where
    return welsh & english


def names():
    """Words that are the same in both languages."""
    from foundation.directory.models import Department, Organisation, Place

    known = {str(row) for model in (Department, Organisation, Place) for row in model.objects.all()}
    known |= {row.ref for row in Opportunity.objects.all()} | {row.code for row in Department.objects.all()}
    return known | {"Front Door", "Cymraeg", "English", "Cymru", "CSV", "SVG", "PNG"}


def test_no_public_page_says_anything_in_english(demonstration):
    client, known, left = visitor(), names(), {}
    for where in pages():
        same = {text for text in same_in_both(client, where) - known if not is_named(text, known)}
        if same:
            left[where] = sorted(same)
    assert left == {}


def own_words():
    """What people wrote of themselves in their profiles: one's own stays as one wrote it."""
    fields = ("experience", "learning_goals", "adjustments", "offer", "home_benefit", "interests")
    rows = Candidate.objects.values_list(*fields)
    return {" ".join(text.split()) for row in rows for text in row if text}


def is_named(text, known):
    """Nothing is left of it but names, numbers and signs."""
    for name in sorted(known, key=len, reverse=True):
        text = text.replace(name, "")
    return not LETTERS.search(text)


def test_whoever_applies_is_asked_in_welsh(demonstration):
    today = timezone.localdate()
    row = Opportunity.objects.open().filter(closes_on__gt=today + timedelta(1)).first()
    for role in ("member", "respondent"):
        client = visitor(demonstration[role])
        for where in (f"{row.ref}/apply/", "profile/", "searches/", "mine/", "about-me/"):
            here = client.get(f"/cy/secondments/{where}", follow=True)
            there = client.get(f"/secondments/{where}", follow=True)
            assert here.status_code == there.status_code == 200
            same = texts(here.content.decode()) & texts(there.content.decode())
            known = names() | {demonstration[role].name, demonstration[role].email} | own_words()
            assert {text for text in same if not is_named(text, known)} == set(), (role, where)
