"""People around a secondment, and secondments brought to a state by the real actions."""

from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from unittest.mock import patch

from django.db import transaction
from django.utils import timezone

from foundation.accounts.models import User
from foundation.directory.models import Organisation
from secondments.actions import (
    agreements,
    candidates,
    endings,
    life,
    nominations,
    opportunities,
    placements,
    swaps,
)
from secondments.enums import Decision, Point
from secondments.models import Candidate, Nomination, Opportunity, Placement
from tests.factories import requests as make

START = date(2027, 2, 1)


@contextmanager
def on(day: date, hour: int = 11):
    """As if it were that day in London."""
    moment = timezone.make_aware(datetime.combine(day, time(hour)))
    with patch("django.utils.timezone.now", lambda: moment):
        yield


POST: dict[str, Any] = {
    "direction": "inward",
    "shape": "full",
    "title": "Design the next youth offer with us",
    "team": "Youth team",
    "problem": "Clubs close faster than we learn why.",
    "outcomes": "A tested offer in three towns.",
    "level": "g7",
    "starts_on": START,
    "ends_on": date(2027, 7, 31),
    "remote": "hybrid",
    "clearance": "bpss",
    "nationality_rule": "none",
    "funding": "host",
    "closes_on": date(2026, 12, 18),
    "selection": "interview",
}
PLAN: dict[str, Any] = {
    "level": "g7",
    "experience": "Ten years of youth clubs.",
    "learning_goals": "How money is decided in a department.",
    "available_from": date(2027, 1, 1),
    "available_to": date(2029, 12, 31),
    "nationality": "uk",
    "adjustments": "A quiet room.",
}
TODAY = date(2026, 11, 25)
BORN = date(1985, 4, 3)
TERMS: dict[str, Any] = {
    "salary_pence": 4_500_000,
    "employer_address": "1 Quay Street, Bristol",
    "host_address": "100 Parliament Street, London",
    "data_protection_contact": "dpo@example.org",
    "health_and_safety_contact": "Facilities",
}


