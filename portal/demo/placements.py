"""A placement of the demonstration in every state, each step by its action, on the day on which it fell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from foundation.accounts.models import User
from foundation.directory.standing import forget
from portal.demo.people import person
from portal.demo.stories import at
from secondments.actions import agreements, clock, endings, life, nominations, opportunities, placements
from secondments.enums import PlacementState as P
from secondments.models import Placement


@dataclass(frozen=True)
class Case:
    """`begins` is the first day, counted from today."""

    state: str
    body: str
    name: str
    title: str
    begins: int
    weeks: int = 26
    outward: bool = False


CASES = (
    Case(P.CONFLICT_CHECK, "morwenna", "Tess Rowe", "Carers’ voice in the strategy team", 55),
    Case(P.APPROVALS, "brightstart", "Omar Haddad", "Early years from the inside", 48),
    Case(P.CLEARANCE, "pennine", "Gwen Sharp", "Warm homes: from complaint to policy", 40),
    Case(P.AGREEMENT, "riverside", "Priya Nair", "Food and the school holidays", 30),
    Case(P.AGREEMENT_SIGNED, "newleaf", "Carl Benson", "After release: the first six weeks", 12),
    Case(P.ACTIVE, "kitetail", "Ines Duarte", "Theatre, schools and who pays", -60),
    Case(P.ACTIVE, "starling", "Daniel Osei", "Digital skills in the Borders", -45, 30, outward=True),
    Case(P.PAUSED, "harbourlight", "Amal Yusuf", "Asylum and volunteering", -70),
    Case(P.ENDING, "oaktreehospice", "Simon Hart", "Hospices and the new contract", -150),
    Case(P.RETURNED, "shoulder", "Leah Forbes", "Veterans and community sport", -188),
    Case(P.ENDED_EARLY, "twelveoaks", "Ravi Menon", "Kinship care and the census", -120),
    Case(P.EVALUATED, "stride", "Jo Carmichael", "Running clubs as a public health tool", -250),
    Case(P.CLOSED, "hedgerow", "Beth Sully", "Legal advice where there is none", -420),
    Case(P.CANCELLED, "unityhall", "Mark Ilesanmi", "Trades councils and skills", 60),
)
TERMS = {
    "salary_pence": 4_380_000,
    "employer_address": "1 Quay Street, Riverside",
    "host_address": "100 Parliament Street, London",
    "data_protection_contact": "the data protection officer",
    "health_and_safety_contact": "the facilities desk",
}
ORDER = [P.CONFLICT_CHECK, P.APPROVALS, P.CLEARANCE, P.AGREEMENT, P.AGREEMENT_SIGNED]


class Play:
    """Plays the cases with the cast of a telling."""

    def __init__(self, told: Any) -> None:
        self.told, self.officer, self.manager = told, told.officer, told.manager

    def placements(self) -> None:
        for case in CASES:
            self.play(case)

    def on(self, day: date) -> Any:
        """Half past ten on a day, or a little before now."""
        moment = timezone.make_aware(datetime.combine(day, time(10, 30)))
        return at(min(moment, timezone.now() - timedelta(minutes=5)))

    def play(self, case: Case) -> Placement:
        starts = self.told.today + timedelta(case.begins)
        self.body, self.lead = self.told.bodies[case.body]
        with self.on(min(starts - timedelta(60), self.told.today - timedelta(5))):
            row = self.match(case, starts)
            for step in self.gates(case):
                row = step(row)
        if case.state == P.CANCELLED:
            with self.on(self.told.today):
                return placements.cancel(
                    placement=row, reason="The charity lost two of its staff.", by=self.lead
                )
        return self.later(case, row) if case.begins < 0 else row

    def gates(self, case: Case) -> Sequence[Callable[[Placement], Placement]]:
        steps = [self.conflicts, self.approvals, self.clearance, self.agreement]
        if case.state == P.CANCELLED:
            return steps[:1]
        return steps[: ORDER.index(P(case.state))] if case.state in ORDER else steps

    def match(self, case: Case, starts: date) -> Placement:
        """Advert, profile, application and result in one morning: the story is told elsewhere."""
        ends = starts + timedelta(weeks=case.weeks) - timedelta(1)
        said: dict[str, Any] = {
            "title": case.title,
            "direction": "outward" if case.outward else "inward",
            "shape": "full",
            "problem": "What the one side knows and the other needs.",
            "outcomes": "A piece of work that both sides use.",
            "level": "g7",
            "starts_on": starts,
            "ends_on": ends,
            "remote": "hybrid",
            "nationality_rule": "none",
            "funding": "host",
            "closes_on": min(starts - timedelta(30), self.told.today + timedelta(10)),
            "selection": "interview",
            "team": "Volunteering and Covenant team",
        }
        by, where = (self.lead, {"organisation": self.body}) if case.outward else (self.manager, {})
        forget(by)
        post = opportunities.offer(by=by, **(where or {"department": self.told.home}), **said)
        post = opportunities.approve(opportunity=post, by=self.told.second)
        post = opportunities.advertise(opportunity=post, by=by)
        nomination = nominations.nominate(
            candidate=self.profile(case), opportunity=post, by=self.who, why="It fits."
        )
        nomination = nominations.shortlist(nomination=nomination, by=by, rank=1)
        opportunities.start_matching(opportunity=post, by=by)
        nomination.state, nomination.decision, nomination.announced_at = "matched", "match", timezone.now()
        nomination.save()
        nominations.release_candidate(nomination, by=self.officer)
        opportunities.filled_if_full(type(post).objects.get(pk=post.pk), by=self.officer)
        return placements.place(nomination=nomination, by=self.officer)

    def profile(self, case: Case) -> Any:
        if case.outward:
            self.who: User = self.told.servant
            return self.told.profile(self.who, self.told.second, department=self.told.home)
        if case.body == "riverside":
            self.who, manager = self.told.cast["member"], self.told.cast["lead"]
        else:
            self.who = person(f"secondee.{case.body}@charity.example", case.name)
            self.told.join(self.body, self.who)
            manager = self.lead
        forget(self.who)
        return self.told.profile(self.who, manager, organisation=self.body)

    def conflicts(self, row: Placement) -> Placement:
        row = placements.declare(placement=row, interests=["Trustee of a housing association"], by=row.person)
        row = placements.mitigate(
            placement=row,
            conflict=row.conflicts.get(),
            mitigation="recuse",
            detail="Grants to housing associations",
            by=self.officer,
        )
        return placements.sign_off(placement=row, by=self.officer)

    def approvals(self, row: Placement) -> Placement:
        for kind in ("hr", "finance"):
            row = placements.approve(placement=row, kind=kind, by=self.officer)
        if row.direction == "inward":
            row = placements.record_exception(
                placement=row,
                basis="exception_3",
                full_name=row.person.name,
                born_on=date(1984, 5, 17),
                by=self.officer,
            )
        return placements.ask_clearance(placement=row, by=self.officer)

    def clearance(self, row: Placement) -> Placement:
        expires = self.told.today + timedelta(900)
        return placements.grant_clearance(placement=row, level="bpss", expires_on=expires, by=self.officer)

    def agreement(self, row: Placement) -> Placement:
        host = self.lead.name if row.host_organisation_id else self.manager.name
        agreements.draw_up(placement=row, by=self.officer, line_manager=host, host_signatory=host, **TERMS)
        text = agreements.issue(placement=row, by=self.officer)
        for by in (row.person, self.lead, self.officer):
            agreements.sign(placement=row, name=by.name, text_hash=text.text_hash, proof="mfa", by=by)
        return Placement.objects.get(pk=row.pk)

    def later(self, case: Case, row: Placement) -> Placement:
        with self.on(row.starts_on):
            row = placements.start(placement=row, by=self.officer)
            row = life.name_mentor(placement=row, mentor="Alex Wren, deputy director", by=self.host(case))
            goals = ["Read a spending decision", "Write advice that a minister acts on"]
            row = life.plan_learning(placement=row, outcomes=goals, by=row.person)
            for item in row.onboardingitems.all():
                row = life.tick(placement=row, item=item, by=self.officer)
        if case.state == P.PAUSED:
            with self.on(self.told.today - timedelta(3)):
                return endings.pause(placement=row, reason="Away for medical treatment.", by=self.officer)
        if case.state == P.ENDED_EARLY:
            with self.on(self.told.today - timedelta(10)):
                note = "A family illness; everybody agreed."
                return endings.end_early(placement=row, cause="secondee", note=note, by=self.officer)
        return self.home(case, row) if case.state not in (P.ACTIVE,) else row

    def first(self, row: Placement) -> list[str]:
        return [str(pk) for pk in row.learningoutcomes.values_list("pk", flat=True)[:1]]

    def host(self, case: Case) -> User:
        return self.lead if case.outward else self.manager

    def home(self, case: Case, row: Placement) -> Placement:
        with self.on(row.ends_on - timedelta(weeks=8)):
            clock.sweep()
            row = life.plan_return(
                placement=Placement.objects.get(pk=row.pk),
                role_on_return="Head of services, with a day a week for policy",
                who_uses_learning="The trustees, the bids team and two partner charities",
                share_back_on=row.ends_on + timedelta(20),
                by=self.lead,
            )
        if case.state == P.ENDING:
            return row
        with self.on(row.ends_on):
            row = life.review(placement=row, point="end", note=TALKED, met=self.first(row), by=row.person)
            row = endings.come_home(placement=row, by=self.officer)
        if case.state == P.RETURNED:
            return row
        with self.on(row.ends_on + timedelta(12)):
            for by in (row.person, self.lead, self.manager):
                row = life.evaluate(placement=row, point="end", goals_met=4, worth_it=5, comment=SAID, by=by)
            row = life.join_alumni(placement=row, contact="Ask through Front Door", by=row.person)
        if case.state == P.CLOSED:
            with self.on(row.ends_on + timedelta(190)):
                row = endings.close(placement=row, by=self.officer)
        return row


TALKED = "The first is met. For the second there was no occasion before the end."
SAID = "The work is still used, and both sides still talk."
