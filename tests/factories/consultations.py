"""Consultations brought to a phase by the real actions, and responses to them."""

from contextlib import contextmanager
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from engagement.consultations import actions
from engagement.consultations.answering import Said
from engagement.consultations.models import Consultation, Response, new_secret
from engagement.consultations.rules import RESPONDENT
from engagement.consultations.structure import questionnaire
from engagement.programmes import actions as programmes
from engagement.programmes.models import Programme
from tests.factories.requests import Cast as Base
from tests.factories.requests import official

_number = count(1)
PRINCIPLES = {
    "purpose": "To decide how small grants for volunteering are given from 2027.",
    "decision_stage": "options",
    "undecided_points": ["How much each group may have", "Who decides"],
    "already_decided": ["There will be a fund"],
    "decision_maker_role": "Minister for Civil Society",
    "civil_society_impact": "Small groups may find it easier to apply.",
    "length_reason": "The fund opens in spring.",
    "principles_considered": True,
    "campaign_method": "Identical responses are all counted; their text is read once.",
}
DETAILS = {
    "title_cy": "Grantiau bach",
    "summary": "How should small grants be given?",
    "summary_cy": "Sut y dylid rhoi grantiau bach?",
    "body": "The fund will give grants of up to £10,000.",
    "nations": ["england", "wales"],
    "audience": ["F"],
}


@contextmanager
def at(moment: datetime):
    """Act as if it were that moment, by the server's clock."""
    with patch("django.utils.timezone.now", lambda: moment):
        yield


class Cast(Base):
    """Everybody who plays a part, a second officer of the department among them."""

    def __init__(self) -> None:
        super().__init__()
        self.second = official("officer", self.dcms)

    def programme(self, **said: Any) -> Programme:
        words = {
            "title": f"Volunteering {next(_number)}",
            "problem": "Few apply.",
            "owner_role": "Deputy director",
        }
        row = programmes.create(by=self.officer, department=self.dcms, **(words | said))
        return programmes.publish(programme=row, by=self.officer)

    def draft(self, *, weeks: int = 8, opens_in: int = -7, **said: Any) -> Consultation:
        """A draft that passes every gate: two sections, a route and a condition among its questions."""
        now = timezone.now()
        opening = now + timedelta(days=opens_in)
        title = said.pop("title", f"Small grants for volunteering {next(_number)}")
        row = actions.create(
            by=self.officer, department=self.dcms, title=title, kind=said.pop("kind", "consultation")
        )
        dates = {"opening_at": opening, "closing_at": opening + timedelta(weeks=weeks)}
        row = actions.save_details(consultation=row, by=self.officer, **(DETAILS | dates | said))
        row = actions.save_principles(consultation=row, by=self.officer, **PRINCIPLES)
        return self.with_questions(row)

    def with_questions(self, row: Consultation) -> Consultation:
        by = {"consultation": row, "by": self.officer}
        first = actions.add_section(title="The fund", title_cy="Y gronfa", **by)
        second = actions.add_section(title="Details", title_cy="Manylion", **by)
        options = [option("yes", "Yes"), option("no", "No"), option("unsure", "Not sure")]
        actions.add_question(
            section=first, kind="radios", text="Do you agree?", options=options, required=True, **by
        )
        actions.add_question(
            section=first,
            kind="long_text",
            text="Why not?",
            show_if={"question": "q1", "any_of": ["no"]},
            max_length=500,
            **by,
        )
        actions.add_question(section=second, kind="number", text="How many volunteers?", minimum=0, **by)
        actions.add_question(section=second, kind="long_text", text="Anything else?", **by)
        return Consultation.objects.get(pk=row.pk)

    def published(self, **said: Any) -> Consultation:
        row = self.draft(**said)
        row = actions.submit(consultation=row, by=self.officer)
        return actions.approve(consultation=row, by=self.second)

    def closed(self, *, days_ago: int = 7, **said: Any) -> Consultation:
        row = self.published(**said)
        return move(row, closed_days_ago=days_ago)


def option(key: str, text: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "text": text, "text_cy": "", "text_easy": "", "goes_to": None} | more


def move(row: Consultation, *, closed_days_ago: int) -> Consultation:
    """Shift the whole life of a consultation into the past."""
    day = timezone.localdate() - timedelta(days=closed_days_ago)
    closing = timezone.make_aware(datetime.combine(day, time(0, 30)))
    opening = closing - (row.closing_at - row.opening_at)
    past = {
        "closing_at": closing,
        "opening_at": opening,
        "publish_at": opening,
        "first_published_at": opening,
    }
    Consultation.objects.filter(pk=row.pk).update(**past)
    row.refresh_from_db()
    return row


WHO = {"capacity": "individual", "publication": "response_anonymised", "email": "ann@charity.example"}
ANSWERS = {
    1: {"q1": Said(choices=("no",)), "q2": Said(text="It is too little.")},
    2: {"q4": Said(text="No.")},
}


class Writer:
    """Somebody with the secret link of one response."""

    def __init__(self, consultation: Consultation, by: Any = RESPONDENT) -> None:
        self.by, self.secret = by, new_secret()
        self.response: Response = actions.begin(consultation=consultation, by=by, secret=self.secret)

    @property
    def held(self) -> dict[str, Any]:
        return {"response": self.response, "by": self.by, "secret": self.secret}

    def answer(self, page: int, said: dict[str, Said], **more: Any) -> Response:
        form = questionnaire(self.response.consultation)
        self.response = actions.answer_page(page=form.page(page), said=said, **self.held, **more)
        return self.response

    def who(self, **said: Any) -> Response:
        self.response = actions.say_who(**self.held, **(WHO | said))
        return self.response

    def send(self) -> Response:
        self.response = actions.submit_response(**self.held)
        return self.response


def sent(
    consultation: Consultation, *, answers: dict | None = None, by: Any = RESPONDENT, **who: Any
) -> Response:
    """A response that was sent, whatever the dates of the consultation are now."""
    with at(consultation.opening_at + timedelta(hours=1)):
        writer = Writer(consultation, by)
        for page, said in (answers or ANSWERS).items():
            writer.answer(page, said)
        writer.who(**who)
        return writer.send()
