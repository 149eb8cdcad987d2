"""A reply on paper, by phone, in Braille or BSL within its sender's own time, by any of the three doors."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from engagement.consultations import actions, importing
from engagement.consultations.actions import replies
from engagement.consultations.answering import Said
from engagement.consultations.models import Response
from foundation.audit.models import AuditEvent
from foundation.common.errors import Invalid
from tests.consultations.doors import as_person
from tests.factories.consultations import Writer, move, sent
from tests.requests.api_doors import system_of

HEAD = "number,channel,received,capacity,publication,format_request,q1,q2"


class Waiting:
    """Somebody asked for another format in time and got it after the close; their reply comes today."""

    def __init__(self, cast, format: str = "paper") -> None:
        self.cast = cast
        row = cast.published()
        asked = actions.ask_format(
            consultation=row, by=None, format=format, contact="1 High Street", name="Ann"
        )
        self.row = move(row, closed_days_ago=2)
        self.asked, self.secret = actions.provide_format(format_request=asked, by=cast.officer)
        self.key, self.draft = str(self.asked.public_id), self.asked.response
        self.home = f"{self.row.get_absolute_url()}manage/"

    def enter(self, **more):
        day = timezone.localdate()
        said = {
            "channel": "post",
            "language": "en",
            "capacity": "individual",
            "q1": "no",
            "q2": "Too little.",
        }
        said |= {"publication": "do_not_publish", "received_on-day": day.day, "format_request": self.key}
        said |= {"received_on-month": day.month, "received_on-year": day.year}
        return as_person(self.cast.officer).post(f"{self.home}responses/enter/", said | more)

    def file(self, *lines: str):
        data = "\n".join([HEAD, *lines]).encode()
        return importing.read(self.row, io.BytesIO(data), "paper.csv")

    def line(self, number="1", key=None, day=None) -> str:
        day = day or timezone.localdate()
        return (
            f"{number},phone,{day},individual,do_not_publish,{self.key if key is None else key},No,Too little"
        )

    def body(self, **more):
        said = {"number": "a", "channel": "bsl_video", "received_on": timezone.localdate().isoformat()}
        said |= {"capacity": "individual", "publication": "do_not_publish", "format_request": self.key}
        return {"responses": [said | {"answers": {"q1": "no", "q2": "Too little"}} | more]}

    def is_completed(self, channel: str, entered_by=None) -> bool:
        """The draft that waited is the response, and there is no other."""
        one = Response.objects.get()
        return (
            one.pk == self.draft.pk
            and one.public_id == self.draft.public_id
            and one.extended_until == self.draft.extended_until
            and (one.state, one.channel, one.entered_by) == ("submitted", channel, entered_by)
            and one.received_on == timezone.localdate()
            and {answer.question.key for answer in one.answers.all()} == {"q1", "q2"}
        )


@pytest.fixture
def waiting(cast) -> Waiting:
    return Waiting(cast)


@pytest.mark.parametrize(
    ("format", "channel"),
    [("paper", "post"), ("phone", "phone"), ("braille", "post"), ("bsl", "bsl_video")],
)
def test_staff_enter_it_against_the_request(cast, format, channel):
    waiting = Waiting(cast, format)
    answer = waiting.enter(channel=channel)
    assert answer.status_code == 303, answer.content.decode()
    assert waiting.is_completed(channel, cast.officer)
    assert AuditEvent.objects.filter(verb="format.replied").count() == 1
    assert AuditEvent.objects.filter(verb="response.received").count() == 1


def test_the_pages_lead_from_the_request_to_the_reply(waiting):
    officer = as_person(waiting.cast.officer)
    page = officer.get(f"{waiting.home}formats/").content.decode()
    here = f"{waiting.home}responses/enter/?format_request={waiting.key}"
    assert here in page and "Time to answer until" in page
    form = officer.get(here).content.decode()
    assert f'value="{waiting.key}" selected' in form and "Paper copy by post for Ann" in form
    waiting.enter()
    page = officer.get(f"{waiting.home}formats/").content.decode()
    assert f"Answered: {Response.objects.get().ref}" in page and here not in page
    assert waiting.key not in officer.get(f"{waiting.home}responses/enter/").content.decode()


def test_without_the_request_it_came_too_late(waiting):
    page = waiting.enter(format_request="").content.decode()
    assert "The day must lie between opening and closing" in page and "Too little." in page
    assert waiting.file(waiting.line(key="")).faults[0].column == "received"
    system = system_of(waiting.cast.dcms, "consultations:read", "consultations:write")
    body = waiting.body()
    del body["responses"][0]["format_request"]
    assert system.send(f"/api/v1/consultations/{waiting.row.slug}/ingest/", body).status_code == 400
    assert Response.objects.get().state == "draft_saved"


def test_after_that_person_s_time_too(waiting):
    until = timezone.now() - timedelta(days=1)
    Response.objects.update(extended_until=until)
    page = waiting.enter().content.decode()
    assert "the end of this person’s time" in page
    day = timezone.localdate(until)
    assert not waiting.file(waiting.line(day=day)).faults
    assert waiting.enter(**{"received_on-day": day.day, "received_on-month": day.month}).status_code == 303


def test_a_file_brings_it_in(waiting):
    found = waiting.file(waiting.line())
    assert not found.faults
    assert actions.ingest(consultation=waiting.row, entries=found.entries, by=waiting.cast.officer) == (1, 0)
    assert waiting.is_completed("phone", waiting.cast.officer)
    again = waiting.file(waiting.line())
    assert not again.faults
    assert actions.ingest(consultation=waiting.row, entries=again.entries, by=waiting.cast.officer) == (0, 1)


def test_a_file_is_told_by_row_what_is_wrong_with_the_request(waiting):
    found = waiting.file(waiting.line(), waiting.line("2"), waiting.line("3", key="nothing"))
    assert [(fault.row, fault.column) for fault in found.faults] == [
        (3, "format_request"),
        (4, "format_request"),
    ]
    waiting.enter()
    [fault] = waiting.file(waiting.line("9")).faults
    assert "responded already, as RS-" in fault.text


def test_a_system_sends_it_and_twice_is_once(waiting):
    system = system_of(waiting.cast.dcms, "consultations:read", "consultations:write")
    here = f"/api/v1/consultations/{waiting.row.slug}/ingest/"
    assert system.send(here, waiting.body()).status_code == 200
    assert waiting.is_completed("bsl_video")
    assert Response.objects.get().client_id == system.client_id
    assert system.send(here, waiting.body()).status_code == 200
    assert Response.objects.count() == 1
    answer = system.send(here, waiting.body(number="b"))
    assert answer.status_code == 400 and "responded already" in answer.content.decode()
    both = waiting.body()["responses"] + waiting.body(number="b")["responses"]
    assert system.send(here, {"responses": both}).status_code == 400


def test_whoever_asked_and_answered_online_is_not_entered_again(waiting):
    writer = Writer.__new__(Writer)
    writer.by, writer.secret, writer.response = waiting.cast.stranger, waiting.secret, waiting.draft
    writer.answer(1, {"q1": Said(choices=("yes",))})
    writer.who()
    online = writer.send()
    page = waiting.enter().content.decode()
    assert "There is a problem" in page
    assert Response.objects.get().channel == "web"
    with pytest.raises(Invalid, match="responded already"):
        replies.named(waiting.key, replies.provided(waiting.row))
    assert Response.objects.get().ref == online.ref


def test_what_was_begun_online_gives_way_to_the_reply_and_its_link_ends(waiting):
    writer = Writer.__new__(Writer)
    writer.by, writer.secret, writer.response = waiting.cast.stranger, waiting.secret, waiting.draft
    writer.answer(2, {"q4": Said(text="Only begun.")})
    assert waiting.enter().status_code == 303
    assert waiting.is_completed("post", waiting.cast.officer)
    link = f"{waiting.row.get_absolute_url()}return/{waiting.secret}/"
    assert Client().get(link).status_code == 404


def test_a_reply_that_is_typed_in_after_the_draft_was_forgotten(waiting):
    until = waiting.draft.extended_until
    waiting.draft.delete()
    assert waiting.enter().status_code == 303
    one = Response.objects.get()
    assert (one.extended_until, one.format_request) == (until, waiting.asked)


def test_a_request_of_another_consultation_or_one_not_provided_is_none(waiting):
    other = Waiting(waiting.cast)
    assert waiting.enter(format_request=other.key).status_code == 200
    open_row = waiting.cast.published()
    asked = actions.ask_format(consultation=open_row, by=None, format="phone", contact="1 High Street")
    assert replies.provided(open_row) == {}
    with pytest.raises(Invalid):
        replies.named(str(asked.public_id), replies.provided(open_row))
    assert not Response.objects.filter(state="submitted").exists()
    sent(open_row)
