"""A coordinator's verbs: gather a round, have it worked out, overrule with a reason, announce all at once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.common.actors import SYSTEM
from foundation.common.errors import DomainError, Invalid, WrongState
from foundation.common.references import next_reference
from secondments import clocks, halves, rules
from secondments.actions.nominations import release_candidate, tell_result
from secondments.actions.opportunities import filled_if_full
from secondments.actions.placements import place
from secondments.actions.steps import must_be, refusals, require, save, take
from secondments.enums import IN_PLAY, Decision, Method, RoundState
from secondments.enums import NominationState as N
from secondments.enums import OpportunityState as O
from secondments.models import Candidate, Nomination, Opportunity, Round, Swap
from secondments.waking import ROUNDS, wake


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
    for post in posts:
        if post.overseer_id != department.pk or _busy(post):
            raise Invalid(
                {"opportunities": [_("Choose opportunities of your department that are in no round.")]}
            )
        must_be(post, O.ADVERTISED, O.MATCHING)
    save(row, by=by, verb="round.opened", opportunities=len(posts))
    row.opportunities.set(posts)
    for post in posts:
        if post.state == O.ADVERTISED:
            post.state = O.MATCHING
            save(post, by=by, verb="opportunity.matching", before=O.ADVERTISED)
    waiting = Nomination.objects.filter(opportunity__in=posts, state__in=(*IN_PLAY, N.DECLINED))
    waiting.touch(round=row)
    return row


def _busy(post: Opportunity) -> bool:
    return post.rounds.exclude(state=RoundState.ANNOUNCED).exists()


@transaction.atomic
def ask_to_run(*, round: Round, by: Any) -> Round:
    """Have the round worked out by the worker. It may be asked for again until it is announced."""
    row = take(round, by=by, verb="coordinate")
    must_be(row, RoundState.OPEN, RoundState.DECIDED)
    before = row.state
    row.state, row.decided_at = RoundState.QUEUED, None
    wake(ROUNDS)
    return save(row, by=by, verb="round.asked", before=before)


@transaction.atomic
def run(*, round: Round) -> Round:
    """Work a round out: every pair gets a decision and its reasons. Nobody is told yet."""
    from secondments.solving import solve

    row = Round.objects.locked().get(pk=round.pk)
    must_be(row, RoundState.QUEUED)
    pairs = list(
        Nomination.objects.locked()
        .filter(round=row, state__in=(*IN_PLAY, N.DECLINED))
        .select_related("candidate", "opportunity__swap")
        .order_by("pk")
    )
    found = solve(row, pairs, clocks.today())
    Nomination.objects.filter(pk__in=[pair.pk for pair in pairs]).update(decision="")
    for pair in pairs:
        result = found.pairs[pair.pk]
        pair.decision = Decision.MATCH if result.matched else Decision.NO_MATCH
        pair.fit_percent, pair.explanation = result.fit_percent, result.reasons
        pair.version += 1
        pair.save(update_fields=["decision", "fit_percent", "explanation", "version", "updated_at"])
    row.state, row.decided_at, row.summary = RoundState.DECIDED, timezone.now(), found.summary
    return save(
        row,
        by=SYSTEM,
        verb="round.decided",
        before=RoundState.QUEUED,
        matched=found.summary.get("matched", 0),
    )


def run_waiting() -> int:
    """The clock door: rounds that somebody asked for."""
    waiting = list(Round.objects.filter(state=RoundState.QUEUED).order_by("pk")[:5])
    for row in waiting:
        run(round=row)
    return len(waiting)


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
    if rivals.exclude(pk=row.pk).exists():
        raise Invalid({"decision": [_("This person is matched elsewhere in the round.")]})


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
