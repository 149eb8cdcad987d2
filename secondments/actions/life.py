"""During a placement: onboarding, learning, absences, issues, the way home, and what each side thinks of it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.common.errors import Invalid, NotAllowed, WrongState
from secondments import clocks, people, rules
from secondments.actions.spoken import evaluated_if_all_spoke
from secondments.actions.steps import finish, must_be, require, take, tell_people
from secondments.enums import AFTER, BEFORE, RUNNING, AbsenceKind, Party, Point
from secondments.enums import PlacementState as P
from secondments.models import (
    Absence,
    Evaluation,
    Issue,
    LearningOutcome,
    OnboardingItem,
    Placement,
    ReintegrationPlan,
    Review,
)

LIVE = (*BEFORE, *RUNNING)
ENDED = (*AFTER, P.CLOSED)


@transaction.atomic
def tick(*, placement: Placement, item: OnboardingItem, by: Any) -> Placement:
    """Tick off something that was to be ready; any party may, and the list says who did."""
    row = take(placement, by=by, verb="onboard")
    must_be(row, *LIVE)
    found = row.onboardingitems.select_for_update().get(pk=item.pk)
    found.done_on, found.done_by = (None, None) if found.done_on else (clocks.today(), by)
    found.save()
    return finish(row, by=by, verb="onboarding", before=row.state)


@transaction.atomic
def name_mentor(*, placement: Placement, mentor: str, by: Any) -> Placement:
    """Name somebody outside the line whom the secondee can turn to."""
    row = take(placement, by=by, verb="mentor")
    must_be(row, *LIVE)
    row.mentor = require(mentor, "mentor", _("Enter a name"), 200)
    return finish(row, by=by, verb="mentor_named", before=row.state)


@transaction.atomic
def plan_learning(*, placement: Placement, outcomes: Sequence[str], by: Any) -> Placement:
    """Write what the secondee wants to be able to do; what was judged already stays."""
    row = take(placement, by=by, verb="plan_learning")
    must_be(row, *LIVE)
    wanted = [text.strip()[:500] for text in outcomes if text.strip()]
    if not wanted:
        raise Invalid({"outcomes": [_("Enter at least one thing that you want to learn.")]})
    row.learningoutcomes.filter(met__isnull=True).exclude(text__in=wanted).delete()
    there = set(row.learningoutcomes.values_list("text", flat=True))
    LearningOutcome.objects.bulk_create(
        LearningOutcome(placement=row, text=text) for text in dict.fromkeys(wanted) if text not in there
    )
    return finish(row, by=by, verb="learning_planned", before=row.state)


@transaction.atomic
def review(*, placement: Placement, point: str, note: str, met: Sequence[str], by: Any) -> Placement:
    """Talk the learning plan through: which outcomes are met, and what comes next."""
    row = take(placement, by=by, verb="review")
    must_be(row, *RUNNING, *AFTER)
    Review.objects.create(
        placement=row,
        point=Point(point),
        note=require(note, "note", _("Enter what was said")),
        by=by,
        on=clocks.today(),
    )
    for outcome in row.learningoutcomes.select_for_update():
        outcome.met = str(outcome.pk) in met
        outcome.save(update_fields=["met"])
    return finish(row, by=by, verb="reviewed", before=row.state, point=point)


@transaction.atomic
def note_absence(*, placement: Placement, kind: str, from_on: date, to_on: date, by: Any) -> Placement:
    """Note days away, so that the home body's records agree."""
    row = take(placement, by=by, verb="absence")
    must_be(row, *RUNNING)
    if to_on < from_on:
        raise Invalid({"to_on": [_("The last day must be after the first.")]})
    if from_on < row.starts_on or to_on > row.ends_on:
        raise Invalid({"from_on": [_("The days must lie within the placement.")]})
    Absence.objects.create(placement=row, kind=AbsenceKind(kind), from_on=from_on, to_on=to_on)
    return finish(row, by=by, verb="absence", before=row.state)