class Cast:
    """Two departments, three organisations, and one of each who plays a part."""

    def __init__(self) -> None:
        self.dcms, self.mhclg = make.department(), make.department("MHCLG", "Housing and Communities")
        self.riverside = make.organisation("Riverside Food Bank")
        self.harbour = make.organisation("Harbour Youth Clubs")
        self.officer = make.official("secondments", self.dcms)
        self.second_officer = make.official("secondments", self.dcms)
        self.other_officer = make.official("secondments", self.mhclg)
        self.host_manager = make.official("officer", self.dcms)
        self.lead = make.member(self.riverside, "lead")
        self.person = make.member(self.riverside)
        self.colleague = make.member(self.riverside)
        self.other_lead = make.member(self.harbour, "lead")
        self.other_person = make.member(self.harbour)
        self.outsider = make.member(make.organisation("Somebody Else"), "lead")
        self.respondent = make.person("respondent")
        self.auditor = make.official("auditor")
        self.administrator = make.official("administrator")
        self.triage = make.official("triage")
        self.civil_servant = make.official("officer", self.dcms)

    def fresh(self, user: User) -> User:
        """The same person at their next request: what they may do is read anew."""
        return User.objects.get(pk=user.pk)

    # Opportunities

    def post(self, state: str = "advertised", **said: Any) -> Opportunity:
        """A department's opportunity; with `organisation` it is an organisation's."""
        organisation = said.pop("organisation", None)
        by = said.pop("by", None) or (make_lead(organisation) if organisation else self.host_manager)
        where = {"organisation": organisation} if organisation else {"department": self.dcms}
        row = opportunities.offer(by=by, **where, **(POST | said))
        if state == "draft":
            return row
        row = opportunities.approve(opportunity=row, by=self.officer)
        if state == "approved":
            return row
        row = opportunities.advertise(opportunity=row, by=by)
        if state == "matching":
            row = opportunities.start_matching(opportunity=row, by=self.officer)
        if state == "withdrawn":
            row = opportunities.withdraw(opportunity=row, reason="The work stopped.", by=by)
        return row

    # People

    def candidate(self, state: str = "agreed", person: User | None = None, **said: Any) -> Candidate:
        person = person or self.person
        manager = said.pop("manager", self.lead)
        where = said.pop("where", {"organisation": self.riverside})
        row = candidates.start_profile(by=person, manager=manager, **where, **(PLAN | said))
        if state == "draft":
            return row
        row = candidates.ask_consent(candidate=row, by=person)
        if state == "agreed":
            row = candidates.give_consent(candidate=row, by=manager)
        return row

    def nomination(
        self, post: Opportunity | None = None, candidate: Candidate | None = None, shortlisted: bool = True
    ) -> Nomination:
        post = post or self.post()
        candidate = candidate or self.candidate()
        row = nominations.nominate(
            candidate=candidate, opportunity=post, by=candidate.person, why="It is my work."
        )
        if shortlisted:
            row = nominations.shortlist(nomination=row, by=self.host_manager, rank=1)
        return row

    # Placements

    def placement(self, state: str = "conflict_check", **said: Any) -> Placement:
        """Brought to a state by the verbs; `said` goes to the opportunity, `plan` to the profile."""
        plan = said.pop("plan", {})
        with on(said.pop("today", TODAY)):
            nomination = self.nomination(self.post(**said), self.candidate(**plan))
            nomination.decision, nomination.state = Decision.MATCH, "matched"
            nomination.announced_at = timezone.now()
            nomination.save()
            with transaction.atomic():
                nominations.release_candidate(nomination, by=self.officer)
            row = placements.place(nomination=nomination, by=self.officer)
            for step in GATES[: PATHS.index(state)]:
                row = getattr(self, step)(row)
        if state in LATER:
            row = self.start(row)
        return self.later(row, state)

    def later(self, row: Placement, state: str) -> Placement:
        after = {"paused": ("_pause",), "ended_early": ("_end_early",)}
        after |= {"ending": ("_near",), "returned": ("_near", "_home")}
        after |= {
            "evaluated": ("_near", "_home", "_evaluate"),
            "closed": ("_near", "_home", "_evaluate", "_close"),
        }
        for step in after.get(state, ()):
            row = getattr(self, step)(row)
        return row

    # Swaps

    def swap(self, state: str = "advertised", **said: Any) -> tuple[Opportunity, Opportunity]:
        """The department's half and Riverside's, which was proposed with it."""
        with on(TODAY):
            mine = opportunities.offer(
                by=self.host_manager,
                department=self.dcms,
                partner=self.riverside,
                **(POST | {"direction": "swap"} | said),
            )
            theirs = mine.swap.beside(mine)
            if state == "proposed":
                return mine, theirs
            swaps.agree(opportunity=theirs, by=self.lead)
            for half in (mine, theirs):
                opportunities.approve(opportunity=half, by=self.officer)
            if state == "advertised":
                opportunities.advertise(opportunity=mine, by=self.officer)
        return Opportunity.objects.get(pk=mine.pk), Opportunity.objects.get(pk=theirs.pk)

    def swapped_people(self, mine: Opportunity, theirs: Opportunity) -> tuple[Nomination, Nomination]:
        """Somebody from each side, put forward for the other side's half and shortlisted there."""
        with on(TODAY):
            inward = self.nomination(mine)
            servant = self.candidate(
                person=self.civil_servant, manager=self.second_officer, where={"department": self.dcms}
            )
            outward = nominations.nominate(candidate=servant, opportunity=theirs, by=self.civil_servant)
            return inward, nominations.shortlist(nomination=outward, by=self.lead, rank=1)

    def swapped(self, state: str = "agreement_signed") -> tuple[Placement, Placement]:
        """Both halves placed and brought to a state by the verbs."""
        pair = self.swapped_people(*self.swap())
        with on(TODAY), transaction.atomic():
            for one in pair:
                one.decision, one.state, one.announced_at = Decision.MATCH, "matched", timezone.now()
                one.save()
                nominations.release_candidate(one, by=self.officer)
            rows = [placements.place(nomination=one, by=self.officer) for one in pair]
        with on(TODAY):
            for step in GATES[: PATHS.index(state)]:
                rows = [getattr(self, step)(row) for row in rows]
        if state in LATER:
            self.start(rows[0])
        inward, outward = (Placement.objects.get(pk=row.pk) for row in rows)
        return inward, outward

    def _conflicts(self, row: Placement) -> Placement:
        row = placements.declare(placement=row, interests=["Trustee of Harbour"], by=row.person)
        conflict = row.conflicts.get()
        row = placements.mitigate(
            placement=row,
            conflict=conflict,
            mitigation="recuse",
            detail="Grants to Harbour Youth Clubs",
            organisation=self.harbour,
            by=self.officer,
        )
        return placements.sign_off(placement=row, by=self.officer)

    def _approvals(self, row: Placement) -> Placement:
        row = placements.approve(placement=row, kind="hr", by=self.officer)
        row = placements.approve(placement=row, kind="finance", by=self.officer)
        if row.direction == "inward":
            said = {
                "full_name": f"{row.person.name} Person",
                "born_on": BORN + timedelta(row.person_id % 5000),
            }
            row = placements.record_exception(placement=row, basis="exception_3", by=self.officer, **said)
        return row

    def _clearance(self, row: Placement) -> Placement:
        row = placements.ask_clearance(placement=row, by=self.officer)
        return placements.grant_clearance(
            placement=row, level=row.clearance_level, expires_on=date(2032, 1, 1), by=self.officer
        )

    def issue(self, row: Placement) -> Any:
        agreements.draw_up(placement=row, by=self.officer, **TERMS)
        return agreements.issue(placement=row, by=self.officer)

    def signers(self, row: Placement) -> list[User]:
        head = self.officer
        if row.home_organisation_id:
            return [row.person, self.lead_of(row.home_organisation), head]
        return [row.person, head, self.lead_of(row.host_organisation)]

    def lead_of(self, organisation: Organisation) -> User:
        return make_lead(organisation)

    def _agreement(self, row: Placement) -> Placement:
        self.sign_all(row, self.issue(row))
        return Placement.objects.get(pk=row.pk)

    def sign_all(self, row: Placement, text: Any, signers: list[User] | None = None) -> None:
        for by in signers or self.signers(row):
            agreements.sign(
                placement=row, name=by.name, text_hash=text.text_hash, proof="mfa", by=self.fresh(by)
            )

    def start(self, row: Placement, day: date | None = None) -> Placement:
        with on(day or row.starts_on):
            return placements.start(placement=row, by=self.officer)

    def _pause(self, row: Placement) -> Placement:
        with on(row.starts_on + timedelta(30)):
            return endings.pause(placement=row, reason="Illness.", by=self.officer)

    def _end_early(self, row: Placement) -> Placement:
        with on(row.starts_on + timedelta(60)):
            return endings.end_early(placement=row, cause="secondee", note="Family.", by=self.officer)

    def _near(self, row: Placement) -> Placement:
        from secondments.actions import clock

        with on(row.ends_on - timedelta(weeks=8)):
            clock.sweep()
            row = Placement.objects.get(pk=row.pk)
            return life.plan_return(
                placement=row,
                role_on_return="Head of clubs",
                who_uses_learning="The trustees and the bids team",
                share_back_on=row.ends_on + timedelta(14),
                by=self.lead,
            )

    def _home(self, row: Placement) -> Placement:
        with on(row.ends_on):
            return endings.come_home(placement=row, by=self.officer)

    def _evaluate(self, row: Placement) -> Placement:
        with on(row.ends_on + timedelta(5)):
            for by in (row.person, self.lead, self.host_manager):
                row = life.evaluate(
                    placement=row, point=Point.END, goals_met=4, worth_it=5, comment="Well.", by=by
                )
        return row

    def _close(self, row: Placement) -> Placement:
        with on(row.ends_on + timedelta(200)):
            return endings.close(placement=row, by=self.officer)


