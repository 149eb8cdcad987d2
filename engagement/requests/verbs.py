"""Everything a reader may do to a request, in one table: who, when, what is asked first, which action, what is said.

Pages offer what `available` gives; `perform` runs it. No rule lives here: `who` names a row of `rules.RULES`, and the
action checks it again on the locked row.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.requests import actions, clocks, rules
from engagement.requests.actions.department import give_contact
from engagement.requests.actions.steps import must_be
from engagement.requests.enums import FINISHED, MAX_HOPS, MOVES, OPEN, WITH_CENTRE, State
from engagement.requests.forms import department
from engagement.requests.forms import verbs as forms
from engagement.requests.models import EngagementRequest
from engagement.requests.querysets import CLAIM_LASTS
from foundation.common.addresses import url
from foundation.common.errors import Stale

S = State
AT_WORK = frozenset({S.ACCEPTED, S.IN_PROGRESS, S.REOPENED})
SENT = frozenset(State) - {S.DRAFT}

When = Callable[[EngagementRequest, Any], bool]


def always(request: EngagementRequest, by: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that may be done.

    label    the button on the request's page
    who      the rule that permits it
    states   in which it makes sense, `when` is what the row must say besides
    heading  of the question page, `lead` what happens then
    guarded  refused when the row changed since the page was opened; off where nothing can be overwritten
    """

    name: str
    label: Any
    who: str
    states: frozenset[str]
    form: type[forms.VerbForm]
    act: Callable[..., Any]
    done: Any
    heading: Any
    lead: Any = ""
    danger: bool = False
    guarded: bool = True
    when: When = always

    @property
    def slug(self) -> str:
        return self.name.replace("_", "-")

    def href(self, request: EngagementRequest) -> str:
        return url("requests:verb", ref=request.ref, verb=self.slug)

    def fits(self, request: EngagementRequest, by: Any) -> bool:
        """Does it make sense as the row now stands?"""
        return request.state in self.states and self.when(request, by)


def leading_to(state: str) -> frozenset[str]:
    return frozenset(before for before, moves in MOVES.items() if state in moves)


def held_by_other(request: EngagementRequest, by: Any) -> bool:
    if request.claimed_by_id in (None, getattr(by, "pk", None)):
        return False
    return request.claimed_at > timezone.now() - CLAIM_LASTS


def may_claim(request: EngagementRequest, by: Any) -> bool:
    return request.claimed_by_id != getattr(by, "pk", None) and not held_by_other(request, by)


def is_claimed(request: EngagementRequest, by: Any) -> bool:
    return request.claimed_by_id is not None


def may_move(request: EngagementRequest, by: Any) -> bool:
    return request.hops < MAX_HOPS


def has_department(request: EngagementRequest, by: Any) -> bool:
    return request.department_id is not None


def in_time(request: EngagementRequest, by: Any) -> bool:
    return request.reopen_until is None or request.reopen_until >= clocks.today()


SENDERS = (
    Verb(
        "answer",
        _("Answer the question"),
        "answer",
        frozenset({S.CLARIFICATION_NEEDED}),
        forms.Answer,
        actions.answer,
        _("Your answer is with government. Work on your request goes on."),
        _("Answer government’s question"),
    ),
    Verb(
        "comment",
        _("Add a message"),
        "comment",
        OPEN | {S.RESPONDED},
        forms.Comment,
        actions.comment,
        _("Your message is on the request."),
        _("Add a message"),
        guarded=False,
    ),
    Verb(
        "reopen",
        _("Reopen the request"),
        "reopen",
        leading_to(S.REOPENED) - {S.TRANSFER_OFFERED},
        forms.Reopen,
        actions.reopen,
        _("The request is open again."),
        _("Reopen the request"),
        _("The time since you first sent it still counts."),
        when=in_time,
    ),
    Verb(
        "feedback",
        _("Tell us how it went"),
        "give_feedback",
        FINISHED - {S.WITHDRAWN} | {S.RESPONDED},
        forms.Feedback,
        actions.give_feedback,
        _("Thank you. What you said helps to make the next answer better."),
        _("How did it go?"),
        _("How fair it was and what came of it are two things, so we ask about each."),
        guarded=False,
    ),
    Verb(
        "withdraw",
        _("Withdraw the request"),
        "withdraw",
        leading_to(S.WITHDRAWN),
        forms.Withdraw,
        actions.withdraw,
        _("The request is withdrawn. Nobody works on it any more."),
        _("Withdraw the request"),
        _("Nobody works on it any more, and you cannot reopen it. It stays on the register as withdrawn."),
        danger=True,
    ),
)

