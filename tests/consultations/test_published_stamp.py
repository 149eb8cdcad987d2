"""The stamp of what is published: every way of changing it moves it, at a cost that no number of responses raises."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.consultations import actions, published
from engagement.consultations.analysis.actions import marks
from engagement.consultations.answering import Said
from engagement.consultations.models import FileDecision, PublishedState, Response
from foundation.documents.models import Document
from tests.documents import makers
from tests.documents.asking import Sender, found_clean
from tests.documents.asking import consultation as with_files
from tests.factories.consultations import Writer, sent

PDF = ("survey.pdf", makers.pdf())


class Told:
    """A response to a consultation that is open and asks for files, published with one that was released."""

    def __init__(self, cast):
        self.cast, self.row = cast, with_files(cast)
        self.sender = Sender(self.row).answered()
        self.sender.post("2", q4="My own words.")
        self.sender.add(PDF)
        self.one = self.sender.send()
        found_clean(self.one)
        self.two = Sender(self.row).answered().send()
        self.file = Document.objects.of(self.one).get()
        self.publish(self.one)
        self.official = {"response": self.one, "by": cast.officer}
        actions.release_file(file=self.file, **self.official)

    def publish(self, *responses):
        return actions.publish_responses(responses=responses, by=self.cast.officer)

    @property
    def stamp(self):
        return published.stamp(self.row, "csv", "en")


@pytest.fixture
def told(cast):
    return Told(cast)


def words_of(told):
    return told.one.answers.exclude(text="").first()


def redact(told):
    answer = words_of(told)
    return marks.redact(answer=answer, passage=answer.text, reason="name", by=told.cast.officer)


def hold_back(told):
    actions.hold_back_file(file=told.file, reason="name", **told.official)


def exclude(told):
    actions.exclude_response(reason="spam", **told.official)


def unpublish(told):
    actions.unpublish_response(**told.official)


def in_sql(told):
    """Whoever writes past the verbs does not write past the database."""
    Response.objects.filter(pk=told.one.pk).update(published_at=None)


def one_file_less(told):
    FileDecision.objects.filter(response=told.one).delete()


OFFICIALS = {
    "publish": lambda told: told.publish(told.two),
    "unpublish": unpublish,
    "exclude": exclude,
    "redact": redact,
    "hold back a file": hold_back,
    "take a released file's decision away": one_file_less,
    "another door": in_sql,
}


@pytest.mark.parametrize("change", OFFICIALS)
def test_whatever_officials_change_of_a_published_response_moves_it(told, change):
    before = told.stamp
    assert told.stamp == before
    OFFICIALS[change](told)
    assert told.stamp != before


def test_taking_a_redaction_back_moves_it(told):
    [mark, *_rest] = redact(told)
    before = told.stamp
    marks.unredact(redaction=mark, by=told.cast.officer)
    assert told.stamp != before


def test_releasing_a_file_moves_it(told):
    hold_back(told)
    before = told.stamp
    actions.release_file(file=told.file, **told.official)
    assert told.stamp != before


def test_a_new_wording_of_the_questions_moves_it(told):
    before = told.stamp
    type(told.row).objects.filter(pk=told.row.pk).update(form_version=told.row.form_version + 1)
    assert told.stamp != before


@pytest.fixture
def writer(cast):
    """Somebody whose response was published while they may change it still."""
    writer = Writer(cast.published())
    for page, said in {1: {"q1": Said(choices=("no",)), "q2": Said(text="Too little.")}, 2: {}}.items():
        writer.answer(page, said)
    writer.who()
    actions.publish_responses(responses=[writer.send()], by=cast.officer)
    return writer


RESPONDENTS = {
    "an answer": lambda writer: writer.answer(2, {"q4": Said(text="More.")}),
    "what may be published": lambda writer: writer.who(publication="do_not_publish"),
    "for whom": lambda writer: writer.who(nation="wales"),
    "all of it": lambda writer: actions.withdraw_response(**writer.held),
}


@pytest.mark.parametrize("change", RESPONDENTS)
def test_whatever_its_author_changes_takes_back_or_wishes_otherwise_moves_it(writer, change):
    def stamp():
        return published.stamp(writer.response.consultation, "csv", "en")

    before = stamp()
    RESPONDENTS[change](writer)
    assert stamp() != before


def test_their_files_too(told):
    before = told.stamp
    told.sender.add(("more.pdf", makers.pdf()))
    between = told.stamp
    assert between != before


def test_what_the_public_does_not_read_leaves_it(told, cast):
    before = told.stamp
    sent(told.row, answers={})
    Response.objects.filter(pk=told.two.pk).update(nation="wales")
    Response.objects.update(told_at=told.two.created_at)
    assert told.stamp == before and published.stamp(cast.published(), "csv", "en") != before


def test_a_thousand_at_once_move_it_once_and_reading_it_is_two_rows(told):
    for _n in range(4):
        sent(told.row, answers={})
    number = PublishedState.objects.get().number
    assert told.publish(*Response.objects.all()) == 5
    assert PublishedState.objects.get().number == number + 1
    with CaptureQueriesContext(connection) as asked:
        _stamp = told.stamp
    assert len(asked) == 1
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "consultations_response" not in plan, plan
