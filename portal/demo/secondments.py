"""Secondments of the demonstration: opportunities both ways, people, a round to decide, a placement in every state."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from foundation.accounts.models import User
from foundation.directory.models import Department, Place, Priority
from foundation.directory.standing import forget
from portal.demo.people import appoint, person
from portal.demo.placements import Play
from portal.demo.stories import at
from portal.demo.swaps import swap
from secondments.actions import candidates, nominations, opportunities, rounds, swaps
from secondments.models import Opportunity, Placement, Skill
from secondments.skills.load import load
from secondments.taxonomy import take_over

TEXTS = Path(__file__).parent / "data" / "secondments.csv"
SKILLS = settings.BASE_DIR / "secondments" / "data" / "skills.csv"


@transaction.atomic
def tell(cast: dict[str, User], bodies: dict[str, Any]) -> int:
    """Does nothing when it was told before."""
    if Opportunity.objects.exists():
        return 0
    with SKILLS.open(newline="", encoding="utf-8") as lines:
        welsh = {line["code"]: line["name_cy"] for line in csv.DictReader(lines)}
    take_over(load(SKILLS), "front-door", welsh)
    with TEXTS.open(newline="", encoding="utf-8") as lines:
        texts = list(csv.DictReader(lines))
    told = Telling(cast, bodies)
    made = [told.opportunity(row, number) for number, row in enumerate(texts)]
    told.round(made)
    play = Play(told)
    play.placements()
    swap(play)
    return len(made) + Placement.objects.count()


class Telling:
    """The cast of the secondments, and how they write."""

    def __init__(self, cast: dict[str, User], bodies: dict[str, Any]) -> None:
        self.cast, self.bodies = cast, bodies
        self.home = Department.objects.get(code="DCMS")
        self.officer, self.manager = cast["secondments"], cast["officer"]
        self.second = person("secondments.second@government.example", "Helen Marsh")
        appoint(self.second, "secondments", self.home)
        self.servant = person("secondee.dcms@government.example", "Daniel Osei")
        appoint(self.servant, "officer", self.home)
        self.today = timezone.localdate()
        for user in (*cast.values(), self.second, self.servant):
            forget(user)

    def opportunity(self, row: dict[str, str], number: int) -> Opportunity:
        """One of the data file, in the state that its row names."""
        starts = self.today + timedelta(int(row["starts_in"]))
        said: dict[str, Any] = {
            **{name: row[name] for name in PLAIN},
            "fte_percent": int(row["fte"]),
            "reimbursed_percent": int(row["reimbursed"]),
            "backfill_grant": row["backfill"] == "yes",
            "is_blind": row["blind"] == "yes",
            "places": int(row["places"]),
            "starts_on": starts,
            "ends_on": starts + timedelta(weeks=int(row["weeks"])) - timedelta(1),
            "closes_on": self.today + timedelta(int(row["closes_in"])),
            "place": Place.objects.filter(code=row["place"]).first(),
            "priority": Priority.objects.filter(code=row["priority"]).first(),
            "partner": self.bodies[row["partner"]][0] if row["partner"] else None,
            "skills": list(
                Skill.objects.filter(code__in=[f"front-door:{one}" for one in row["skills"].split()])
            ),
        }
        with at(timezone.now() - timedelta(days=20, hours=number)):
            return self._bring(row, said)

    def _bring(self, row: dict[str, str], said: dict[str, Any]) -> Opportunity:
        if row["host"] == "DCMS":
            by, where = self.manager, {"department": self.home}
        else:
            body, by = self.bodies[row["host"]]
            where = {"organisation": body}
        forget(by)
        found = opportunities.offer(by=by, **where, **said)
        if row["state"] == "draft":
            return found
        if found.swap is not None:
            self._agree(found, self.bodies[row["partner"]][1])
        found = opportunities.approve(opportunity=found, by=self.officer)
        if row["state"] in ("advertised", "matching"):
            found = opportunities.advertise(opportunity=found, by=by)
        if row["state"] == "withdrawn":
            found = opportunities.withdraw(opportunity=found, reason="The money went elsewhere.", by=by)
        return found

    def _agree(self, found: Opportunity, lead: User) -> None:
        """The other side puts its half of a swap in its own words and agrees; a second officer approves it."""
        half = found.swap.beside(found)
        forget(lead)
        half = opportunities.edit(opportunity=half, by=lead, title=THEIR_HALF, team="Fundraising")
        half = swaps.agree(opportunity=half, by=lead)
        opportunities.approve(opportunity=half, by=self.officer)

    def round(self, made: list[Opportunity]) -> None:
        """Charity people who applied for what is being matched, and a round that waits to be decided."""
        posts = [post for post in made if post.title in MATCHING]
        for number, key in enumerate(APPLICANTS):
            body, lead = self.bodies[key]
            user = person(f"secondee.{key}@charity.example", APPLICANTS[key])
            self.join(body, user)
            profile = self.profile(user, lead, organisation=body)
            for post in posts[number % 2 :] + posts[: number % 2]:
                nominations.nominate(
                    candidate=profile, opportunity=post, by=user, why="It is close to what I do."
                )
        for post in posts:
            found = post.nominations.order_by("pk")
            for rank, one in enumerate(found, 1):
                nominations.shortlist(nomination=one, by=self.manager, rank=rank)
        gathered = rounds.open_round(
            by=self.officer, department=self.home, name="Winter round", opportunities=posts
        )
        rounds.run(round=rounds.ask_to_run(round=gathered, by=self.officer))

    def join(self, body: Any, user: User) -> None:
        from portal.demo.people import _join

        _join(body, user, "member")
        forget(user)

    def profile(self, user: User, manager: User, **where: Any) -> Any:
        forget(manager)
        row = candidates.start_profile(
            by=user,
            manager=manager,
            post="Head of services",
            level="g7",
            experience="Eight years of running services with people who use them.",
            learning_goals="How a spending decision is made, and where evidence from the front line fits.",
            offer="What works, what does not, and who to ask.",
            available_from=self.today - timedelta(900),
            available_to=self.today + timedelta(1500),
            nationality="uk",
            clearance="bpss",
            clearance_expires_on=date(self.today.year + 4, 1, 1),
            adjustments="A screen reader.",
            share_adjustments=True,
            skills=list(Skill.objects.filter(code__in=SOME_SKILLS)),
            **where,
        )
        row = candidates.ask_consent(candidate=row, by=user)
        return candidates.give_consent(candidate=row, by=manager)


PLAIN = (
    *("direction", "shape", "title", "team", "problem", "outcomes", "level", "town", "remote", "clearance"),
    *("nationality_rule", "funding", "selection", "access"),
)
THEIR_HALF = "Swap: raise money for a season, then decide about grants"
MATCHING = ("Test a referral route with food banks", "Write the guidance with those who will use it")
APPLICANTS = {"moorside": "Maya Collins", "saltmarsh": "Sunita Rao", "gurdwara": "Manjit Bains"}
SOME_SKILLS = ("front-door:partnership", "front-door:operations", "front-door:evidence")