CENTRES = (
    Verb(
        "route",
        _("Send to a department"),
        "route",
        WITH_CENTRE,
        forms.Route,
        actions.route,
        _("The request is with the department. The sender and its officers are told."),
        _("Send to a department"),
        _("The department has 2 working days to accept it or to pass it on."),
        when=lambda request, by: not held_by_other(request, by),
    ),
    Verb(
        "claim",
        _("Claim"),
        "claim",
        WITH_CENTRE,
        forms.VerbForm,
        actions.claim,
        _("You hold this request for half an hour."),
        _("Claim this request"),
        _("You hold it for half an hour, so that no two people work on it at once."),
        when=may_claim,
    ),
    Verb(
        "release",
        _("Release"),
        "claim",
        WITH_CENTRE,
        forms.VerbForm,
        actions.release,
        _("Others in the team can take this request now."),
        _("Release this request"),
        _("Whoever holds it does so no more, and others in the team can take it."),
        when=is_claimed,
    ),
    Verb(
        "acknowledge",
        _("Acknowledge"),
        "acknowledge",
        frozenset({S.SUBMITTED}),
        forms.VerbForm,
        actions.acknowledge,
        _("The sender is told that a person has read the request."),
        _("Acknowledge this request"),
        _("We tell the sender that a person in the front-door team has read it."),
    ),
)

DEPARTMENTS = (
    Verb(
        "accept",
        _("Accept"),
        "accept",
        frozenset({S.ROUTED}),
        department.Contact,
        actions.accept,
        _("Accepted. Your department’s clock has started, and the sender is told."),
        _("Accept this request"),
        _("Your department’s clock starts: today is day 0. The sender is told, with the contact you name."),
    ),
    Verb(
        "accept_transfer",
        _("Take it over"),
        "answer_transfer",
        frozenset({S.TRANSFER_OFFERED}),
        department.TakeOver,
        actions.accept_transfer,
        _("Your department has taken it over. Its clock has started, and the sender is told."),
        _("Take this request over"),
        _("Your department’s clock starts: today is day 0. The sender’s clock goes on."),
    ),
    Verb(
        "decline_transfer",
        _("Refuse the transfer"),
        "answer_transfer",
        frozenset({S.TRANSFER_OFFERED}),
        department.DeclineTransfer,
        actions.decline_transfer,
        _("The request stays with the department that offered it."),
        _("Refuse the transfer"),
        _("The request stays with the department that offered it, with the due date it had."),
    ),
    Verb(
        "reply",
        _("Reply"),
        "reply",
        leading_to(S.RESPONDED),
        department.Reply,
        actions.reply,
        _("Your reply is with the sender."),
        _("Reply to the sender"),
    ),
    Verb(
        "close",
        _("Close with an outcome"),
        "close",
        frozenset({S.RESPONDED}),
        department.Close,
        actions.close,
        _("Closed. The sender can read what came of it, and may reopen it for 40 working days."),
        _("Close with an outcome"),
    ),
)

