"""Comments on words that somebody chose: found and checked on the server, shown at their place, exported."""

import json

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from engagement.consultations import actions, answering
from engagement.consultations.answering import Said
from engagement.consultations.exporting import Sheet
from engagement.consultations.models import Answer, Consultation, Question, Response
from engagement.consultations.passages import MOST_COMMENTS, Comment, Document, commented
from foundation.common.errors import Invalid
from tests.consultations.doors import Visitor, as_person
from tests.factories.consultations import WHO, Writer, sent
from tests.requests.api_doors import system_of

FIRST = "The fund gives grants.\nGrants are up to £10,000, “small” ones first."
SECOND = "Who decides is open. The fund reports each year."
PASSAGES = [
    {"id": "p1", "text": FIRST, "text_cy": ""},
    {"id": "p2", "text": SECOND, "text_cy": "Mae pwy sy’n penderfynu yn agored."},
]


@pytest.fixture
def consultation(cast):
    row = cast.draft()
    actions.add_question(
        consultation=row,
        section=row.sections.get(position=2),
        by=cast.officer,
        kind="document",
        text="What of the draft?",
        passages=PASSAGES,
    )
    row = actions.submit(consultation=Consultation.objects.get(pk=row.pk), by=cast.officer)
    return actions.approve(consultation=row, by=cast.second)


@pytest.fixture
def question(consultation):
    return consultation.questions.get(kind="document")


@pytest.fixture
def visitor(consultation):
    visitor = Visitor(consultation).start()
    assert visitor.post("1", q1="yes").status_code == 303
    return visitor


def slot(number, place="", words="", says="", which=""):
    base = f"q5__{number}__"
    return {base + "place": place, base + "words": words, base + "says": says, base + "which": which}


def kept():
    return Answer.objects.get(question__kind="document").comments


def test_words_that_somebody_chose_are_kept_with_their_place(visitor, question):
    said = slot(1, "p1", "up to £10,000", "Too little.") | {"q5__p2": "Leave this as it is."}
    assert visitor.post("2", **said).status_code == 303
    whole, own = kept()
    assert whole == {"passage": "p2", "quote": SECOND, "text": "Leave this as it is."}
    document = Document.of(question, "en")
    assert document.text[own["start"] : own["end"]] == own["quote"] == "up to £10,000"
    assert (own["document"], own["language"]) == (document.version, "en")
    assert "Too little." in Answer.objects.get(question=question).text


def test_without_a_script_line_breaks_and_marks_need_not_be_exact(visitor):
    assert (
        visitor.post("2", **slot(1, "p1", 'GRANTS. Grants  are up to £10,000, "small"', "Why?")).status_code
        == 303
    )
    assert kept()[0]["quote"] == "grants.\nGrants are up to £10,000, “small”"


@pytest.mark.parametrize(("place", "words", "says", "told"), [
    ("p2", "up to £10,000", "x", "These words are not in this paragraph"),
    ("p1", "", "x", "These words are not in this paragraph"),
    ("p1", "grants", "x", "more than once"),
    ("", "grants", "x", "Select the paragraph"),
    ("p9", "grants", "x", "Select one of the options on the page"),
    ("p1", "The fund", "", "Write your comment"),
    ("p1", ".*", "x", "These words are not in this paragraph"),
    ("p1", "x" * 2001, "x", "2000 characters or fewer"),
])  # fmt: skip
def test_what_does_not_stand_there_is_refused_with_the_words_kept(visitor, place, words, says, told):
    answer = visitor.post("2", q3="4", **slot(1, place, words, says))
    assert answer.status_code == 200 and told in answer.content.decode()
    assert not Answer.objects.filter(question__kind="document").exists()


def test_a_script_says_which_of_the_same_words_is_meant(visitor, question):
    visitor.post("2", **slot(1, "p1", "grants", "These", "1"))
    assert kept()[0]["start"] == FIRST.index("Grants are")


def test_another_comment_keeps_the_page_and_an_empty_one_is_taken_back(visitor):
    answer = visitor.post("2", **slot(1, "p1", "The fund", "Which?"), another="q5")
    assert answer["Location"].endswith("/2/#q5-words")
    page = visitor.get("2").content.decode()
    assert "q5__2__words" in page and "Which?" in page and "q5__3__words" not in page
    both = slot(1, "p1", "The fund", "Which fund?", "0") | slot(2, "p2", "each year", "Twice.")
    visitor.post("2", **both)
    assert [each["text"] for each in kept()] == ["Which fund?", "Twice."]
    visitor.post("2", **(both | slot(1, "p1", "The fund", "", "0")))
    assert [each["text"] for each in kept()] == ["Twice."]


