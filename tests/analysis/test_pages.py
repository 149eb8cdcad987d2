"""The pages of an analysis: who opens them, what they show, what their forms do, with and without JavaScript."""

import pytest
from django.test import Client
from django.urls import reverse

from engagement.consultations.analysis import actions, sweeping, working
from engagement.consultations.analysis.models import (
    Campaign,
    Coding,
    Proposal,
    Quote,
    Redaction,
    Theme,
    ThemeRun,
)
from tests.analysis.test_groups import AGAINST, FOR
from tests.analysis.test_themes import SAID

BACKEND = "foundation.accounts.backends.Backend"
ROLES = ["respondent", "member", "lead", "triage", "other_officer", "administrator", "secondments"]


def client_of(user):
    client = Client()
    if user is not None:
        client.force_login(user, BACKEND)
    return client


@pytest.fixture
def world(cast):
    """A campaign of two sides, a theme, and one coded answer."""
    for text in (FOR, AGAINST) * 3:
        cast.say(text)
    cast.row = cast.say(FOR + " My mother is 84 and walks two miles to the stop.")
    sweeping.sweep()
    cast.theme = actions.add_theme(question=cast.question, by=cast.officer, title="Timetable")
    cast.campaign = Campaign.objects.order_by("-submissions").first()
    return cast


def address(world, name, **more):
    known = {
        "campaign": {"key": world.campaign.public_id},
        "theme": {"key": world.theme.public_id},
        "response": {"ref": world.row.ref},
    }
    if name in ("frame", "code", "agreement", "run"):
        more = {"key": world.question.key} | more
    return reverse(f"analysis:{name}", kwargs={"slug": world.consultation.slug} | known.get(name, {}) | more)


PAGES = [
    "home",
    "heard",
    "campaigns",
    "campaign",
    "answers",
    "response",
    "frame",
    "theme",
    "code",
    "agreement",
]


@pytest.mark.parametrize("role", [*ROLES, None])
def test_to_everybody_else_there_is_no_analysis(world, role):
    client = client_of(getattr(world, role) if role else None)
    expected = 404 if role else 302
    assert {name: client.get(address(world, name)).status_code for name in PAGES} == dict.fromkeys(
        PAGES, expected
    )


@pytest.mark.parametrize("role", ["officer", "second", "auditor"])
def test_the_department_and_the_auditor_read_every_page(world, role):
    client = client_of(getattr(world, role))
    assert {name: client.get(address(world, name)).status_code for name in PAGES} == dict.fromkeys(PAGES, 200)


@pytest.mark.parametrize("name", ["campaign", "frame", "theme", "code", "response"])
def test_the_auditor_changes_nothing(world, name):
    client = client_of(world.auditor)
    for do in ("confirm", "run", "add", "retire", "redact", "quote"):
        answer = client.post(address(world, name), {"do": do, "save": "1", "title": "Mine", "note": "x"})
        assert answer.status_code == 403
    assert '<form method="post" novalidate' not in client.get(address(world, name)).content.decode()


def test_rows_of_another_consultation_are_not_found_here(world):
    from tests.factories.analysis import consultation

    other = consultation(world.dcms)
    client = client_of(world.officer)
    for name, args in {
        "campaign": [world.campaign.public_id],
        "theme": [world.theme.public_id],
        "response": [world.row.ref],
    }.items():
        assert client.get(reverse(f"analysis:{name}", args=[other.slug, *args])).status_code == 404


def test_the_overview_shows_three_figures_and_the_method(world):
    page = client_of(world.officer).get(address(world, "home")).content.decode()
    for words in (
        "submissions",
        "unique texts",
        "organisations",
        "their text is read once",
        "2 campaigns wait",
    ):
        assert words in page


def test_a_campaign_shows_the_opposite_and_what_was_added(world):
    page = client_of(world.officer).get(address(world, "campaign")).content.decode()
    assert "kept apart" in page
    assert '<mark class="fd-analysis__own"><bdi>My mother is 84' in page


def test_a_campaign_is_confirmed_and_rejected_on_its_page(world):
    client = client_of(world.officer)
    said = {"do": "confirm", "confirm-name": "Last bus", "confirm-organiser": "", "confirm-note": ""}
    assert client.post(address(world, "campaign"), said).status_code == 303
    world.campaign.refresh_from_db()
    assert (world.campaign.state, world.campaign.name) == ("confirmed", "Last bus")
    assert client.post(address(world, "campaign"), {"do": "reject", "reject-note": ""}).status_code == 400
    assert (
        client.post(address(world, "campaign"), {"do": "reject", "reject-note": "Chance."}).status_code == 303
    )


def test_an_organiser_registers_a_campaign(world):
    client = client_of(world.lead)
    here = reverse("analysis:register", args=[world.consultation.slug])
    assert client_of(None).get(here).status_code == 302
    assert client.post(here, {"organiser": "R", "name": "N", "text": "No!"}).status_code == 400
    text = "Dear Minister, please give every village two buses each evening, also on Sundays and holidays."
    answer = client.post(here, {"organiser": "Riverside", "name": "Two buses", "text": text})
    assert "Your campaign is registered" in answer.content.decode()
    assert Campaign.objects.get(name="Two buses").registered_by == world.lead


