"""A swap of the demonstration: one half is ready to start, and waits for the clearance of the other."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.accounts.models import User
from foundation.directory.standing import forget
from portal.demo.people import appoint, person
from portal.demo.placements import Play
from secondments.actions import nominations, opportunities, placements, swaps
from secondments.models import Nomination, Opportunity

BODY = "tideline"
DEPARTMENT_HALF, CHARITY_HALF = (
    "Coasts: a ranger in the strategy team",
    "Coasts: a policy adviser on the beach",
)


def swap(play: Play) -> None:
    play.body, play.lead = play.told.bodies[BODY]
    with play.on(play.told.today - timedelta(5)):
        inward, outward = _offered(play)
        goes_in, goes_out = _people(play)
        pairs = [
            _matched(play, inward, goes_in, play.manager),
            _matched(play, outward, goes_out, play.lead),
        ]
        with transaction.atomic():
            rows = [placements.place(nomination=pair, by=play.officer) for pair in pairs]
        for step in (play.conflicts, play.approvals, play.clearance, play.agreement):
            rows[0] = step(rows[0])
        for step in (play.conflicts, play.approvals):
            rows[1] = step(rows[1])


def _offered(play: Play) -> tuple[Opportunity, Opportunity]:
    starts = play.told.today + timedelta(25)
    said: dict[str, Any] = {
        "title": DEPARTMENT_HALF,
        "direction": "swap",
        "shape": "full",
        "problem": "Those who write about beaches seldom stand on one, and the other way round.",
        "outcomes": "A plan for beach clean-ups that both sides wrote.",
        "level": "heo",
        "starts_on": starts,
        "ends_on": starts + timedelta(weeks=20, days=-1),
        "remote": "hybrid",
        "nationality_rule": "none",
        "funding": "home",
        "reimbursed_percent": 0,
        "closes_on": play.told.today + timedelta(10),
        "selection": "conversation",
        "team": "Volunteering and Covenant team",
    }
    forget(play.lead)
    mine = opportunities.offer(by=play.manager, department=play.told.home, partner=play.body, **said)
    theirs = opportunities.edit(
        opportunity=mine.swap.beside(mine), by=play.lead, title=CHARITY_HALF, team="Beach watch"
    )
    swaps.agree(opportunity=theirs, by=play.lead)
    for half in (mine, theirs):
        opportunities.approve(opportunity=half, by=play.told.second)
    opportunities.advertise(opportunity=mine, by=play.manager)
    return Opportunity.objects.get(pk=mine.pk), Opportunity.objects.get(pk=theirs.pk)


def _people(play: Play) -> tuple[Any, Any]:
    ranger = person("secondee.tideline@charity.example", "Nia Bowen")
    play.told.join(play.body, ranger)
    adviser = person("secondee.adviser@government.example", "Tom Achebe")
    appoint(adviser, "officer", play.told.home)
    for user in (ranger, adviser):
        forget(user)
    return (
        play.told.profile(ranger, play.lead, organisation=play.body),
        play.told.profile(adviser, play.told.second, department=play.told.home),
    )


def _matched(play: Play, post: Opportunity, profile: Any, host: User) -> Nomination:
    """Application and result in one morning: how a round decides is told elsewhere."""
    row = nominations.nominate(
        candidate=profile, opportunity=post, by=profile.person, why="I want to see the other side."
    )
    row = nominations.shortlist(nomination=row, by=host, rank=1)
    opportunities.start_matching(opportunity=post, by=host)
    row.state, row.decision, row.announced_at = "matched", "match", timezone.now()
    row.save()
    nominations.release_candidate(row, by=play.officer)
    opportunities.filled_if_full(Opportunity.objects.get(pk=post.pk), by=play.officer)
    return row
