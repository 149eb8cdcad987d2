"""An opportunity as anybody reads it: every field, the filters one by one, and hosts of either side."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from foundation.common.errors import Invalid
from foundation.directory.models import Place, Priority
from secondments.models import Opportunity, Skill
from tests.factories.secondments import POST, START, TODAY, on
from tests.secondments.doors import day, visitor

DATES = ("starts_on", "ends_on", "closes_on")
# What is written, and what stands on the page for it.
SHOWN = {
    "direction": ("inward", "Into government"),
    "team": ("Youth team", "Youth team"),
    "problem": ("Clubs close faster than we learn why.", "Clubs close faster"),
    "outcomes": ("A tested offer in three towns.", "A tested offer"),
    "level": ("g6", "Grade 6"),
    "fte_percent": (60, "60%"),
    "town": ("Truro", "Truro"),
    "remote": ("hybrid", "Partly from home"),
    "clearance": ("sc", "Security Check"),
    "nationality_rule": ("uk", "UK nationals"),
    "funding": ("shared", "Home and host share it"),
    "reimbursed_percent": (100, "Nothing"),
    "backfill_grant": (True, "Grant for cover"),
    "access": ("A lift and quiet rooms.", "A lift and quiet rooms."),
    "selection": ("interview", "nterview"),
    "places": (3, "People"),
}


@pytest.fixture
def post(cast):
    cache.clear()
    skill = Skill.objects.create(code="s:budgets", taxonomy="s", name="Budgets")
    said = {name: value for name, (value, _words) in SHOWN.items()} | {"skills": [skill], "shape": "part"}
    with on(TODAY):
        return cast.post(**said)


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_every_field_stands_on_its_page(post, name):
    with on(TODAY):
        page = visitor().get(post.get_absolute_url()).content.decode()
    assert SHOWN[name][1].lower() in page.lower()


def test_host_skills_days_length_and_what_to_do_stand_there_too(post):
    with on(TODAY):
        page = visitor().get(post.get_absolute_url()).content.decode()
    for words in (
        str(post.host),
        "Budgets",
        "Part time",
        "1 Feb 2027",
        "31 Jul 2027",
        "26 weeks",
        "Sign in to apply",
    ):
        assert words in page, words
    assert "Apply by Friday 18 December 2026" in page


# Filters, one by one


@pytest.fixture
def offered(cast):
    """One of each kind that a filter is for, and one that is none of them."""
    cache.clear()
    skill = Skill.objects.create(code="s:budgets", taxonomy="s", name="Budgets")
    place = Place.objects.order_by("pk").first() or Place.objects.create(code="E12000007", name="London")
    mission = Priority.objects.filter(framework__valid_to=None).order_by("pk").first()
    short = {"shape": "short", "ends_on": START + timedelta(weeks=6)}
    ever = {"ends_on": START + timedelta(300), "reimbursed_percent": 50}
    with on(TODAY):
        cast.post(title="plain", **ever)
        cast.post(title="there", place=place, **ever)
        cast.post(title="skilled", skills=[skill], **ever)
        cast.post(title="brief", **ever | short)
        cast.post(title="parted", shape="part", fte_percent=40, **ever)
        cast.post(title="afar", remote="full", **ever)
        cast.post(title="repaid", **ever | {"reimbursed_percent": 100})
        cast.post(title="missioned", priority=mission, **ever)
    return {"place": place.code, "mission": mission.code}


TITLES = ("plain", "there", "skilled", "brief", "parted", "afar", "repaid", "missioned")


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("place={place}", "there"),
        ("mission={mission}", "missioned"),
        ("skill=s:budgets", "skilled"),
        ("length=short", "brief"),
        ("time=part", "parted"),
        ("remote=full", "afar"),
        ("cost=none", "repaid"),
        ("q=skilled", "skilled"),
    ],
)
def test_each_filter_finds_what_it_is_for_and_nothing_else(offered, query, title):
    with on(TODAY):
        page = visitor().get("/secondments/?" + query.format(**offered)).content.decode()
    shown = [one for one in TITLES if f">{one}<" in page]
    assert shown == [title]


# Hosts of either side


def form(direction, host, **said):
    flat = {name: value for name, value in (POST | said).items() if name not in DATES}
    for name in DATES:
        flat |= day(name, said.get(name, POST[name]))
    return flat | {
        "direction": direction,
        "host": host,
        "fte_percent": 100,
        "places": 1,
        "reimbursed_percent": 0,
    }


@pytest.mark.parametrize(("who", "direction"), [("host_manager", "inward"), ("lead", "outward")])
def test_hosts_of_either_side_write_their_own(cast, who, direction):
    host = "department:DCMS" if who == "host_manager" else f"organisation:{cast.riverside.ref}"
    with on(TODAY):
        answer = visitor(getattr(cast, who)).post("/secondments/new/", form(direction, host))
    assert answer.status_code == 302, answer.content.decode()[:2000]
    row = Opportunity.objects.get()
    assert (row.direction, row.state, row.created_by) == (direction, "draft", getattr(cast, who))
    assert visitor().get(row.get_absolute_url()).status_code == 404


def test_nobody_offers_for_another_body(cast):
    with on(TODAY):
        said = form("outward", f"organisation:{cast.harbour.ref}")
        assert visitor(cast.lead).post("/secondments/new/", said).status_code == 200
    assert not Opportunity.objects.exists()


@pytest.mark.parametrize(("days", "fits"), [(26, False), (28, True), (84, True), (86, False)])
def test_a_short_one_lasts_4_to_12_weeks(cast, days, fits):
    said = {"shape": "short", "ends_on": START + timedelta(days - 1)}
    with on(TODAY):
        if fits:
            assert cast.post("draft", **said).shape == "short"
        else:
            with pytest.raises(Invalid) as refused:
                cast.post("draft", **said)
            assert "4 to 12 weeks" in str(refused.value.errors["ends_on"])
