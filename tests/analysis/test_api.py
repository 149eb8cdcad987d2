"""What a department's system reads of the analysis, and what nobody else does."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.consultations.analysis import actions, sweeping
from engagement.consultations.analysis.api import DOORS
from engagement.consultations.analysis.models import Proposal, Suggestion, ThemeRun
from engagement.consultations.models import Answer, Consultation
from tests.analysis.test_groups import AGAINST, FOR
from tests.requests.api_doors import system_of

READ = "consultations:read"


def address(cast, part):
    return f"/api/v1/consultations/{cast.consultation.slug}/analysis/{part}/"


def rows(answer):
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


@pytest.fixture
def dcms(cast):
    return system_of(cast.dcms, READ)


def coded(cast, text, *themes, stance="for"):
    cast.say(text)
    coding = actions.claim_next(question=cast.question, by=cast.officer)
    return actions.code(coding=coding, themes=themes, stance=stance, strength="opinion", by=cast.officer)


@pytest.mark.parametrize("part", sorted(DOORS))
def test_only_the_owning_departments_system_with_the_scope_comes_in(cast, part):
    where = address(cast, part)
    assert system_of(cast.dcms, READ).get(where).status_code == 200
    assert system_of(cast.dcms, "requests:read").get(where).status_code == 403
    assert system_of(cast.mhclg, READ).get(where).status_code == 404
    assert system_of(None, READ).get(where).status_code == 404
    assert Client().get(where).status_code == 401
    signed_in = Client()
    signed_in.force_login(cast.officer)
    assert signed_in.get(where).status_code == 401


@pytest.mark.parametrize("part", sorted(DOORS))
def test_machines_read_it_and_people_write_it(cast, part):
    writer = system_of(cast.dcms, READ, "consultations:write")
    assert writer.send(address(cast, part), {}).status_code == 405
    assert writer.get(address(cast, part) + "?colour=red").status_code == 400


def test_the_frame_is_a_tree_with_its_versions(cast, dcms):
    top = actions.add_theme(question=cast.question, by=cast.officer, title="Buses")
    below = actions.add_theme(question=cast.question, by=cast.officer, title="Late buses", parent=top)
    actions.change_theme(theme=below, by=cast.officer, title="Night buses")
    found = {row["title"]: row for row in rows(dcms.get(address(cast, "frame")))}
    assert found["Night buses"]["parent"] == found["Buses"]["id"] == str(top.public_id)
    assert found["Buses"]["parent"] is None
    changes = rows(dcms.get(address(cast, "frame-changes")))
    assert [(row["number"], row["verb"]) for row in changes] == [(1, "added"), (2, "added"), (3, "changed")]
    assert (changes[2]["title_before"], changes[2]["title_after"]) == ("Late buses", "Night buses")


def test_codings_name_themes_and_stance_and_no_coder(cast, dcms):
    theme = actions.add_theme(question=cast.question, by=cast.officer, title="Buses")
    coding = coded(cast, "Keep the late bus, for our members depend on it.", theme)
    coded(cast, "The late bus may go.", stance="against")
    answer = dcms.get(address(cast, "codings"))
    first, second = rows(answer)
    assert first["response"] == coding.answer.response.ref
    assert (first["themes"], first["stance"]) == ([str(theme.public_id)], "for")
    assert (second["themes"], second["stance"], second["read"]) == ([], "against", "first")
    assert cast.officer.email not in answer.content.decode()
    assert rows(dcms.get(address(cast, "codings") + f"?theme={theme.public_id}")) == [first]
    assert rows(dcms.get(address(cast, "codings") + "?stance=against")) == [second]


def test_what_is_not_finished_or_not_counted_is_left_out(cast, dcms):
    theme = actions.add_theme(question=cast.question, by=cast.officer, title="Buses")
    gone = coded(cast, "Keep the late bus.", theme).answer.response
    type(gone).objects.filter(pk=gone.pk).update(state="withdrawn_by_respondent")
    cast.say("Keep the early bus.")
    actions.claim_next(question=cast.question, by=cast.officer)
    assert rows(dcms.get(address(cast, "codings"))) == []


def test_quotes_stand_with_their_words_and_redactions_without(cast, dcms):
    theme = actions.add_theme(question=cast.question, by=cast.officer, title="Buses")
    row = cast.say("Mr Jones of 4 Mill Lane says that the late bus is needed.")
    answer = row.answers.get()
    actions.mark_quote(answer=answer, theme=theme, passage="the late bus is needed", by=cast.officer)
    actions.redact(answer=answer, passage="Mr Jones of 4 Mill Lane", reason="name", by=cast.officer)
    (quote,) = rows(dcms.get(address(cast, "quotes")))
    assert (quote["passage"], quote["theme"]) == ("the late bus is needed", str(theme.public_id))
    answered = dcms.get(address(cast, "redactions"))
    (redaction,) = rows(answered)
    assert (redaction["response"], redaction["reason"]) == (row.ref, "name")
    assert redaction["public_copy"] == "[removed: name of a private person] says that the late bus is needed."
    assert "Jones" not in answered.content.decode()


def test_campaigns_come_by_size_with_the_three_headline_figures(cast, dcms):
    cast.say(FOR, times=4)
    cast.say(AGAINST, times=3)
    sweeping.sweep()
    one, two = rows(dcms.get(address(cast, "campaigns")))
    assert (one["submissions"], one["text"], one["state"]) == (4, FOR, "proposed")
    assert (two["submissions"], two["text"]) == (3, AGAINST)
    assert one["template"] == two["template"]
    (figures,) = rows(dcms.get(address(cast, "figures")))
    assert (figures["submissions"], figures["texts"], figures["organisations"]) == (7, 2, 0)


def test_draft_themes_are_told_with_their_words_and_what_people_made_of_them(cast, dcms):
    run = ThemeRun.objects.create(question=cast.question, started_by=cast.officer)
    proposal = Proposal.objects.create(run=run, number=1, label="late, bus", words=["late", "bus"], size=1)
    Suggestion.objects.create(answer=cast.say("Keep it.").answers.get(), proposal=proposal, score=0.5)
    (before,) = rows(dcms.get(address(cast, "draft-themes")))
    assert (before["words"], before["decision"], before["theme"]) == (["late", "bus"], "open", None)
    theme = actions.accept(proposal=proposal, by=cast.officer, title="Late buses")
    (after,) = rows(dcms.get(address(cast, "draft-themes")))
    assert (after["decision"], after["theme"]) == ("accepted", str(theme.public_id))


def test_the_trace_leads_from_a_response_to_the_outcome_once_it_is_published(cast, dcms):
    theme = actions.add_theme(question=cast.question, by=cast.officer, title="Buses")
    response = coded(cast, "Keep the late bus.", theme).answer.response
    now = timezone.now()
    own = Consultation.objects.filter(pk=cast.consultation.pk)
    own.update(closing_at=now - timedelta(days=1))
    outcome = actions.carry_to_outcome(theme=theme, by=cast.officer)
    assert rows(dcms.get(address(cast, "trace"))) == []
    own.update(outcome_published_at=now)
    (traced,) = rows(dcms.get(address(cast, "trace") + f"?response={response.ref}"))
    assert (traced["theme"], traced["title"]) == (str(outcome.public_id), "Buses")


@pytest.mark.parametrize("part", ["frame", "codings", "quotes", "redactions"])
def test_a_page_of_many_takes_as_many_queries_as_a_page_of_one(cast, dcms, part):
    theme = actions.add_theme(question=cast.question, by=cast.officer, title="Buses")

    def more(number):
        answer = Answer.objects.get(pk=coded(cast, f"Keep bus number {number}.", theme).answer_id)
        actions.mark_quote(answer=answer, theme=theme, passage="Keep bus", by=cast.officer)
        actions.redact(answer=answer, passage="number", reason="contact", by=cast.officer)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert rows(dcms.get(address(cast, part)))
        return len(asked)

    more(1)
    dcms.get(address(cast, part))
    one = queries()
    for number in range(2, 6):
        more(number)
    assert queries() == one