def test_read_in_welsh_it_points_into_the_welsh_and_stays_there(visitor):
    home = visitor.home
    visitor.home = "/cy" + home
    visitor.post("2", **slot(1, "p2", "yn agored", "Pam?"))
    assert (kept()[0]["language"], kept()[0]["quote"]) == ("cy", "yn agored")
    before = kept()
    visitor.home = home
    visitor.post("2", q3="7", **slot(1, "p2", "yn agored", "Pam?", "0"))
    assert kept() == before


def test_what_another_door_sends_is_checked_against_the_text(consultation, question):
    good = Document.of(question, "en").comment("p1", "The fund", "Which?")
    wrong = (
        good._replace(start=good.start + 1),
        good._replace(end=10_000),
        good._replace(start=-5),
        good._replace(quote="The fun"),
        good._replace(document="0" * 16),
        good._replace(language="cy"),
        good._replace(passage="p2"),
        good._replace(passage="p7"),
        good._replace(text="x" * 4001),
    )
    assert answering.problem(question, Said(comments=(good,))) == ""
    for comment in wrong:
        assert answering.problem(question, Said(comments=(comment,))), comment
    assert answering.problem(question, Said(comments=(good,) * (MOST_COMMENTS + 3)))
    writer = Writer(consultation)
    with pytest.raises(Invalid):
        writer.answer(2, {"q5": Said(comments=(wrong[0],))})


@given(start=st.integers(0, len(FIRST) - 1), length=st.integers(1, 60))
def test_any_stretch_of_a_passage_is_found_where_it_stands(start, length):
    words = FIRST[start : start + length]
    question = Question(key="q", kind="document", passages=PASSAGES)
    document = Document.of(question, "en")
    if not words.split():
        return
    spans = list(document.find("p1", words.strip()))
    assert any(document.text[span.start : span.end] == words.strip() for span in spans)
    comment = document.comment("p1", words, "x", 0)
    assert document.holds(comment)


@pytest.fixture
def answered(consultation, question):
    document = Document.of(question, "en")
    comments = (
        document.comment("p2", "each year", "Twice a year."),
        document.comment("p1", "up to £10,000", "Too little."),
    )
    answers = {1: {"q1": Said(choices=("yes",))}, 2: {"q5": Said(comments=comments)}}
    return sent(consultation, answers=answers, **WHO)


def test_analysts_read_it_at_its_place(cast, consultation, question, answered):
    places = commented(question, answering.of_answer(answered.answers.get(question=question)).comments)
    assert [each.id for each in places] == ["p1", "p2"]
    assert "".join(words for words, _marked in places[0].pieces) == FIRST
    assert [words for words, marked in places[0].pieces if marked] == ["up to £10,000"]
    client = as_person(cast.officer)
    base = consultation.get_absolute_url()
    for address in (f"{base}manage/responses/{answered.ref}/", f"{base}analysis/responses/{answered.ref}/"):
        html = client.get(address).content.decode()
        assert "<mark>up to £10,000</mark>" in html and "Too little." in html, address
    code = f"{base}analysis/questions/q5/code/"
    client.post(code, {"next": "1"})
    assert "<mark>each year</mark>" in client.get(code).content.decode()


def test_analysts_read_the_comments_on_a_passage_together(cast, consultation, question, answered):
    for _n in range(3):
        comment = Document.of(question, "en").comment("p1", "The fund", "Which?")
        sent(consultation, answers={1: {"q1": Said(choices=("yes",))}, 2: {"q5": Said(comments=(comment,))}})
    here = f"{consultation.get_absolute_url()}analysis/questions/q5/document/"
    client = as_person(cast.officer)
    html = client.get(here).content.decode()
    assert "4 comments" in html and "1 comment<" in html and "Which?" not in html
    html = client.get(f"{here}?passage=p1").content.decode()
    assert html.count("<mark>The fund</mark>") == 3 and "Too little." in html and "Twice a year." not in html
    assert client.get(f"{here}?passage=p9").status_code == 404
    assert client.get(here.replace("q5", "q4")).status_code == 404
    assert as_person(cast.other_officer).get(here).status_code == 404
    assert as_person(cast.auditor).get(here).status_code == 200