GOVERNMENTS = (
    Verb(
        "ask",
        _("Ask the sender a question"),
        "ask",
        leading_to(S.CLARIFICATION_NEEDED),
        forms.Ask,
        actions.ask,
        _("The sender is asked. The department’s clock waits for the answer."),
        _("Ask the sender a question"),
    ),
    Verb(
        "assign",
        _("Give it an owner"),
        "assign",
        AT_WORK | {S.CLARIFICATION_NEEDED},
        department.Assign,
        actions.assign,
        _("The request has an owner."),
        _("Give it an owner"),
        when=has_department,
    ),
    Verb(
        "contact",
        _("Name a contact"),
        "assign",
        AT_WORK | {S.CLARIFICATION_NEEDED, S.RESPONDED},
        department.Contact,
        give_contact,
        _("The sender is told whom to ask for."),
        _("Name a contact for the sender"),
        when=has_department,
    ),
    Verb(
        "note",
        _("Leave a note"),
        "note",
        SENT,
        forms.Note,
        actions.note,
        _("Your note is on the request, for officials only."),
        _("Leave a note"),
        guarded=False,
    ),
    Verb(
        "withhold",
        _("Keep title and name off the register"),
        "withhold",
        SENT,
        department.Withhold,
        actions.withhold,
        _("The register shows neither title nor name. The sender is told why."),
        _("Keep title and name off the register"),
        _("For what ought not to stand in public: a person’s name, abuse, a name that is not theirs to use."),
        when=lambda request, by: request.may_publish,
        guarded=False,
    ),
    Verb(
        "offer_transfer",
        _("Offer to another department"),
        "offer_transfer",
        leading_to(S.TRANSFER_OFFERED),
        department.OfferTransfer,
        actions.offer_transfer,
        _("The other department has 2 working days to take it over."),
        _("Offer to another department"),
        _("It stays with your department until the other one takes it over. The sender’s clock goes on."),
        when=may_move,
    ),
    Verb(
        "cancel_transfer",
        _("Take the offer back"),
        "cancel_transfer",
        frozenset({S.TRANSFER_OFFERED}),
        forms.VerbForm,
        actions.cancel_transfer,
        _("The offer is taken back. The request stays with your department."),
        _("Take the offer back"),
        _("The request stays with your department, with the due date it had."),
    ),
    Verb(
        "return_to_centre",
        _("Return to the front-door team"),
        "return_to_centre",
        AT_WORK | {S.ROUTED},
        department.ReturnToCentre,
        actions.return_to_centre,
        _("The front-door team decides where it goes. The sender is told."),
        _("Return to the front-door team"),
        _("They decide which department deals with it. The sender is told, and their clock goes on."),
    ),
    Verb(
        "decline",
        _("Decline"),
        "decline",
        leading_to(S.DECLINED),
        forms.Decline,
        actions.decline,
        _("Declined. The sender is told the reason and may reopen it for 40 working days."),
        _("Decline this request"),
        _("The sender is always told the reason and your explanation."),
        danger=True,
    ),
)

# In the order in which buttons stand.
TABLE: dict[str, Verb] = {verb.name: verb for verb in (*SENDERS, *CENTRES, *DEPARTMENTS, *GOVERNMENTS)}
BY_SLUG: dict[str, Verb] = {verb.slug: verb for verb in TABLE.values()}


def available(request: EngagementRequest, principal: Any, names: Iterable[str] = TABLE) -> list[Verb]:
    """What the reader may do to the request as it stands, the likeliest first. Asks nothing of the database."""
    fitting = [verb for name in names if (verb := TABLE[name]).fits(request, principal)]
    may = rules.allowing({verb.who for verb in fitting}, principal, request)
    return [verb for verb in fitting if verb.who in may]


@transaction.atomic
def perform(verb: Verb, *, request: EngagementRequest, by: Any, version: int, said: dict[str, Any]) -> Any:
    """Run the verb if the row is still as the person saw it.

    Raises Stale when it changed since `version` (two officials do not overwrite each other), WrongState when the verb
    makes no sense any more, and whatever the action raises.
    """
    row = EngagementRequest.objects.locked().get(pk=request.pk)
    rules.check(by, verb.who, row)
    must_be(row, *verb.states)
    if verb.guarded and row.version != version:
        raise Stale
    return verb.act(request=row, by=by, **said)
