"""What is taken out before the public reads it: by one verb, with a reason, and for good."""

import re
from pathlib import Path

from engagement.consultations.analysis import actions
from engagement.consultations.answering import Said
from engagement.consultations.models import Answer
from tests.consultations.doors import as_person
from tests.factories.consultations import ANSWERS, Writer
from tests.factories.consultations import Cast as Consulting
from tests.factories.requests import official


def test_what_was_taken_out_stays_out_when_the_sender_changes_the_words(cast):
    writer = Writer(Consulting().published())
    writer.answer(1, ANSWERS[1])
    writer.answer(2, {"q4": Said(text="Ann Jones of 4 High Street told me.")})
    writer.who()
    officer = official("officer", writer.send().consultation.department)
    answer = writer.response.answers.get(question__key="q4")
    for passage, reason in (("Ann Jones", "name"), ("4 High Street", "contact")):
        actions.redact(answer=answer, passage=passage, reason=reason, by=officer)
    writer.answer(2, {"q4": Said(text="Last week Ann Jones told me, and Ann Jones knows.")})
    answer = Answer.objects.get(pk=answer.pk)
    assert answer.public_text.count("[removed: name of a private person]") == 2
    assert "Ann" not in answer.public_text and answer.text.count("Ann Jones") == 2
    assert {mark.reason for mark in answer.redaction_marks.all()} == {"name"}
    writer.answer(2, {"q4": Said(text="Nobody told me.")})
    assert Answer.objects.get(pk=answer.pk).redacted is None
    assert not answer.redaction_marks.exists()


def test_only_the_marks_say_what_the_public_reads():
    """One writer of what is taken out, so that nothing is without its reason."""
    root = Path(__file__).resolve().parents[2] / "engagement"
    writes = re.compile(r"\.redacted = |redacted=|update_fields=\[.redacted|\"redacted\", \"changed")
    found = {path.name for path in root.rglob("*.py") if writes.search(path.read_text())}
    assert found == {"marks.py"}


def test_the_page_of_a_response_leads_to_its_marks(cast):
    row = cast.say("Ann Jones lives here.")
    client = as_person(cast.officer)
    here = f"/consultations/{cast.consultation.slug}/manage/responses/{row.ref}/"
    page = client.get(here).content.decode()
    assert f"/consultations/{cast.consultation.slug}/analysis/responses/{row.ref}/" in page
    assert "What the public reads instead" not in page
    client.post(here, {"do": "redact", "answer": row.answers.get().pk, "text": "x"})
    assert row.answers.get().redacted is None
