"""What a home body sets for its people, and what a profile says beside the plan: entered by hand, heeded, private."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from foundation.common.errors import Invalid, NotAllowed
from foundation.directory.models import Priority
from secondments.actions import candidates, home_terms, opportunities, rounds
from secondments.forms.people import ProfileForm
from secondments.models import Candidate, HomeTerms, Nomination, Opportunity, Skill
from tests.factories.secondments import TODAY, on
from tests.secondments.doors import day, visitor


@pytest.fixture(autouse=True)
def today():
    cache.clear()
    with on(TODAY):
        yield


def terms(cast, **said):
    return home_terms.set_terms(organisation=cast.riverside, by=cast.lead, **({"most_away": None} | said))


def worked_out(cast, *pairs):
    posts = [pair.opportunity for pair in pairs]
    row = rounds.open_round(by=cast.officer, department=cast.dcms, name="R", opportunities=posts)
    rounds.ask_to_run(round=row, by=cast.officer)
    rounds.run_waiting()
    return [Nomination.objects.get(pk=pair.pk) for pair in pairs]


def two_of_one_body(cast):
    """Two people of Riverside, each alone for a post."""
    other = cast.candidate(person=cast.colleague, manager=cast.lead, where={"organisation": cast.riverside})
    return cast.nomination(cast.post(title="One")), cast.nomination(cast.post(title="Two"), other)


def page(cast, who, body, language=""):
    return visitor(who).get(language + reverse("secondments:home-terms", args=[body]))


def test_the_lead_sets_a_limit_and_names_bodies_by_hand(cast):
    where = reverse("secondments:home-terms", args=[cast.riverside.ref])
    client = visitor(cast.lead)
    assert where in client.get(reverse("secondments:mine")).content.decode()
    said = {"most_away": "1", "bids": "dcms\nMHCLG", "grants": cast.harbour.ref, "contracts": ""}
    assert client.post(where, said).status_code == 302
    row = HomeTerms.objects.get(home_organisation=cast.riverside)
    assert (row.most_away, row.bids, row.grants) == (1, ["DCMS", "MHCLG"], [cast.harbour.ref])
    again = client.get(where).content.decode()
    assert "DCMS\nMHCLG" in again and 'value="1"' in again
    assert "hepgor" in client.get(f"/cy{where}").content.decode()


def test_a_body_that_is_none_is_refused_in_words_and_what_was_typed_is_kept(cast):
    where = reverse("secondments:home-terms", args=[cast.riverside.ref])
    answer = visitor(cast.lead).post(where, {"bids": "DCMS\nMOON"})
    text = answer.content.decode()
    assert answer.status_code == 200 and "There is no body “MOON”" in text and "DCMS\nMOON" in text
    assert not HomeTerms.objects.exists()
    with pytest.raises(Invalid):
        terms(cast, bids=["MOON"])


def test_nobody_else_sees_or_sets_it(cast):
    terms(cast, most_away=1, bids=["DCMS"])
    for who in (cast.person, cast.colleague, cast.officer, cast.other_lead, cast.outsider, cast.auditor):
        assert page(cast, who, cast.riverside.ref).status_code == 404
        with pytest.raises(NotAllowed):
            home_terms.set_terms(organisation=cast.riverside, most_away=9, by=who)
    assert page(cast, cast.officer, "DCMS").status_code == 200
    assert page(cast, cast.lead, "DCMS").status_code == page(cast, cast.lead, "MOON").status_code == 404


def test_no_more_people_than_the_home_body_can_spare_are_matched(cast):
    pairs = two_of_one_body(cast)
    terms(cast, most_away=1)
    found = worked_out(cast, *pairs)
    assert sorted(one.decision for one in found) == ["match", "no_match"]
    (left,) = [one for one in found if one.decision == "no_match"]
    assert "home_limit" in [code for code, _values in left.explanation]
    with pytest.raises(Invalid) as refused:
        rounds.overrule(nomination=left, decision="match", reason="Please.", by=cast.officer)
    assert "can spare" in str(refused.value.errors["decision"][0])


def test_whoever_is_away_already_counts(cast):
    away = cast.placement("active")
    other = cast.candidate(person=cast.colleague, manager=cast.lead, where={"organisation": cast.riverside})
    terms(cast, most_away=1)
    (found,) = worked_out(cast, cast.nomination(cast.post(title="Two"), other))
    assert found.decision == "no_match" and away.home_organisation == cast.riverside
    terms(cast, most_away=2)
    rounds.ask_to_run(round=found.round, by=cast.officer)
    rounds.run_waiting()
    assert Nomination.objects.get(pk=found.pk).decision == "match"


def test_whom_another_round_holds_counts_too(cast):
    first, second = two_of_one_body(cast)
    terms(cast, most_away=1)
    assert [one.decision for one in worked_out(cast, first)] == ["match"]
    assert [one.decision for one in worked_out(cast, second)] == ["no_match"]


def test_a_lower_limit_does_not_undo_what_the_coordinator_decided(cast):
    pairs = two_of_one_body(cast)
    found = worked_out(cast, *pairs)
    for decision in ("no_match", "match"):
        rounds.overrule(nomination=found[0], decision=decision, reason="So it is.", by=cast.officer)
    terms(cast, most_away=0)
    rounds.ask_to_run(round=found[0].round, by=cast.officer)
    rounds.run_waiting()
    assert [Nomination.objects.get(pk=one.pk).decision for one in found] == ["match", "no_match"]


# The profile and the post


@pytest.fixture
def taxonomy(db):
    return [Skill.objects.create(code=f"s:{name}", taxonomy="s", name=name) for name in ("Budgets", "Data")]


def test_mission_wanted_skills_and_learning_goals_are_scored(cast, taxonomy):
    mission = Priority.objects.filter(framework__valid_to=None).order_by("pk").first()
    post = cast.post(
        priority=mission, wanted_codes=["s:Budgets"], teaches_codes=["s:Data"], skills=[taxonomy[0]]
    )
    person = cast.candidate(
        goal_codes=["s:Data"], mission_codes=[mission.code], skills=taxonomy[:1], level="g7"
    )
    (found,) = worked_out(cast, cast.nomination(post, person))
    values = dict(found.explanation)
    assert values["soft_mission"]["points"] == values["soft_learning"]["points"] == 1000
    assert (values["soft_learning"]["met"], values["soft_learning"]["goals"]) == (1, 1)
    assert (values["soft_skills"]["wants_met"], values["soft_skills"]["wants"]) == (1, 1)
    Opportunity.objects.filter(pk=post.pk).update(teaches_codes=[], priority=None)
    rounds.ask_to_run(round=found.round, by=cast.officer)
    rounds.run_waiting()
    values = dict(Nomination.objects.get(pk=found.pk).explanation)
    assert values["soft_mission"]["points"] == values["soft_learning"]["points"] == 0


def test_a_post_shows_what_would_help_and_what_somebody_can_learn(cast, taxonomy):
    post = cast.post(wanted_codes=["s:Budgets"], teaches_codes=["s:Data"])
    text = visitor().get(post.get_absolute_url()).content.decode()
    assert text.index("Skills that would help") < text.index("Budgets") < text.index("somebody can learn")
    with pytest.raises(Invalid):
        opportunities.offer(by=cast.host_manager, department=cast.dcms, search="x")


def test_a_person_names_bodies_and_goals_by_hand_and_nobody_else_reads_the_bodies(cast, taxonomy):
    row = cast.candidate()
    where = reverse("secondments:edit-profile", args=[row.ref])
    client = visitor(cast.person)
    form = ProfileForm(None, row=row, by=cast.person)
    assert client.get(where).status_code == 200
    said = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if hasattr(value, "year"):
            said |= day(name, value)
        elif value not in (None, "", False):
            said[name] = value
    said |= {"avoids": f"DCMS\n{cast.harbour.ref}", "goal_codes": ["s:Data"]}
    answer = client.post(where, said)
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.avoids == ["DCMS", cast.harbour.ref] and row.goal_codes == ["s:Data"]
    own, home = (visitor(who).get(row.get_absolute_url()) for who in (cast.person, cast.lead))
    assert f"DCMS, {cast.harbour.ref}" in own.content.decode()
    assert home.status_code in (200, 404) and cast.harbour.ref not in home.content.decode()
    copy = visitor(cast.person).get(reverse("secondments:about-me")).content.decode()
    assert "Bodies where you must not work" in copy and cast.harbour.ref in copy


def test_naming_a_body_needs_no_new_yes_and_leaving_erases_it(cast):
    row = cast.candidate()
    row = candidates.edit_profile(candidate=row, avoids=["DCMS"], by=cast.person)
    row = home_terms.avoid(candidate=row, avoids=["MHCLG"], by=cast.lead)
    assert row.state == "agreed"
    for who in (cast.person, cast.other_lead, cast.officer):
        with pytest.raises(NotAllowed):
            home_terms.avoid(candidate=row, avoids=[], by=who)
    assert "MHCLG" in visitor(cast.lead).get(row.get_absolute_url()).content.decode()
    candidates.withdraw_profile(candidate=row, by=cast.person)
    row = Candidate.objects.get(pk=row.pk)
    assert (row.avoids, row.avoids_for_home, row.goal_codes, row.mission_codes) == ([], [], [], [])
