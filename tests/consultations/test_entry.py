"""Staff entry, files and systems lose nothing of what is on the paper; a preview follows what was chosen."""

import io

import pytest

from engagement.consultations import actions, importing
from engagement.consultations.answering import Said
from engagement.consultations.models import Answer, Consultation, Response
from foundation.notifications.models import Fact, Message
from tests.consultations.doors import as_person
from tests.factories.consultations import Writer
from tests.requests.api_doors import system_of

REASON = "They would be known by their example."
SLIP = "This is not asked after the answer to “Do you agree?” (q1)"


def with_a_later_condition(cast):
    row = cast.draft()
    second = row.sections.get(position=2)
    why = {"question": "q1", "any_of": ["no"]}
    by = {"consultation": row, "by": cast.officer}
    actions.add_question(section=second, kind="long_text", text="Tell us why", show_if=why, **by)
    return Consultation.objects.get(pk=row.pk)


@pytest.fixture
def consultation(cast):
    row = actions.submit(consultation=with_a_later_condition(cast), by=cast.officer)
    return actions.approve(consultation=row, by=cast.second)


def enter(cast, consultation, **said):
    day = consultation.opening_at.date()
    days = {"received_on-day": day.day, "received_on-month": day.month, "received_on-year": day.year}
    about = {
        "channel": "post",
        "language": "en",
        "capacity": "individual",
        "publication": "response_anonymised",
    }
    address = f"/consultations/{consultation.slug}/manage/responses/enter/"
    return as_person(cast.officer).post(address, about | days | said)


def test_the_language_and_the_wish_for_confidentiality_are_kept(cast, consultation):
    page = enter(cast, consultation, confidential="on")
    assert "Enter the reason that they gave" in page.content.decode()
    enter(cast, consultation, language="cy", confidential="on", confidential_reason=REASON, q1="yes")
    row = Response.objects.get()
    assert (row.language, row.confidential, row.confidential_reason) == ("cy", True, REASON)
    assert row.publication == "do_not_publish"


def test_an_answer_that_depends_on_an_earlier_page_is_kept(cast, consultation):
    address = f"/consultations/{consultation.slug}/manage/responses/enter/"
    assert (
        "Only if the answer to “Do you agree?” is: No"
        in as_person(cast.officer).get(address).content.decode()
    )
    assert enter(cast, consultation, q1="no", q2="Too little", q5="Because").status_code == 303
    kept = dict(Answer.objects.values_list("question__key", "text"))
    assert (kept["q2"], kept["q5"]) == ("Too little", "Because")
    assert enter(cast, consultation, q5="The first page was torn off").status_code == 303


def test_an_answer_that_another_answer_rules_out_is_no_silent_loss(cast, consultation):
    page = enter(cast, consultation, q1="yes", q5="Because of the buses")
    assert page.status_code == 200 and Response.objects.count() == 0
    assert SLIP in page.content.decode() and "Because of the buses" in page.content.decode()


def test_what_was_typed_stays_when_it_was_withdrawn_meanwhile(cast, consultation):
    actions.withdraw(consultation=consultation, by=cast.officer, reason="A mistake was found.")
    page = enter(cast, consultation, q1="no", q2="Too little for the buses", name="Ann Example")
    said = page.content.decode()
    assert page.status_code == 409 and "A mistake was found." in said
    assert "Too little for the buses" in said and "Ann Example" in said
    assert Response.objects.count() == 0


def test_a_file_brings_wishes_for_confidentiality_and_names_slips(cast, consultation):
    day = consultation.opening_at.date().isoformat()
    head = "channel,received,capacity,publication,confidential,confidential_reason,q1,q5"
    start = f"post,{day},individual,response_anonymised"
    lines = [f"{start},yes,,yes,", f"{start},maybe,,yes,", f"{start},no,,yes,Because"]
    wrong = importing.read(consultation, file_of(head, *lines), "r.csv", by=cast.officer).faults
    assert [(fault.row, fault.column) for fault in wrong] == [
        (2, "confidential_reason"),
        (3, "confidential"),
        (4, "q5"),
    ]
    found = importing.read(
        consultation, file_of(head, f"{start},yes,{REASON},no,Because"), "r.csv", by=cast.officer
    )
    actions.ingest(consultation=consultation, entries=found.entries, by=cast.officer)
    row = Response.objects.get()
    assert (row.confidential, row.confidential_reason, row.publication) == (True, REASON, "do_not_publish")


def file_of(*lines):
    return io.BytesIO("\n".join(lines).encode())


def test_a_system_brings_wishes_for_confidentiality_and_is_told_of_slips(cast, consultation):
    machine = system_of(cast.dcms, "consultations:read", "consultations:write")
    address = f"/api/v1/consultations/{consultation.slug}/"
    about = {
        "received_on": consultation.opening_at.date().isoformat(),
        "capacity": "individual",
        "publication": "response_anonymised",
        "number": "1",
    }
    said = about | {"confidential": True, "answers": {"q1": "yes", "q5": "Because"}}
    wrong = machine.send(f"{address}ingest/", {"responses": [said]})
    assert wrong.status_code == 400
    assert "responses~10~1confidential_reason" in wrong.content.decode()
    assert "responses~10~1answers~1q5" in wrong.content.decode()
    said = about | {"confidential": True, "confidential_reason": REASON, "answers": {"q1": "no", "q5": "So"}}
    assert machine.send(f"{address}ingest/", {"responses": [said]}).status_code == 200
    row = Response.objects.get()
    assert (row.confidential, row.confidential_reason, row.publication) == (True, REASON, "do_not_publish")


def test_a_preview_carries_along_what_was_chosen(cast):
    row = with_a_later_condition(cast)
    officer = as_person(cast.officer)
    first = f"/consultations/{row.slug}/manage/preview/1/"
    no = officer.post(first, {"q1": "no", "q2": "Too little"})
    assert no.status_code == 303 and "Tell us why" in officer.get(no["Location"]).content.decode()
    yes = officer.post(first, {"q1": "yes"})
    assert "Tell us why" not in officer.get(yes["Location"]).content.decode()
    assert Answer.objects.count() == 0


def test_a_corrected_address_has_its_receipt(consultation):
    writer = Writer(consultation)
    writer.answer(1, {"q1": Said(choices=("yes",))})
    writer.who(email="mistyped@charity.example")
    row = writer.send()
    before = Fact.objects.filter(verb="response.changed").count()
    for _twice in range(2):
        writer.who(email="right@charity.example")
    receipts = Message.objects.filter(kind="response_received").order_by("pk")
    assert [letter.address for letter in receipts] == ["mistyped@charity.example", "right@charity.example"]
    assert {letter.context["ref"] for letter in receipts} == {row.ref}
    assert Fact.objects.filter(verb="response.changed").count() == before + 2
    writer.who(email="")
    assert receipts.count() == 2
