"""The sender changes an answer after it was read: nothing that was made of the old words outlives them."""

import pytest

from engagement.consultations.analysis import actions, queues, results, searching
from engagement.consultations.analysis.models import Coding, CodingStep, ThemeRun
from engagement.consultations.analysis.models.coding import reading
from engagement.consultations.answering import Said
from engagement.consultations.models import Answer
from foundation.audit.models import AuditEvent
from foundation.common.errors import Invalid
from tests.consultations.doors import as_person, hidden
from tests.factories.consultations import Cast, Writer, move

OLD, NEW = "I am wholly against the fund.", "On reflection I support it."


class Read:
    """A response that was sent, coded as against and quoted, while its sender may still change it."""

    def __init__(self) -> None:
        self.cast = Cast()
        self.writer = Writer(self.cast.published())
        self.say(OLD)
        self.writer.who(email="")
        self.response = self.writer.send()
        self.question = self.response.consultation.questions.get(key="q2")
        self.theme = actions.add_theme(question=self.question, by=self.cast.officer, title="Opposed to it")
        self.code([self.theme], stance="against", strength="opinion", note="Plain.")
        actions.mark_quote(
            answer=self.answer, theme=self.theme, passage="wholly against", by=self.cast.officer
        )

    @property
    def answer(self) -> Answer:
        return self.response.answers.get(question__key="q2")

    def say(self, text: str) -> None:
        self.writer.answer(1, {"q1": Said(choices=("no",)), "q2": Said(text=text)})

    def code(self, themes, by=None, number="first", **said):
        by = by or self.cast.officer
        held = actions.claim_next(question=self.question, by=by, number=number)
        return actions.code(coding=held, by=by, themes=themes, **said)

    def counts(self):
        [line] = results.tree(self.question)
        return line.read, line.stances, queues.waiting(self.question, "first").count()

    def page(self, key="q2"):
        here = f"{self.response.consultation.get_absolute_url()}analysis/questions/{key}/code/"
        return as_person(self.cast.officer), here


@pytest.fixture
def read(db) -> Read:
    return Read()


def test_a_coding_counts_no_more_when_the_words_changed_and_waits_in_the_queue(read):
    assert read.counts() == (1, {"against": 1}, 0)
    read.say(NEW)
    assert read.counts() == (0, {}, 1)
    assert results.progress(read.question).coded == 0
    found = searching.answers(read.response.consultation, {"theme": read.theme})
    assert not found.exists()
    read.code([], stance="for")
    assert read.counts() == (0, {}, 0)
    assert list(CodingStep.objects.values_list("before", "after", "stance")) == [
        ([], [read.theme.pk], "against"),
        ([read.theme.pk], [], "for"),
    ]


def test_a_change_elsewhere_in_the_response_leaves_coding_and_quotes(read):
    read.writer.answer(2, {"q4": Said(text="One thing more.")})
    read.writer.answer(1, {"q1": Said(choices=("no",)), "q2": Said(text=OLD)})
    assert read.counts() == (1, {"against": 1}, 0)
    assert read.answer.quote_marks.count() == 1


def test_a_quote_goes_with_its_words_and_moves_along_with_them(read):
    read.say(f"As I said before: {OLD}")
    [mark] = read.answer.quote_marks.all()
    assert read.answer.text[mark.start : mark.end] == mark.passage == "wholly against"
    read.say(NEW)
    assert not read.answer.quote_marks.exists()
    kept = AuditEvent.objects.filter(verb="response.to_reread").order_by("pk").last()
    assert (kept.facts["quotes"], kept.facts["codings"]) == (1, 0)


def test_the_second_reading_is_open_again_too(read, monkeypatch):
    monkeypatch.setattr(queues, "SAMPLE", tuple("0123456789abcdef"))
    read.code([read.theme], by=read.cast.second, number="second", stance="against")
    read.say(NEW)
    assert not Coding.objects.filter(done_at__isnull=False).exists()
    assert results.progress(read.question).twice == 0
    assert results.agreements(read.question)[0].units == 0


def test_what_was_coded_stays_on_record_when_the_answer_is_given_back(read):
    read.say(NEW)
    held = actions.claim_next(question=read.question, by=read.cast.second)
    actions.release(coding=held, by=read.cast.second)
    assert CodingStep.objects.get().after == [read.theme.pk]
    assert actions.claim_next(question=read.question, by=read.cast.officer).pk == held.pk


def test_the_queue_shows_what_changed_and_what_was_chosen_before(read):
    read.say(OLD.replace("wholly against", "mostly for"))
    client, here = read.page()
    client.post(here, {"next": "1"})
    page = client.get(here).content.decode()
    assert "The sender changed this answer after it was coded" in page
    assert "Taken out: </span><bdi>wholly against</bdi></del>" in page
    assert "Added: </span><bdi>mostly for</bdi></ins>" in page
    assert f'value="{read.theme.public_id}" checked' in page
    assert 'value="against" checked' in page
    shown = client.get(
        f"{read.response.consultation.get_absolute_url()}analysis/responses/{read.response.ref}/"
    ).content.decode()
    assert "so this counts no more" in shown


def test_words_that_changed_while_they_were_read_are_read_again_before_they_are_coded(read):
    read.say(NEW)
    client, here = read.page()
    client.post(here, {"next": "1"})
    seen = hidden(client.get(here), "seen")
    assert seen == reading(NEW)
    read.say("No, I am against it after all.")
    said = {"save": "1", "seen": seen, "stance": "for", "note": "Changed their mind"}
    answer = client.post(here, said)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "The sender changed this answer while you read it" in page
    assert "Changed their mind" in page and "it after all." in page
    assert hidden(answer, "seen") == reading("No, I am against it after all.")
    assert read.counts()[2] == 1


def test_words_coded_by_an_earlier_version_of_the_portal_go_by_the_time(read):
    Coding.objects.update(words=None)
    read.writer.answer(2, {"q4": Said(text="One thing more.")})
    assert read.counts()[2] == 0
    read.say(NEW)
    assert read.counts()[2] == 1


def test_the_machine_suggests_nothing_because_of_words_that_are_gone(read):
    run = ThemeRun.objects.create(question=read.question, started_by=read.cast.officer, state="placing")
    proposal = run.proposals.create(number=1, label="Against", theme=read.theme)
    proposal.suggestions.create(answer=read.answer, score=1.0, words=["wholly"])
    read.say(NEW)
    assert read.code([]).steps.last().suggested == []
    assert proposal.suggestions.count() == 1


def test_nobody_is_tied_to_an_outcome_by_words_that_they_changed(read):
    """Somebody with more time changes an answer after the close, when the theme is part of the outcome already."""
    row = move(read.response.consultation, closed_days_ago=2)
    outcome = actions.carry_to_outcome(theme=read.theme, by=read.cast.officer)
    assert outcome.contributions.count() == 1
    read.response.extended_until = row.closing_at.replace(year=row.closing_at.year + 1)
    read.response.save()
    read.writer.answer(2, {"q4": Said(text="One thing more.")})
    assert outcome.contributions.count() == 1
    read.say(NEW)
    assert not outcome.contributions.exists()


def test_an_unread_change_is_refused_without_a_trace(read):
    read.say(NEW)
    held = actions.claim_next(question=read.question, by=read.cast.officer)
    with pytest.raises(Invalid):
        actions.code(coding=held, by=read.cast.officer, themes=[], seen=reading(OLD))
    assert CodingStep.objects.count() == 1
