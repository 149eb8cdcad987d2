"""Being put forward: the person's verbs, and the host's."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.common.errors import Invalid, WrongState
from foundation.common.references import next_reference
from secondments import clocks, halves, people
from secondments.actions.steps import move, must_be, refusals, require, save, take, tell_people
from secondments.enums import CANDIDATE_MOVES, NOMINATION_MOVES, UNTOLD, CandidateState, Direction
from secondments.enums import NominationState as N
from secondments.enums import OpportunityState as O
from secondments.models import Candidate, Nomination, Opportunity

MOST = 10


@transaction.atomic
def nominate(*, candidate: Candidate, opportunity: Opportunity, by: Any, why: str = "") -> Nomination:
    """Apply, with the home manager's consent, before the end of the closing day."""
    person = take(candidate, by=by, verb="nominate")
    post = Opportunity.objects.locked().get(pk=opportunity.pk)
    if not post.is_open(clocks.today()):
        raise WrongState(_("This opportunity is not open to applications any more."))
    _check(person, post)
    open_now = person.nominations.filter(state__in=UNTOLD).count()
    if open_now >= MOST:
        raise Invalid({"": [_("You can be put forward for ten opportunities at a time.")]})
    row = Nomination(
        ref=next_reference("SC"), candidate=person, opportunity=post, why=why[:2000], wish=open_now + 1
    )
    save(row, by=by, verb="nomination.made")
    tell_people(people.of_side(post, "host"), post, "secondment_nominated", by)
    return row


def _check(person: Candidate, post: Opportunity) -> None:
    """The way must lead across the line, and never to one's own body."""
    inside = person.home_department_id is not None
    if (post.host_department_id is not None and inside) or (
        post.host_organisation_id is not None and not inside
    ):
        raise Invalid({"": [_("A secondment leads from civil society into government, or the other way.")]})
    if (post.direction == Direction.INWARD and inside) or (
        post.direction == Direction.OUTWARD and not inside
    ):
        raise Invalid({"": [_("A secondment leads from civil society into government, or the other way.")]})
    if (half := halves.other(post)) is not None and person.home != half.host:
        raise Invalid(
            {"": [_("This is half of a swap: it is for people of %(body)s.") % {"body": half.host}]}
        )


@transaction.atomic
def withdraw_nomination(*, nomination: Nomination, by: Any) -> Nomination:
    """Take an application back, at any time before the result."""
    row = take(nomination, by=by, verb="withdraw_nomination")
    before = row.state
    move(row, N.WITHDRAWN, NOMINATION_MOVES)
    row.decision = ""
    return save(row, by=by, verb="nomination.withdrawn", before=before)


@transaction.atomic
def reorder(*, candidate: Candidate, order: Sequence[str], by: Any) -> Candidate:
    """Say which one the person would like best: references, the first wish first."""
    row = take(candidate, by=by, verb="edit_profile")
    open_now = {one.ref: one for one in row.nominations.locked().filter(state__in=UNTOLD)}
    if set(order) != set(open_now) or len(order) != len(open_now):
        raise Invalid({"order": [_("Name each of your open applications once.")]})
    for place, ref in enumerate(order, 1):
        open_now[ref].wish = place
        save(open_now[ref], by=by, verb="nomination.reordered")
    return row


@transaction.atomic
def shortlist(*, nomination: Nomination, by: Any, rank: int | None = None, note: str = "") -> Nomination:
    """Put somebody on the host's list, with the place that the panel gives them."""
    row = take(nomination, by=by, verb="shortlist")
    _post_takes(row)
    before = row.state
    if row.state != N.SHORTLISTED:
        move(row, N.SHORTLISTED, NOMINATION_MOVES)
    row.host_rank, row.host_note = rank, note[:1000]
    return save(row, by=by, verb="nomination.shortlisted", before=before)


@transaction.atomic
def decline(*, nomination: Nomination, note: str, by: Any) -> Nomination:
    """Leave somebody off the list, with the reason that they will read when results are announced."""
    row = take(nomination, by=by, verb="shortlist")
    _post_takes(row)
    before = row.state
    row.host_note = require(note, "note", _("Enter a reason"), 1000)
    move(row, N.DECLINED, NOMINATION_MOVES)
    row.host_rank = None
    return save(row, by=by, verb="nomination.declined", before=before)


def _post_takes(row: Nomination) -> None:
    must_be(row.opportunity, O.ADVERTISED, O.MATCHING)
    if row.round_id is not None and row.round.state != "open":
        raise WrongState(_("The round is decided. Only the coordinator can change its result."))


def close_for_withdrawal(post: Opportunity, *, by: Any) -> None:
    """Everybody who applied learns that the opportunity is gone."""
    for row in post.nominations.locked().filter(state__in=UNTOLD):
        before = row.state
        row.state, row.decision, row.announced_at = N.NOT_MATCHED, "", timezone.now()
        row.explanation = [["taken_back", {}]]
        with refusals():
            save(row, by=by, verb="nomination.closed", before=before)
        tell_result(row, by)


def tell_result(row: Nomination, by: Any) -> None:
    tell_people(
        [row.candidate.person],
        row,
        "secondment_result",
        by,
        title=row.opportunity.title,
        result=N(row.state).label,
    )


def release_candidate(row: Nomination, *, by: Any) -> None:
    """Matched: the person's other applications end, since nobody can be in two places.

    The profile is taken as it now stands: what its person or manager changed meanwhile is kept.
    """
    person = Candidate.objects.locked().get(pk=row.candidate_id)
    before: str = person.state
    move(person, CandidateState.PLACED, CANDIDATE_MOVES)
    save(person, by=by, verb="candidate.placed", before=before, only=["state"])
    others = person.nominations.locked().filter(state__in=UNTOLD).exclude(pk=row.pk)
    if row.round_id is not None:  # those of the same round get their own result
        others = others.exclude(round=row.round_id)
    for other in others.order_by("pk"):
        before = other.state
        other.state, other.decision = N.WITHDRAWN, ""
        save(other, by=by, verb="nomination.withdrawn", before=before, only=["state", "decision"])


__all__ = [
    "close_for_withdrawal",
    "decline",
    "nominate",
    "release_candidate",
    "reorder",
    "shortlist",
    "tell_result",
    "withdraw_nomination",
]