PATHS = ["conflict_check", "approvals", "clearance", "agreement", "agreement_signed"]
LATER = ["active", "paused", "ended_early", "ending", "returned", "evaluated", "closed"]
PATHS += LATER
GATES = ["_conflicts", "_approvals", "_clearance", "_agreement"]


def make_lead(organisation: Organisation) -> User:
    from foundation.directory.models import Membership

    found = Membership.objects.active().filter(organisation=organisation, role="lead").first()
    return User.objects.get(pk=found.user_id) if found else make.member(organisation, "lead")


def of_world(cast: Any) -> dict[str, str]:
    """Secondments among the people of tests/factories/requests.Cast: one of each noun, by reference."""
    from secondments.actions import rounds
    from secondments.models import QuarterFigures

    ours = Cast.__new__(Cast)
    ours.dcms, ours.riverside, ours.harbour = cast.dcms, cast.organisation, make.organisation("Harbour")
    ours.officer, ours.host_manager = cast.secondments, cast.officer
    ours.person, ours.lead = cast.member, cast.lead
    placement = ours.placement("conflict_check")
    with on(TODAY):
        agreements.draw_up(placement=placement, by=ours.officer, **TERMS)
        post = ours.post(title="Another")
    candidate = placement.nomination.candidate
    gathered = rounds.open_round(by=ours.officer, department=ours.dcms, name="Round", opportunities=[post])
    QuarterFigures.objects.create(
        quarter=date(2020, 1, 1),
        data={"rows": [], "flows": [], "lengths": {}, "recusals": None, "days_to_match": None},
        frozen_at=timezone.now(),
    )
    found = {"opportunity": post, "candidate": candidate, "nomination": placement.nomination}
    found |= {"round": gathered, "placement": placement}
    return {name: row.ref for name, row in found.items()}
