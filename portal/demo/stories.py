"""Requests that were sent, triaged and answered in the weeks before today, each step by the action that does it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from engagement.requests import actions, routing
from engagement.requests.enums import State
from engagement.requests.models import EngagementRequest, Topic
from foundation import documents
from foundation.accounts.models import User
from foundation.common.workingdays import england_and_wales
from foundation.directory.models import Department
from foundation.directory.standing import forget
from portal.demo import samples
from portal.demo.people import DATA, officials

SAID = ("kind", "title", "ask", "why_now", "evidence", "nations")
AT_CENTRE = {State.SUBMITTED, State.ACKNOWLEDGED, State.TRIAGE}
TO_COME = {
    "riverside": "Our door volunteers and two people from the council advice team.",
    "default": "We speak for the people we work with; they were asked at our open meeting.",
}


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Act as if it were that moment; only the demonstration travels in time."""
    with patch("django.utils.timezone.now", lambda: moment):
        yield


@dataclass
class Calendar:
    """Moments of a story: so many working days after it was sent, never later than now."""

    sent: date
    hour: int

    def __call__(self, days: int, hour: int = 0) -> datetime:
        day = england_and_wales().add(self.sent, days)
        moment = datetime.combine(day, time((self.hour + hour) % 9 + 8, (self.hour * 7 + days * 11) % 60))
        return min(timezone.make_aware(moment), timezone.now() - timedelta(minutes=20 - min(days, 15)))


def tell(cast: dict[str, User], bodies: dict[str, Any]) -> int:
    """Bring every story of the data file to its state; does nothing for those already told."""
    topics = {topic.code: topic for topic in Topic.objects.all()}
    stories = json.loads((DATA / "requests.json").read_text(encoding="utf-8"))
    known = set(EngagementRequest.objects.values_list("title", flat=True))
    new = [story for story in stories if story["title"] not in known]
    for number, story in enumerate(new):
        Story(cast, bodies, topics, story, number).play()
    return len(new)


class Story:
    """One request on its way."""

    def __init__(self, cast: dict, bodies: dict, topics: dict, story: dict[str, Any], number: int) -> None:
        self.cast, self.story = cast, story
        self.body: Any
        self.body, self.writer = bodies[story["org"]] if story["org"] else (None, cast["respondent"])
        self.topic = topics[story["topic"]]
        self.moment = Calendar(timezone.localdate() - timedelta(story["ago"]), number % 9)
        self.triage = cast["triage"]
        self.request: EngagementRequest

    def play(self) -> None:
        for person in (self.writer, *self.cast.values()):
            forget(person)
        with at(self.moment(0)):
            self.request = actions.start_draft(by=self.writer, **self._said())
            if files := self._files("files"):
                actions.add_files(request=self.request, files=files, by=self.writer)
            if self.story["to"] == State.DRAFT:
                return
        self._do(actions.submit, 0, self.writer)
        self._centre()
        if self.story["to"] not in AT_CENTRE | {State.WITHDRAWN}:
            self._department()

    def _said(self) -> dict[str, Any]:
        said = {name: self.story[name] for name in SAID if name in self.story}
        said |= {"topic": self.topic, "language": self.story.get("language", "en"), "acts_for_client": False}
        said |= {"risk_to_people": self.story.get("risk", False), "capacity": "individual"}
        if self.body:
            represents = TO_COME.get(self.story["org"], TO_COME["default"])
            said |= {"capacity": "on_behalf_of_organisation", "organisation": self.body}
            said |= {"speaks_with_authority": True, "represents": represents}
        return said

    def _files(self, name: str) -> list[Any]:
        text = self.story.get("evidence") or self.story["ask"]
        return samples.made(self.story.get(name, ()), self.story["title"], text)

    def _do(self, action: Any, day: int, by: User, **words: Any) -> None:
        started, moment = timezone.now(), self.moment(day)
        with at(moment):
            self.request = action(request=self.request, by=by, **words)
        self._date(moment, started)

    def _date(self, moment: datetime, since: datetime) -> None:
        """Times that a column's default took from the real clock."""
        for rows in (
            self.request.history,
            self.request.messages,
            self.request.routings,
            self.request.handovers,
        ):
            rows.filter(at__gte=since).update(at=moment)
        self.request.transfers.filter(offered_at__gte=since).update(offered_at=moment)

    def _centre(self) -> None:
        target = self.story["to"]
        if target == State.ACKNOWLEDGED:
            self._do(actions.acknowledge, 1, self.triage)
        elif target == State.WITHDRAWN:
            self._do(actions.withdraw, 2, self.writer, reason="The firm has found the answer itself.")
        elif target != State.SUBMITTED:
            self._do(actions.claim, 1, self.triage)
        if target == State.TRIAGE and self.story["ago"] > 3:
            self._do(actions.release, 1, self.triage)

    def _department(self) -> None:
        best = routing.propose(self.request)[0]
        department = best.department or Department.objects.get(code="CO")
        officer = officials(department, self.cast)
        self._do(actions.route, 1, self.triage, department=department)
        if self.story["to"] == State.DECLINED:
            words = {
                "reason": self.story["reason"],
                "text": self.story["text"],
                "url": self.story.get("url", ""),
            }
            self._do(actions.decline, 3, officer, **words)
        elif self.story["to"] != State.ROUTED:
            self._do(actions.accept, 2, officer, contact=f"{department.code} engagement team")
            getattr(self, f"_{self.story['to']}")(officer)

    def _accepted(self, officer: User) -> None:
        """Nothing more has happened yet."""

    def _in_progress(self, officer: User) -> None:
        self._do(actions.assign, 3, officer, owner=officer)
        self._note(officer, "Spoke to analysts: figures by Thursday.")

    def _note(self, officer: User, body: str) -> None:
        started, moment = timezone.now(), self.moment(4)
        with at(moment):
            actions.note(request=self.request, body=body, by=officer)
        self._date(moment, started)

    def _clarification_needed(self, officer: User) -> None:
        self._do(actions.ask, 3, officer, body=self.story["question"])

    def _transfer_offered(self, officer: User) -> None:
        other = Department.objects.get(code__iexact=self.story["offer"])
        self._do(actions.offer_transfer, 4, officer, department=other, reason=self.story["why"])

    def _responded(self, officer: User) -> None:
        self._in_progress(officer)
        with documents.holding(self._files("reply_files")) as held:
            day = 6 + self.story["ago"] % 7
            self._do(actions.reply, day, officer, body=self.story["answer"], held=held)

    def _closed(self, officer: User) -> None:
        self._responded(officer)
        words = {"outcome": self.story["outcome"], "outcome_text": self.story["end"]}
        self._do(actions.close, 9 + self.story["ago"] % 7, officer, **words)
        if self.story["ago"] % 2 == 0:
            scores = {"process_was_fair": 4, "content_with_outcome": 3, "saw_input_used": 4}
            with at(self.moment(10 + self.story["ago"] % 7)):
                actions.give_feedback(request=self.request, by=self.writer, **scores)

    def _reopened(self, officer: User) -> None:
        self._closed(officer)
        self._do(actions.reopen, 25, self.writer, reason=self.story["reopen"])