def test_nobody_registers_a_campaign_for_a_draft(world):
    world.consultation.workflow = "draft"
    world.consultation.save()
    here = reverse("analysis:register", args=[world.consultation.slug])
    assert client_of(world.lead).get(here).status_code == 404


# Themes


def test_a_theme_is_added_changed_moved_merged_split_and_retired(world):
    client = client_of(world.officer)
    here = address(world, "frame")
    assert (
        client.post(here, {"do": "add", "title": "Cost", "description": "", "parent": ""}).status_code == 303
    )
    assert (
        client.post(here, {"do": "add", "title": "cost", "description": "", "parent": ""}).status_code == 400
    )
    cost = Theme.objects.get(title="Cost")
    of_cost = address(world, "theme", key=cost.public_id)
    steps = [
        {"do": "change", "change-title": "Price", "change-description": "What it costs"},
        {"do": "move", "move-parent": str(world.theme.public_id)},
        {"do": "merge", "merge-into": str(world.theme.public_id)},
    ]
    for step in steps:
        assert client.post(of_cost, step).status_code == 303
    cost.refresh_from_db()
    assert (cost.title, cost.parent, cost.merged_into) == ("Price", world.theme, world.theme)
    page = client.get(here).content.decode()
    assert "version 5" in page and "Merged" in page


def test_hostile_titles_are_inert(world):
    client = client_of(world.officer)
    evil = "<script>alert(1)</script>{{ 7*7 }}"
    client.post(address(world, "frame"), {"do": "add", "title": evil, "description": evil, "parent": ""})
    for name in ("frame", "answers"):
        page = client.get(address(world, name)).content.decode()
        assert (
            "<script>alert" not in page
            and "49" not in page.split("&lt;script&gt;alert(1)&lt;/script&gt;")[1][:12]
        )


def test_drafts_are_asked_for_shown_with_their_reasons_and_decided(world):
    for _topic, text in SAID:
        world.say(text)
    client = client_of(world.officer)
    here = address(world, "frame")
    assert client.post(here, {"do": "run"}).status_code == 303
    assert "Waiting for a worker" in client.get(here).content.decode()
    assert client.get(address(world, "run")).json()["running"] is True
    assert client.post(here, {"do": "run"}).status_code == 409
    working.work()
    said = client.get(address(world, "run")).json()
    assert (said["running"], said["percent"]) == (False, 100)
    page = client.get(here).content.decode()
    first, second = Proposal.objects.all()[:2]
    assert all(word in page for word in first.words)
    accept = {"do": "accept", "proposal": str(first.public_id), "title": "Reading", "into": ""}
    assert client.post(here, accept).status_code == 303
    assert client.post(here, {"do": "turn_down", "proposal": str(second.public_id)}).status_code == 303
    assert client.post(here, accept).status_code == 409
    assert client.post(here, {"do": "accept", "proposal": "nonsense"}).status_code in {400, 404}
    assert Theme.objects.filter(title="Reading").exists()
    assert ThemeRun.objects.count() == 1


# Coding


def test_coding_goes_from_answer_to_answer_without_javascript(world):
    client = client_of(world.officer)
    here = address(world, "code")
    assert "Take the next answer" in client.get(here).content.decode()
    assert client.post(here, {"next": "1"}).status_code == 303
    page = client.get(here).content.decode()
    assert "late bus to the hospital" in page and "Save and next" in page
    said = {"save": "1", "chosen": [str(world.theme.public_id)], "stance": "for", "strength": "experience"}
    assert client.post(here, said).status_code == 303
    done = Coding.objects.get(done_at__isnull=False)
    assert (done.stance, done.coded.get().theme) == ("for", world.theme)
    assert Coding.objects.filter(done_at__isnull=True).count() == 1, "the next one is there already"
    assert client.post(here, {"stop": "1"}).status_code == 303
    assert not Coding.objects.filter(done_at__isnull=True).exists()


def test_choices_that_were_not_offered_are_refused(world):
    foreign = actions.add_theme(question=world.other_question, by=world.officer, title="Elsewhere")
    client = client_of(world.officer)
    here = address(world, "code")
    client.post(here, {"next": "1"})
    for said in ({"chosen": [str(foreign.public_id)]}, {"stance": "furious"}, {"chosen": ["1 OR 1=1"]}):
        assert client.post(here, {"save": "1"} | said).status_code == 400
    assert not Coding.objects.filter(done_at__isnull=False).exists()


# Answers


def found(client, world, **query):
    page = client.get(address(world, "answers"), query)
    assert page.status_code == 200
    return page.content.decode().count('<article class="fd-analysis__text">')


