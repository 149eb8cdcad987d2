"""People around a request, and requests brought to a state by the real actions."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from engagement.requests import actions
from engagement.requests.enums import State
from engagement.requests.models import EngagementRequest
from foundation.accounts.models import User
from foundation.directory.models import Appointment, Department, Membership, Organisation

_number = count(1)


def person(name: str = "Sam", **fields: Any) -> User:
    return User.objects.create_user(email=f"{name.lower()}{next(_number)}@example.org", name=name, **fields)


def department(code: str = "DCMS", name: str = "Department for Culture, Media and Sport") -> Department:
    found, _created = Department.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "slug": code.lower(),
            "kind": "ministerial_department",
            "valid_from": date(2020, 1, 1),
        },
    )
    return found


def official(role: str, where: Department | None = None) -> User:
    user = person(role)
    Appointment.objects.create(user=user, role=role, department=where, valid_from=date(2024, 1, 1))
    return user


def organisation(name: str = "Riverside Food Bank") -> Organisation:
    from foundation.common.references import next_reference

    return Organisation.objects.create(ref=next_reference("OR"), name=name, verification_level=4)


def member(of: Organisation, role: str = "member") -> User:
    user = person(role)
    Membership.objects.create(
        user=user, organisation=of, role=role, state="active", joined_at=timezone.now(), confirmed_by="first"
    )
    return user


SAID = {
    "capacity": "individual",
    "kind": "information",
    "title": "Energy advice in rural places",
    "ask": "Please tell us which scheme pays for advice visits after March.",
    "nations": ["england"],
    "acts_for_client": False,
}


def draft(by: User, **said: Any) -> EngagementRequest:
    return actions.start_draft(by=by, **(SAID | said))


def draft_for(of: Organisation, by: User, **said: Any) -> EngagementRequest:
    spoken = {"capacity": "on_behalf_of_organisation", "organisation": of, "speaks_with_authority": True}
    return draft(by, **(spoken | said))


class Cast:
    """One of each who plays a part, and a request in any state."""

    def __init__(self) -> None:
        self.dcms = department()
        self.mhclg = department("MHCLG", "Ministry of Housing, Communities and Local Government")
        self.defra = department("DEFRA", "Department for Environment, Food and Rural Affairs")
        self.organisation = organisation()
        self.lead = member(self.organisation, "lead")
        self.member = member(self.organisation)
        self.respondent = person("respondent")
        self.stranger = person("stranger")
        self.triage = official("triage")
        self.officer = official("officer", self.dcms)
        self.other_officer = official("officer", self.mhclg)
        self.third_officer = official("officer", self.defra)
        self.auditor = official("auditor")
        self.administrator = official("administrator")
        self.secondments = official("secondments", self.dcms)

    def fresh(self, user: User) -> User:
        """The same person at their next request: what they may do is read anew."""
        return User.objects.get(pk=user.pk)

    def request(self, state: str = State.SUBMITTED, **said: Any) -> EngagementRequest:
        row = draft_for(self.organisation, self.member, **said)
        if state == State.DRAFT:
            return row
        row = actions.submit(request=row, by=self.member)
        for step in PATHS[state]:
            row = getattr(self, step)(row)
        return row

    def _acknowledge(self, row: EngagementRequest) -> EngagementRequest:
        return actions.acknowledge(request=row, by=self.triage)

    def _claim(self, row: EngagementRequest) -> EngagementRequest:
        return actions.claim(request=row, by=self.triage)

    def _route(self, row: EngagementRequest) -> EngagementRequest:
        return actions.route(request=row, department=self.dcms, by=self.triage)

    def _accept(self, row: EngagementRequest) -> EngagementRequest:
        return actions.accept(request=row, by=self.officer)

    def _assign(self, row: EngagementRequest) -> EngagementRequest:
        return actions.assign(request=row, owner=self.officer, by=self.officer)

    def _ask(self, row: EngagementRequest) -> EngagementRequest:
        return actions.ask(request=row, body="Which county is this about?", by=self.officer)

    def _offer(self, row: EngagementRequest) -> EngagementRequest:
        return actions.offer_transfer(
            request=row, department=self.mhclg, reason="It is theirs", by=self.officer
        )

    def _reply(self, row: EngagementRequest) -> EngagementRequest:
        return actions.reply(request=row, body="The scheme goes on until 2028.", by=self.officer)

    def _close(self, row: EngagementRequest) -> EngagementRequest:
        return actions.close(
            request=row, outcome="answered", outcome_text="Answered in full.", by=self.officer
        )

    def _decline(self, row: EngagementRequest) -> EngagementRequest:
        return actions.decline(
            request=row, reason="timing", text="The decision was made in May.", by=self.officer
        )

    def _withdraw(self, row: EngagementRequest) -> EngagementRequest:
        return actions.withdraw(request=row, by=self.member)

    def _reopen(self, row: EngagementRequest) -> EngagementRequest:
        return actions.reopen(request=row, reason="It is not an answer yet.", by=self.member)


PATHS = {
    State.SUBMITTED: [],
    State.ACKNOWLEDGED: ["_acknowledge"],
    State.TRIAGE: ["_claim"],
    State.ROUTED: ["_route"],
    State.ACCEPTED: ["_route", "_accept"],
    State.IN_PROGRESS: ["_route", "_accept", "_assign"],
    State.CLARIFICATION_NEEDED: ["_route", "_accept", "_ask"],
    State.TRANSFER_OFFERED: ["_route", "_accept", "_offer"],
    State.RESPONDED: ["_route", "_accept", "_reply"],
    State.CLOSED: ["_route", "_accept", "_reply", "_close"],
    State.DECLINED: ["_route", "_accept", "_decline"],
    State.WITHDRAWN: ["_withdraw"],
    State.REOPENED: ["_route", "_accept", "_reply", "_close", "_reopen"],
}


def days_ago(request: EngagementRequest, days: int) -> EngagementRequest:
    """Move every date of a request into the past, as if nobody had touched it since."""
    dates = [
        "submitted_on",
        "reply_due_on",
        "ceiling_on",
        "department_started_on",
        "department_due_on",
        "paused_on",
        "due_on",
        "reopen_until",
    ]
    past = {name: value - timedelta(days) for name in dates if (value := getattr(request, name))}
    EngagementRequest.objects.filter(pk=request.pk).update(**past)
    request.refresh_from_db()
    return request