def test_it_is_exported_with_its_place(cast, consultation, answered):
    words = "".join(Sheet(consultation, Response.objects.all()).as_csv())
    assert "“up to £10,000” (p1, characters 35 to 47)" in words and "Too little." in words
    [row] = json.loads("".join(Sheet(consultation, Response.objects.all()).as_json()))
    comments = row["comments"]["q5"]
    assert {(each["passage"], each["quote"]) for each in comments} == {
        ("p2", "each year"),
        ("p1", "up to £10,000"),
    }
    assert all(each["end"] - each["start"] == len(each["quote"]) for each in comments)


def test_the_api_gives_and_takes_it(cast, consultation, question, answered):
    dcms = system_of(cast.dcms, "consultations:read", "consultations:write")
    base = f"/api/v1/consultations/{consultation.slug}/"
    [row] = dcms.get(f"{base}responses/").json()["results"]
    [answer] = [each for each in row["answers"] if each["question"] == "q5"]
    assert {each["quote"] for each in answer["comments"]} == {"each year", "up to £10,000"}
    said = {
        "number": "a1",
        "received_on": consultation.opening_at.date().isoformat(),
        "capacity": "individual",
        "publication": "response_anonymised",
        "answers": {"q5": [{"passage": "p1", "quote": "grants", "number": 1, "text": "Which?"}]},
    }
    assert dcms.send(f"{base}ingest/", {"responses": [said]}).status_code == 200
    [own] = Answer.objects.get(response__external_id="a1").comments
    assert own["start"] == FIRST.index("Grants are")
    for bad in (
        {"passage": "p1", "quote": "grants"},
        {"passage": "p1", "quote": "nothing"},
        {"passage": "p8"},
    ):
        body = said | {"number": "b", "answers": {"q5": [bad | {"text": "x"}]}}
        assert dcms.send(f"{base}ingest/", {"responses": [body]}).status_code == 400


def test_the_public_reads_quotes_and_no_comment_that_was_redacted(cast, consultation, answered):
    from engagement.consultations.analysis import actions as analysis

    actions.publish_responses(responses=[answered], by=cast.officer)
    address = f"/api/v1/consultations/{consultation.slug}/published-responses/"

    def public():
        [row] = Client().get(address).json()["results"]
        return next(each for each in row["answers"] if each["question"] == "q5")

    assert len(public()["comments"]) == 2
    answer = answered.answers.get(question__key="q5")
    analysis.redact(answer=answer, passage="Too little.", reason="defamation", by=cast.officer)
    assert public()["comments"] == [] and "Too little" not in json.dumps(public())
    page = Client().get(f"{consultation.get_absolute_url()}responses/{answered.ref}/").content.decode()
    assert "Too little" not in page


def test_old_comments_on_whole_passages_read_as_before(question):
    old = Answer(question=question, comments=[{"passage": "p2", "quote": SECOND, "text": "No."}], text="No.")
    said = answering.of_answer(old)
    assert said.comments == (Comment("p2", SECOND, "No."),) and answering.problem(question, said) == ""
    assert answering.columns(said)["comments"] == old.comments


def test_the_builder_keeps_the_welsh_of_each_passage(cast):
    row = cast.draft()
    client, here = as_person(cast.officer), f"/consultations/{row.slug}/manage/sections/1/new/"
    said = {
        "kind": "document",
        "text": "What of it?",
        "document": "One.\n\nTwo.",
        "document_cy": "Un.\n\nDau.",
    }
    assert client.post(here, said | {"document_cy": "Un."}).status_code == 200
    assert client.post(here, said).status_code == 303
    question = row.questions.get(kind="document")
    assert [(each["id"], each["text_cy"]) for each in question.passages] == [("p1", "Un."), ("p2", "Dau.")]
    change = f"/consultations/{row.slug}/manage/questions/{question.key}/"
    assert "Dau." in client.get(change).content.decode()


def test_passages_have_names_of_their_own(cast):
    row = cast.draft()
    by = {
        "consultation": row,
        "by": cast.officer,
        "section": row.sections.first(),
        "kind": "document",
        "text": "?",
    }
    for names in (("p1", "p1"), ("1__says", "p2")):
        with pytest.raises(Invalid):
            actions.add_question(passages=[{"id": name, "text": "One."} for name in names], **by)
