"""Any of thousands of skills and colleagues is found by words and chosen, with nothing but a form that is sent."""

import re

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.urls import reverse

from foundation.accounts.models import User
from foundation.directory.models import Membership
from secondments.actions import candidates
from secondments.forms.opportunities import Finder
from secondments.forms.sources import FEW
from secondments.models import Candidate, Opportunity, Skill
from tests.factories.secondments import POST
from tests.secondments.doors import visitor
from tests.secondments.test_journey import PLAN, posted

MANY = 13_900


@pytest.fixture
def esco(db):
    rows = [Skill(code=f"esco:{n}", taxonomy="esco", name=f"skill number {n}") for n in range(MANY - 2)]
    rows += [
        Skill(
            code="esco:zoo",
            taxonomy="esco",
            name="zoological record keeping",
            name_cy="cadw cofnodion swoleg",
        ),
        Skill(code="esco:py", taxonomy="esco", name="Python (computer programming)"),
    ]
    cache.clear()
    return Skill.objects.bulk_create(rows, batch_size=2000)


@pytest.fixture
def colleagues(cast):
    """A body of thousands, of whom two have the same name."""
    people = [User(email=f"colleague{n}@riverside.example", name=f"Colleague {n}") for n in range(3000)]
    people += [
        User(email=f"siân{n}@riverside.example".replace("â", "a"), name="Siân Zephaniah") for n in (1, 2)
    ]
    made = User.objects.bulk_create(people)
    role = {"organisation": cast.riverside, "role": "member"}
    like = Membership.objects.filter(organisation=cast.riverside).first()
    shared = {
        f.name: getattr(like, f.name)
        for f in Membership._meta.concrete_fields
        if f.name not in ("id", "user")
    }
    Membership.objects.bulk_create([Membership(user=one, **shared | role) for one in made])
    return {one.email: one for one in made}


def plan(cast, **more):
    return (
        posted(PLAN)
        | {"home": f"organisation:{cast.riverside.ref}", "remote": "hybrid", "fte_percent": 100}
        | more
    )


