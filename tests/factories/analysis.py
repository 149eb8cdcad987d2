"""A consultation with questions, and responses that arrived, for those who analyse them."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from engagement.consultations.models import Answer, Consultation, Question, Response, Section
from tests.factories.requests import Cast as Base
from tests.factories.requests import official, organisation

_number = count(1)


class Cast(Base):
    """Two coders of the owning department, and everybody else as elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.second = official("officer", self.dcms)
        self.consultation = consultation(self.dcms)
        self.question = self.consultation.questions.get(key="q1")
        self.other_question = self.consultation.questions.get(key="q2")

    def say(self, text: str, *, times: int = 1, **fields: Any) -> Response:
        """So many responses that say this to the first question; the last of them."""
        for _time in range(times):
            row = respond(self.consultation, {self.question: text}, **fields)
        return row

    def from_body(self, text: str, **fields: Any) -> Response:
        body = organisation(f"Body {next(_number)}")
        for name, value in fields.items():
            setattr(body, name, value)
        body.save()
        capacity = "on_behalf_of_organisation"
        return self.say(text, capacity=capacity, organisation=body, organisation_name=body.name)


def consultation(department: Any, **fields: Any) -> Consultation:
    number = next(_number)
    now = timezone.now()
    row = Consultation.objects.create(
        **{
            "ref": f"CN-2026-{number:06}",
            "slug": f"late-buses-{number}",
            "title": "Late buses",
            "summary": "Should late buses be kept?",
            "department": department,
            "workflow": "published",
            "publish_at": now - timedelta(days=7),
            "opening_at": now - timedelta(days=7),
            "closing_at": now + timedelta(days=49),
            "forced_at": now,
            "force_reason": "A fixture of tests.",
            "campaign_method": "Identical responses are all counted; their text is read once.",
        }
        | fields
    )
    section = Section.objects.create(consultation=row, position=1, title="Buses")
    for position, text in enumerate(["What should happen to late buses?", "Anything else?"], start=1):
        Question.objects.create(
            consultation=row,
            section=section,
            key=f"q{position}",
            position=position,
            kind="long_text",
            text=text,
        )
    return row


def respond(to: Consultation, said: dict[Question, str], **fields: Any) -> Response:
    number = next(_number)
    row = Response.objects.create(
        **{
            "consultation": to,
            "ref": f"RS-2026-{number:06}",
            "state": "submitted",
            "submitted_at": timezone.now(),
            "capacity": "individual",
            "publication": "response_anonymised",
        }
        | fields
    )
    Answer.objects.bulk_create(Answer(response=row, question=q, text=text) for q, text in said.items())
    return row
