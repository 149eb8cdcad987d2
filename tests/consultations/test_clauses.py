"""Single clauses of what a consultation promises that no longer story tells."""

import io
import zipfile

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from engagement.consultations import actions, report_docx, report_pdf
from engagement.consultations.enums import OFFLINE, Channel
from engagement.consultations.models import Consultation, Export, Response
from tests.consultations.doors import Visitor, as_person
from tests.factories.consultations import Writer, sent
from tests.requests.api_doors import system_of

EVIL = "<b>Bold & <script>alert(1)</script></b>"


def test_guidance_and_an_easy_read_version_stand_beside_the_question(cast):
    row = cast.draft()
    row.questions.filter(key="q1").update(guidance="Think of the last year.", text_easy="Is it good?")
    actions.approve(consultation=actions.submit(consultation=row, by=cast.officer), by=cast.second)
    row = Consultation.objects.get(pk=row.pk)
    printed = Client().get(f"{row.get_absolute_url()}questions/").content.decode()
    asked = Visitor(row).start().get("1").content.decode()
    for page in (printed, asked):
        assert "Think of the last year." in page and "Is it good?" in page and "Do you agree?" in page


def test_for_another_person_it_is_kept_for_whom_and_how(cast):
    writer = Writer(cast.published())
    said = {"name": "Bea", "how_gathered": "I read it to him"}
    row = writer.who(capacity="on_behalf_of_other_individual", **said)
    assert (row.capacity, row.how_gathered, row.organisation_name) == (
        *("on_behalf_of_other_individual", "I read it to him"),
        "",
    )
    row = writer.who(capacity="individual")
    assert row.how_gathered == ""


@pytest.mark.parametrize("channel", sorted(OFFLINE))
def test_each_channel_that_staff_enter_is_recorded(cast, channel):
    row, today = cast.published(), timezone.localdate()
    said = {"channel": channel, "language": "en", "capacity": "individual", "q1": "yes"}
    said |= {"publication": "do_not_publish", "received_on-day": today.day}
    said |= {"received_on-month": today.month, "received_on-year": today.year}
    home = f"{row.get_absolute_url()}manage/responses/"
    assert as_person(cast.officer).post(f"{home}enter/", said).status_code == 303
    one = Response.objects.get()
    assert (one.channel, one.entered_by, one.received_on) == (channel, cast.officer, today)
    shown = as_person(cast.second).get(f"{home}{one.ref}/").content.decode()
    assert str(Channel(channel).label) in shown and "Reached us on" in shown


def test_confidentiality_is_asked_for_with_a_reason(cast):
    visitor = Visitor(cast.published()).start()
    visitor.post("1", q1="yes")
    visitor.post("2")
    visitor.post("who", capacity="individual")
    said = {"publication": "response_anonymised", "confidential": "on"}
    assert (
        "Say why your response should be kept confidential"
        in visitor.post("publication", **said).content.decode()
    )
    assert (
        visitor.post("publication", **said, confidential_reason="My employer reads this.").status_code == 303
    )
    visitor.post("check")
    one = Response.objects.get()
    assert one.confidential and one.publication == "do_not_publish" and not one.may_be_published
    home = f"{one.consultation.get_absolute_url()}manage/responses/{one.ref}/"
    page = as_person(cast.officer).get(home).content.decode()
    assert "Asks for confidentiality" in page and "My employer reads this." in page


def test_the_report_prints_markup_as_words(cast):
    from pypdf import PdfReader

    row = cast.closed(title=EVIL, summary=EVIL)
    sent(row)
    with zipfile.ZipFile(io.BytesIO(report_docx.docx(row))) as archive:
        words = archive.read("word/document.xml").decode()
    assert "&lt;script&gt;" in words and "<script>" not in words
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(report_pdf.pdf(row))).pages)
    assert "<script>" in text.replace("\n", "")


def test_no_two_exports_share_an_address(cast):
    one = actions.start_export(consultation=cast.published(), format="csv", filters="", by=cast.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.create(
            consultation=one.consultation, format="csv", by=cast.second, public_id=one.public_id
        )


def test_the_same_key_with_other_words_is_a_422(cast):
    row = cast.published()
    system = system_of(cast.dcms, "consultations:read", "consultations:write")
    said = {"received_on": timezone.localdate().isoformat(), "capacity": "individual"}
    said |= {"publication": "do_not_publish", "answers": {"q1": "yes"}}
    here, key = f"/api/v1/consultations/{row.slug}/ingest/", {"Idempotency_Key": "5f1c-responses"}
    first = {"responses": [said | {"number": "a"}]}
    assert system.send(here, first, **key).status_code == 200
    assert system.send(here, first, **key).status_code == 200
    assert system.send(here, {"responses": [said | {"number": "b"}]}, **key).status_code == 422
    assert list(Response.objects.values_list("external_id", flat=True)) == ["a"]