def body(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_any_skill_and_any_colleague_is_found_and_kept_on_the_profile(cast, esco, colleagues):
    client, where = visitor(cast.person), reverse("secondments:profile")
    first = body(client.get(where))
    assert 'name="skills"' not in first  # an empty list would come back as a word
    assert "skill number" not in first and "Colleague 1" not in first and "Find your skills" in first
    looked = body(client.post(where, plan(cast, find_skills="zological records", find="skills")))
    assert (
        'value="esco:zoo"' in looked and "There is a problem" not in looked and PLAN["experience"] in looked
    )
    again = body(client.post(where, plan(cast, skills=["esco:zoo"], find_skills="pyton", find="skills")))
    assert 'value="esco:zoo" checked' in again and 'value="esco:py"' in again
    siân = colleagues["sian2@riverside.example"]
    named = body(client.post(where, plan(cast, skills=["esco:zoo", "esco:py"], find_manager="sian zeph")))
    assert "Siân Zephaniah (sian1@riverside.example)" in named and str(siân.public_id) in named
    assert 'value="esco:zoo" checked' in named and Candidate.objects.count() == 0
    goals = body(client.post(where, plan(cast, find_goal_codes="pyton", find="goal_codes")))
    assert re.search(r'name="goal_codes"[^>]*value="esco:py"', goals)
    chosen = {"skills": ["esco:zoo", "esco:py"], "goal_codes": ["esco:py"]}
    kept = client.post(where, plan(cast, manager=siân.public_id, **chosen))
    row = Candidate.objects.get()
    assert kept.status_code == 302 and row.manager == siân and row.goal_codes == ["esco:py"]
    assert set(row.skills.values_list("code", flat=True)) == {"esco:zoo", "esco:py"}
    edit = body(client.get(reverse("secondments:edit-profile", args=[row.ref])))
    assert 'value="esco:zoo" checked' in edit and f'value="{siân.public_id}" checked' in edit
    candidates.ask_consent(candidate=row, by=cast.person)


def test_what_fits_nothing_is_said_with_what_to_do(cast, esco, colleagues):
    client, where = visitor(cast.person), reverse("secondments:profile")
    page = body(client.post(where, plan(cast, find_skills="qqqq xxxx", find_manager="nobody at all")))
    assert (
        "No skill fits “qqqq xxxx”" in page
        and "fits “nobody at all”" in page
        and "has to add them first" in page
    )
    assert "Enter a word of the skill" in body(client.post(where, plan(cast, find="skills")))
    page = body(client.post(where, plan(cast)))
    assert "Enter their name or their email address" in page and 'href="#id_find_manager"' in page
    assert Candidate.objects.count() == 0


def test_nobody_of_another_body_is_found_or_taken(cast, esco, colleagues):
    client, where = visitor(cast.person), reverse("secondments:profile")
    User.objects.filter(pk=cast.outsider.pk).update(name="Zebedee Elsewhere")
    assert "Zebedee" not in body(client.post(where, plan(cast, find_manager="Zebedee"))).replace(
        "“Zebedee”", ""
    ).replace('value="Zebedee"', "")
    body(client.post(where, plan(cast, manager=cast.outsider.public_id)))
    assert Candidate.objects.count() == 0
    gone = colleagues["colleague7@riverside.example"]
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert str(gone.public_id) not in body(client.post(where, plan(cast, find_manager="colleague7@")))


def test_a_host_finds_any_skill_for_what_it_offers(cast, esco):
    client, where = visitor(cast.host_manager), reverse("secondments:new")
    sent = posted(POST) | {"host": "department:DCMS", "fte_percent": 100, "places": 1}
    sent |= {"reimbursed_percent": 80, "level": "g7"}
    page = body(client.post(where, sent | {"find_skills": "zoological", "find": "skills"}))
    assert 'value="esco:zoo"' in page and POST["title"] in page
    for name in ("wanted_codes", "teaches_codes"):
        page = body(client.post(where, sent | {f"find_{name}": "pyton", "find": name}))
        assert re.search(rf'name="{name}"[^>]*value="esco:py"', page), name
    chosen = {"skills": ["esco:zoo"], "wanted_codes": ["esco:py"], "teaches_codes": ["esco:py", "esco:zoo"]}
    assert client.post(where, sent | chosen).status_code == 302
    made = Opportunity.objects.get()
    assert list(made.skills.values_list("code", flat=True)) == ["esco:zoo"]
    assert (made.wanted_codes, made.teaches_codes) == (["esco:py"], ["esco:py", "esco:zoo"])


def test_the_list_is_narrowed_by_any_skill(cast, esco, django_assert_max_num_queries):
    wanted = cast.post(skills=[Skill.objects.get(code="esco:zoo")], title="Counting otters")
    cast.post(title="Something else")
    client, where = visitor(), reverse("secondments:list")
    assert "skill number" not in body(client.get(where))
    found = body(client.get(where, {"find_skill": "zoological"}))
    assert 'value="esco:zoo"' in found and "Something else" in found
    with django_assert_max_num_queries(8):
        narrowed = body(client.get(where, {"find_skill": "zoological", "skill": "esco:zoo"}))
    assert (
        wanted.title in narrowed
        and "Something else" not in narrowed
        and 'value="esco:zoo" checked' in narrowed
    )
    assert "No skill fits “qqqq”" in body(client.get(where, {"find_skill": "qqqq"}))
    form = Finder(QueryDict("find_skill=zoological&skill=esco:zoo"))
    assert (
        form.is_valid()
        and form.in_words() == "zoological record keeping"
        and "find_skill" not in form.cleaned_data
    )
    assert "cadw cofnodion swoleg" in body(client.get(f"/cy{where}", {"find_skill": "swoleg"}))


def test_more_than_a_list_holds_is_said_and_a_short_taxonomy_stays_a_list(cast, db):
    client, where = visitor(cast.person), reverse("secondments:profile")
    Skill.objects.bulk_create([Skill(code=f"s:{n}", taxonomy="s", name=f"Short {n}") for n in range(FEW)])
    cache.clear()
    assert "Short 7" in body(client.get(where)) and "Find your skills" not in body(client.get(where))
    Skill.objects.create(code="s:one-more", taxonomy="s", name="Short and sweet")
    cache.clear()
    page = body(client.post(where, plan(cast, find_skills="short", find="skills")))
    assert page.count('name="skills"') == 20 and "There is more. Enter more words" in page
