"""A coordinator's verbs: gather a round, have it worked out, overrule with a reason, announce all at once."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation import audit
from foundation.common.errors import DomainError, Invalid, WrongState
from foundation.common.references import next_reference
from secondments import clocks, halves, rules
from secondments.actions.nominations import release_candidate, tell_result
from secondments.actions.opportunities import filled_if_full
from secondments.actions.placements import place
from secondments.actions.steps import must_be, refusals, refused, require, save, take
from secondments.actions.working_out import run, run_waiting
from secondments.enums import IN_PLAY, Decision, Method, RoundState
from secondments.enums import NominationState as N
from secondments.enums import OpportunityState as O
from secondments.markets import room_of
from secondments.models import Candidate, HomeTerms, Nomination, Opportunity, Round, Swap
from secondments.round_facts import facts_of, key_of
from secondments.waking import ROUNDS, wake

MOST_POSTS, MOST_PEOPLE = 2_000, 10_000
TOO_MANY = _("A round takes 2,000 opportunities and 10,000 people at most. Choose fewer.")


@transaction.atomic
def open_round(
    *, by: Any, department: Any, name: str, opportunities: Iterable[Opportunity], method: str = Method.STABLE
) -> Round:
    """Gather opportunities that the department looks after; those still open close to new applications.

    The halves of a swap are gathered together.
    """
    row = Round(
        ref=next_reference("SC"), name=name, department=department, method=Method(method), created_by=by
    )
    rules.check(by, "coordinate", row)
    chosen = Q(pk__in=[post.pk for post in opportunities])
    tied = Swap.objects.filter(untied_at=None, opportunities__in=[post.pk for post in opportunities])
    posts = list(Opportunity.objects.locked().filter(chosen | Q(swap__in=tied)).order_by("pk"))
    if not posts:
        raise Invalid({"opportunities": [_("Choose at least one opportunity.")]})
    waiting = Nomination.objects.filter(opportunity__in=posts, state__in=(*IN_PLAY, N.DECLINED))
    _may_be_gathered(posts, department, waiting)
    save(row, by=by, verb="round.opened", opportunities=len(posts))
    row.opportunities.add(*posts)
    _close([post for post in posts if post.state == O.ADVERTISED], by)
    waiting.touch(round=row)
    return row


def _may_be_gathered(posts: Sequence[Opportunity], department: Any, waiting: Any) -> None:
    elsewhere = Round.objects.exclude(state=RoundState.ANNOUNCED).filter(opportunities__in=posts)
    if elsewhere.exists() or any(post.overseer_id != department.pk for post in posts):
        raise Invalid({"opportunities": [_("Choose opportunities of your department that are in no round.")]})
    for post in posts:
        must_be(post, O.ADVERTISED, O.MATCHING)
    if len(posts) > MOST_POSTS or waiting.aggregate(n=Count("candidate", distinct=True))["n"] > MOST_PEOPLE:
        raise Invalid({"opportunities": [TOO_MANY]})


def _close(posts: Sequence[Opportunity], by: Any) -> None:
    """To new applications; all at once, with an event for each."""
    Opportunity.objects.filter(pk__in=[post.pk for post in posts]).touch(state=O.MATCHING)
    told = (audit.Event("opportunity.matching", post, O.ADVERTISED, O.MATCHING) for post in posts)
    audit.record_many(told, by=by)


@transaction.atomic
def ask_to_run(*, round: Round, by: Any) -> Round:
    """Have the round worked out by the worker. It may be asked for again until it is announced."""
    row = take(round, by=by, verb="coordinate")
    must_be(row, RoundState.OPEN, RoundState.DECIDED)
    before = row.state
    row.state, row.decided_at, row.failed_at = RoundState.QUEUED, None, None
    wake(ROUNDS)
    return save(row, by=by, verb="round.asked", before=before)


@transaction.atomic
def overrule(*, nomination: Nomination, decision: str, reason: str, by: Any) -> Nomination:
    """Decide otherwise than the solver, with a reason. Places and hard rules still hold."""
    from secondments.solving import broken, recounted

    # The round is locked first, as by whoever works it out.
    its = Nomination.objects.filter(pk=nomination.pk).values("round")
    gathered = Round.objects.locked().filter(pk__in=its).first()
    row = Nomination.objects.locked().get(pk=nomination.pk)
    if gathered is None or row.round_id != gathered.pk:
        raise WrongState(_("This application is in no round."))
    row.round = gathered
    rules.check(by, "overrule", row)
    must_be(gathered, RoundState.DECIDED)
    must_be(row, *IN_PLAY)
    reason = require(reason, "reason", _("Enter a reason"), 1000)
    if decision == Decision.MATCH:
        if refused := broken(row, clocks.today()):
            raise Invalid({"decision": refused})
        _has_place(row)
    row.decision, row.overruled_by, row.overrule_reason = Decision(decision), by, reason
    with refusals():
        kept = save(row, by=by, verb="nomination.overruled", decision=decision)
    Round.objects.filter(pk=gathered.pk).touch(summary=recounted(gathered))
    return kept


def _has_place(row: Nomination) -> None:
    post = Opportunity.objects.locked().get(pk=row.opportunity_id)
    others = post.nominations.filter(decision=Decision.MATCH).exclude(pk=row.pk).count()
    if others >= post.places:
        raise Invalid({"decision": [_("All places of this opportunity are taken.")]})
    rivals = Nomination.objects.filter(candidate=row.candidate, decision=Decision.MATCH, state__in=IN_PLAY)
    if rivals.filter(round=row.round_id).exclude(pk=row.pk).exists():
        raise Invalid({"decision": [_("This person is matched elsewhere in the round.")]})
    if rivals.exclude(round=row.round_id).exists():
        raise refused("nomination_one_match")
    _can_be_spared(row)


def _can_be_spared(row: Nomination) -> None:
    """The limit that the home body set holds for the coordinator too."""
    its = Candidate.objects.filter(pk=row.candidate_id)
    list(HomeTerms.objects.of(its).locked().order_by("pk"))
    room = room_of(key_of(row.candidate.home), facts_of([row], row.round_id))
    person = row.candidate
    here = Nomination.objects.filter(round=row.round_id, decision=Decision.MATCH, state__in=IN_PLAY).filter(
        candidate__home_department=person.home_department_id,
        candidate__home_organisation=person.home_organisation_id,
    )
    if room is not None and here.exclude(pk=row.pk).count() >= room:
        raise Invalid({"decision": [_("The home body has as many people away as it can spare.")]})


@transaction.atomic
def announce(*, round: Round, by: Any) -> Round:
    """Tell everybody at once; those who match become placements."""
    row = take(round, by=by, verb="coordinate")
    must_be(row, RoundState.DECIDED)
    pairs = _held(row)
    _halves_agree(pairs)
    row.state, row.announced_at = RoundState.ANNOUNCED, timezone.now()
    save(row, by=by, verb="round.announced", before=RoundState.DECIDED, people=len(pairs))
    for pair in pairs:
        with _named(f"{pair.ref}, {pair.opportunity.title}"):
            _announce(pair, by)
    for post in row.opportunities.locked().order_by("pk"):
        with _named(f"{post.ref}, {post.title}"):
            filled_if_full(post, by=by)
    return row


def _held(row: Round) -> list[Nomination]:
    """The pairs of a round, with their profiles and opportunities locked before them, in that order everywhere.

    Whoever changes a profile meanwhile waits, or was first and is seen.
    """
    waiting = Nomination.objects.filter(round=row, state__in=(*IN_PLAY, N.DECLINED))
    list(Candidate.objects.locked().filter(pk__in=waiting.values("candidate")).order_by("pk").values("pk"))
    list(row.opportunities.locked().order_by("pk").values("pk"))
    return list(waiting.locked().select_related("candidate__person", "opportunity__swap").order_by("pk"))


@contextmanager
def _named(what: str) -> Iterator[None]:
    """A round is announced whole or not at all: whatever stands in the way is named, with its reason."""
    try:
        yield
    except DomainError as error:
        sentence = _(
            "%(what)s: %(reason)s Nobody was told and nothing changed. Put this right or decide this application "
            "otherwise, then announce again."
        )
        raise Invalid({"": [sentence % {"what": what, "reason": error.message}]}) from error


def _halves_agree(pairs: Iterable[Nomination]) -> None:
    """Of a swap both halves are matched, or none."""
    matched: dict[Any, set[int]] = {}
    for pair in pairs:
        if pair.decision == Decision.MATCH and pair.state in IN_PLAY and halves.is_tied(pair.opportunity):
            matched.setdefault(pair.opportunity.swap, set()).add(pair.opportunity_id)
    uneven = [swap.ref for swap, posts in matched.items() if len(posts) == 1]
    if uneven:
        sentence = _(
            "The halves of a swap are matched together or not at all: decide both alike, or untie %(refs)s."
        )
        raise Invalid({"": [sentence % {"refs": ", ".join(sorted(uneven))}]})


def _announce(pair: Nomination, by: Any) -> None:
    before = pair.state
    matched = pair.decision == Decision.MATCH and pair.state in IN_PLAY
    pair.state = N.MATCHED if matched else N.NOT_MATCHED
    pair.announced_at = timezone.now()
    save(pair, by=by, verb="nomination.announced", before=before, only=["state", "announced_at"])
    if matched:
        release_candidate(pair, by=by)
        place(nomination=pair, by=by)
    tell_result(pair, by)


__all__ = ["announce", "ask_to_run", "open_round", "overrule", "run", "run_waiting"]
