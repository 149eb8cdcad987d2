"""A change that leads elsewhere: what is no longer asked is nowhere any more, and what is asked anew is demanded."""

import pytest

from engagement.consultations import actions, summary
from engagement.consultations.models import Answer, Consultation, Response
from tests.consultations.doors import Visitor, as_person, exported
from tests.factories.consultations import WHO, option

SECRET = "MYSECRETWORDS"


@pytest.fixture
def consultation(cast):
    """After “no” a page of its own asks why; after “yes” another asks how many, and wants to know."""
    row = cast.draft()
    by = {"consultation": row, "by": cast.officer}
    second = row.sections.get(position=2)
    why = {"question": "q1", "any_of": ["no"]}
    actions.add_question(section=second, kind="long_text", text="Tell us why", show_if=why, **by)
    options = [option("loud", "Loudly"), option("soft", "Softly")]
    how = {"question": "q1", "any_of": ["yes"]}
    actions.add_question(
        section=second, kind="radios", text="How?", options=options, required=True, show_if=how, **by
    )
    loud = {"question": "q6", "any_of": ["loud"]}
    actions.add_question(section=second, kind="long_text", text="How loudly?", show_if=loud, **by)
    row = actions.submit(consultation=Consultation.objects.get(pk=row.pk), by=cast.officer)
    return actions.approve(consultation=row, by=cast.second)


@pytest.fixture
def visitor(consultation):
    visitor = Visitor(consultation).start()
    visitor.post("1", q1="no", q2="Too little")
    visitor.post("2", q3="12", q5=SECRET)
    visitor.post("who", capacity="individual", email=WHO["email"])
    visitor.post("publication", publication="response_anonymised")
    assert visitor.post("check")["Location"].endswith("receipt/")
    return visitor


def test_words_that_are_no_longer_asked_for_are_nowhere(cast, consultation, visitor):
    assert SECRET in visitor.get("receipt").content.decode()
    visitor.post("1", q1="yes")
    assert not Answer.objects.filter(text__contains=SECRET).exists()
    visitor.post("2", q3="12", q6="soft")
    row = Response.objects.get()
    assert actions.publish_responses(responses=[row], by=cast.officer) == 1
    officer = as_person(cast.officer)
    public = visitor.client.get(f"{visitor.base}responses/{row.ref}/").content.decode()
    inside = officer.get(f"{visitor.base}manage/responses/{row.ref}/").content.decode()
    assert "Softly" in public and "Softly" in inside
    assert SECRET not in public + inside
    assert SECRET.encode() not in exported(officer, consultation, "csv")
    figures = {each.question.key: each.answered for each in summary.summary(consultation).questions}
    assert (figures["q5"], figures["q2"], figures["q6"]) == (0, 0, 1)


def test_what_is_asked_anew_is_demanded_before_the_receipt(visitor):
    onwards = visitor.post("1", q1="yes")["Location"]
    assert onwards == f"{visitor.home}2/"
    receipt = visitor.get("receipt").content.decode()
    assert "must be answered and is not yet" in receipt and f'href="{onwards}"' in receipt
    assert visitor.post("2", q3="12").status_code == 200
    assert visitor.post("2", q3="12", q6="soft")["Location"].endswith("receipt/")
    assert "must be answered and is not yet" not in visitor.get("receipt").content.decode()


def test_what_depends_on_what_is_gone_is_gone_with_it(visitor):
    visitor.post("1", q1="yes")
    visitor.post("2", q6="loud", q7="Very loudly")
    assert "Very loudly" in visitor.get("receipt").content.decode()
    visitor.post("1", q1="no", q2="Still too little")
    assert set(Answer.objects.values_list("question__key", flat=True)) == {"q1", "q2"}


def test_in_a_draft_a_choice_that_no_longer_counts_shows_no_question(consultation):
    visitor = Visitor(consultation).start()
    visitor.post("1", q1="yes")
    visitor.post("2", q6="loud", q7="Very loudly")
    assert "How loudly?" in visitor.get("2").content.decode()
    visitor.post("1", q1="unsure")
    assert "How loudly?" not in visitor.get("2").content.decode()
    assert "Very loudly" not in visitor.get("check").content.decode()