def test_answers_are_found_by_words_and_filters(world):
    world.say("The ferry is late in winter.", channel="post")
    actions.code(
        coding=actions.claim_next(question=world.question, by=world.officer),
        by=world.officer,
        themes=[world.theme],
        stance="against",
    )
    client = client_of(world.officer)
    assert found(client, world) == 8
    assert found(client, world, q="ferries") == 1, "forms of a word are one"
    assert found(client, world, q='"late in winter"') == 1
    assert found(client, world, q="bus -mother") == 6
    assert found(client, world, channel="post") == 1
    assert found(client, world, theme=str(world.theme.public_id)) == 1
    assert found(client, world, stance="against", state="coded") == 1
    assert found(client, world, state="uncoded") == 7
    assert found(client, world, campaign=str(world.campaign.public_id)) == 4
    assert found(client, world, campaign="none") == 1
    assert found(client, world, question="q2") == 0


@pytest.mark.parametrize("query", [{"password": "x"}, {"stance": "furious"}, {"theme": "1"}, {"after": "x"}])
def test_unknown_filters_are_refused(world, query):
    assert client_of(world.officer).get(address(world, "answers"), query).status_code == 400


@pytest.mark.parametrize("words", ["'; DROP TABLE x; --", "((((", "a" * 200, "& | !", '"', "\\"])
def test_hostile_words_find_nothing_and_break_nothing(world, words):
    assert client_of(world.officer).get(address(world, "answers"), {"q": words}).status_code == 200


def test_words_are_quoted_and_taken_out_on_the_page_of_a_response(world):
    client = client_of(world.officer)
    here, answer = address(world, "response"), world.row.answers.get()
    quote = {
        "answer": answer.pk,
        "do": "quote",
        "passage": "walks two miles",
        "theme_id": str(world.theme.public_id),
    }
    assert client.post(here, quote).status_code == 303
    redact = {"answer": answer.pk, "do": "redact", "passage": "My mother is 84", "reason": "third_party"}
    assert client.post(here, redact).status_code == 303
    answer.refresh_from_db()
    assert "My mother" not in answer.public_text
    assert client.post(here, redact | {"passage": "My father"}).status_code == 400
    page = client.get(here).content.decode()
    assert "[removed: information about somebody else]" in page
    assert Quote.objects.count() == Redaction.objects.count() == 1


def marked(world):
    """A quote and a redaction of the answer, and the addresses where each is taken away."""
    answer = world.row.answers.get()
    mark = {"answer": answer, "by": world.officer}
    quote = actions.mark_quote(theme=world.theme, passage="walks two miles", **mark)
    [redaction] = actions.redact(passage="My mother is 84", reason="third_party", **mark)
    here, key = address(world, "response"), answer.question.key
    return {
        quote: f"{here}quotes/{world.theme.public_id}/{quote.start}-{quote.end}/remove/",
        redaction: f"{here}taken-out/{key}/{redaction.start}-{redaction.end}/show/",
    }


def test_nothing_is_unmarked_before_somebody_was_asked(world):
    """The page of the response links to a page that says what goes; only its button does it, and once."""
    client, doors = client_of(world.officer), marked(world)
    here = client.get(address(world, "response")).content.decode()
    for mark, door in doors.items():
        assert f'href="{door}"' in here
        asked = client.get(door).content.decode()
        assert "Do you want to" in asked and mark.passage in asked and "Cancel" in asked
        assert type(mark).objects.filter(pk=mark.pk).exists()
        assert client.post(door).status_code == 303
        assert not type(mark).objects.filter(pk=mark.pk).exists()
        assert client.post(door).status_code == 404
    world.row.answers.get().refresh_from_db()
    assert world.row.answers.get().redacted is None


def test_marks_are_unmarked_by_nobody_else_and_nowhere_else(world):
    doors = marked(world)
    for mark, door in doors.items():
        for client in (Client(), client_of(world.stranger)):
            assert client.post(door).status_code in (302, 404)
        for wrong in (door.replace(f"{mark.start}-", f"{mark.start + 1}-"), door.replace("-", "-9" * 30, 1)):
            assert client_of(world.officer).post(wrong).status_code == 404, wrong
        assert type(mark).objects.filter(pk=mark.pk).exists()


def test_showing_words_of_a_published_response_again_warns_that_the_public_reads_them(world):
    _quote, door = marked(world).values()
    client = client_of(world.officer)
    assert "once the response is published" in client.get(door).content.decode()
    type(world.row).objects.filter(pk=world.row.pk).update(published_at=world.row.submitted_at)
    assert "the public reads the words at once" in client.get(door).content.decode()


def test_who_has_not_been_heard_stands_there_before_the_close(world):
    from tests.factories.requests import organisation

    for number in range(60):
        body = organisation(f"Small body {number}")
        body.income = 5_000
        body.save()
    for _time in range(8):
        world.from_body("We run a hospice and pay for night buses ourselves.", income=5_000_000)
    page = client_of(world.officer).get(address(world, "heard")).content.decode()
    assert "Missing beyond chance" in page and "Micro: under £10,000 a year" in page
    assert "There is time until" in page
