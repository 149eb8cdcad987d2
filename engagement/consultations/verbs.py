"""The steps of the workflow as a table: who may, when, what is asked, which action does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engagement.consultations import actions, rules
from engagement.consultations.enums import DELETABLE, EDITABLE, Phase, Workflow
from engagement.consultations.forms import verbs as forms
from engagement.consultations.models import Consultation


@dataclass(frozen=True, slots=True)
class Verb:
    slug: str
    label: str
    rule: str
    action: Callable[..., Any]
    form: type[forms.Plain]
    fits: Callable[[Consultation], bool]
    warning: str = ""
    is_danger: bool = False
    done: str = ""
    tells_when: bool = False


def is_editable(row: Consultation) -> bool:
    return row.workflow in EDITABLE


def _scheduled(row: Consultation) -> bool:
    return row.workflow == Workflow.SCHEDULED and not row.is_public()


def _published(row: Consultation) -> bool:
    return row.workflow == Workflow.PUBLISHED


VERBS = (
    Verb(
        "submit",
        "Send for a second check",
        "submit",
        actions.submit,
        forms.Note,
        is_editable,
        done="Sent for a second check. We have told your colleagues",
    ),
    Verb(
        "approve",
        "Approve and publish",
        "approve",
        actions.approve,
        forms.When,
        lambda row: row.workflow == Workflow.SUBMITTED,
        done="Approved",
        tells_when=True,
    ),
    Verb(
        "reject",
        "Send back",
        "reject",
        actions.reject,
        forms.Reason,
        lambda row: row.workflow == Workflow.SUBMITTED,
        done="Sent back with your reason",
    ),
    Verb(
        "unschedule",
        "Take back the schedule",
        "unschedule",
        actions.unschedule,
        forms.Plain,
        _scheduled,
        done="It is no longer scheduled and waits for a second check again",
    ),
    Verb(
        "amend",
        "Change the published page",
        "amend",
        actions.amend,
        forms.Amendment,
        lambda row: _published(row) and row.phase() in (Phase.UPCOMING, Phase.OPEN),
        done="The page is changed. Your note stands on it",
    ),
    Verb(
        "explain-delay",
        "Explain a delay",
        "explain_delay",
        actions.explain_delay,
        forms.Delay,
        lambda row: row.is_public() and row.phase() == Phase.CLOSED,
        done="The page now says why it is late and when it will come",
    ),
    Verb(
        "force-publish",
        "Publish without a second check",
        "force_publish",
        actions.force_publish,
        forms.Forced,
        lambda row: row.workflow in DELETABLE,
        "This is recorded, your colleagues are told, and such cases are counted.",
        True,
        done="No second check was made, and that is on record",
        tells_when=True,
    ),
    Verb(
        "withdraw",
        "Withdraw",
        "withdraw",
        actions.withdraw,
        forms.Reason,
        _published,
        "The page stays, with your reason on it, and takes no more responses.",
        True,
        done="It is withdrawn. Whoever responded, or began to, is told",
    ),
    Verb(
        "unwithdraw",
        "Bring back",
        "unwithdraw",
        actions.unwithdraw,
        forms.BringBack,
        lambda row: row.workflow == Workflow.WITHDRAWN,
        done="It is back",
    ),
    Verb(
        "unpublish",
        "Unpublish",
        "unpublish",
        actions.unpublish,
        forms.Reason,
        _published,
        "The page disappears. This is for mistakes, before anybody has responded.",
        True,
        done="It is no longer public",
    ),
    Verb(
        "discard",
        "Delete",
        "discard",
        actions.discard,
        forms.Plain,
        lambda row: row.workflow in DELETABLE and not row.first_published_at,
        "It cannot be brought back.",
        True,
        done="Deleted",
    ),
)
BY_SLUG = {verb.slug: verb for verb in VERBS}


def offered(row: Consultation, by: Any) -> list[Verb]:
    return [verb for verb in VERBS if verb.fits(row) and rules.allowed(by, verb.rule, row)]