@transaction.atomic
def raise_issue(*, placement: Placement, body: str, by: Any) -> Placement:
    """Say that something goes wrong. The secondments officer is told; the other side is not, until it is answered."""
    row = take(placement, by=by, verb="raise_issue")
    must_be(row, *LIVE, *ENDED)
    Issue.objects.create(
        placement=row,
        body=require(body, "body", _("Enter what is wrong")),
        side=rules.side_of(by, row),
        by=by,
        at=timezone.now(),
    )
    finish(row, by=by, verb="issue_raised", before=row.state)
    tell_people(
        people.officers(row.host_department_id or row.home_department_id), row, "secondment_issue", by
    )
    return row


@transaction.atomic
def answer_issue(*, placement: Placement, issue: Issue, answer: str, by: Any) -> Placement:
    """Answer an issue and close it; whoever raised it is told."""
    row = take(placement, by=by, verb="answer_issue")
    found = row.issues.select_for_update().get(pk=issue.pk)
    if found.closed_on:
        raise WrongState(_("This issue is closed."))
    found.answer, found.closed_on = require(answer, "answer", _("Enter an answer")), clocks.today()
    found.save()
    finish(row, by=by, verb="issue_answered", before=row.state)
    tell_people([found.by], row, "secondment_issue_answered", by)
    return row


@transaction.atomic
def plan_return(*, placement: Placement, by: Any, **said: Any) -> Placement:
    """Write how the person comes home: which role waits, who uses what was learned, when it is shared."""
    row = take(placement, by=by, verb="reintegrate")
    must_be(row, *RUNNING)
    for name in ("role_on_return", "who_uses_learning"):
        said[name] = require(said.get(name, ""), name, _("Enter an answer"), 2000)
    ReintegrationPlan.objects.update_or_create(
        placement=row, defaults=said | {"written_by": by, "written_on": clocks.today()}
    )
    return finish(row, by=by, verb="return_planned", before=row.state)


@transaction.atomic
def share_back(*, placement: Placement, held_on: date, note: str, by: Any) -> Placement:
    """Note that what was learned was shared at home, and with whom."""
    row = take(placement, by=by, verb="reintegrate")
    must_be(row, P.ENDING, *ENDED)
    plan = ReintegrationPlan.objects.select_for_update().filter(placement=row).first()
    if plan is None:
        raise WrongState(_("Write the plan for the return first."))
    plan.share_back_held_on, plan.share_back_note = held_on, note[:3000]
    plan.save()
    return finish(row, by=by, verb="shared_back", before=row.state)


@transaction.atomic
def evaluate(*, placement: Placement, point: str, by: Any, **said: Any) -> Placement:
    """Say, for one's own side, how it is or was. With the end said by all three sides the placement is evaluated."""
    row = take(placement, by=by, verb="evaluate")
    party = rules.side_of(by, row)
    if party not in Party.values:
        raise NotAllowed
    if point not in points_open(row, clocks.today()):
        raise WrongState(_("This evaluation is not open at the moment."))
    Evaluation.objects.update_or_create(
        placement=row,
        point=Point(point),
        party=party,
        defaults=said | {"by": by, "on": clocks.today()},
    )
    finish(row, by=by, verb="evaluated", before=row.state, point=point, party=party)
    return evaluated_if_all_spoke(row, by=by)


def points_open(row: Placement, today: date) -> list[str]:
    """Which moments may be spoken of now."""
    if row.state in BEFORE:
        return [str(Point.START)] if row.agreement_signed_on else []
    if row.state in RUNNING:
        early = [str(Point.START)]
        if today >= clocks.middle(row):
            early.append(Point.MID)
        return early + ([Point.END] if row.state == P.ENDING else [])
    if row.state not in ENDED:
        return []
    ended = row.ended_on or row.ends_on
    late = today >= clocks.months_after(ended, clocks.FOLLOW_UP_MONTHS)
    return [str(point) for point in ([Point.END, Point.SIX_MONTHS] if late else [Point.END])]


@transaction.atomic
def join_alumni(*, placement: Placement, contact: str, by: Any) -> Placement:
    """Agree to be found by others who come after; an empty contact takes the agreement back."""
    row = take(placement, by=by, verb="join_alumni")
    must_be(row, P.ENDING, *ENDED)
    row.alumni_contact = contact.strip()[:200]
    row.alumni_since = clocks.today() if row.alumni_contact else None
    return finish(row, by=by, verb="alumni", before=row.state)
