"""The verbs of an engagement request. Each is keyword-only, says who acts, and is one transaction on a locked row."""

from engagement.requests.actions.clock import close_unanswered, forget_drafts
from engagement.requests.actions.conversation import answer, ask, comment, note
from engagement.requests.actions.department import accept, assign, close, decline, reply
from engagement.requests.actions.drafts import discard_draft, save_draft, start_draft
from engagement.requests.actions.evidence import add_files, remove_file
from engagement.requests.actions.reminders import remind
from engagement.requests.actions.sender import give_feedback, reopen, withdraw
from engagement.requests.actions.sending import submit, submit_at
from engagement.requests.actions.transfers import (
    accept_transfer,
    cancel_transfer,
    decline_transfer,
    offer_transfer,
    return_to_centre,
)
from engagement.requests.actions.triage import (
    acknowledge,
    acknowledge_many,
    claim,
    release,
    route,
    route_many,
    withhold,
)

__all__ = [
    "accept",
    "accept_transfer",
    "acknowledge",
    "acknowledge_many",
    "add_files",
    "answer",
    "ask",
    "assign",
    "cancel_transfer",
    "claim",
    "close",
    "close_unanswered",
    "comment",
    "decline",
    "decline_transfer",
    "discard_draft",
    "forget_drafts",
    "give_feedback",
    "note",
    "offer_transfer",
    "release",
    "remind",
    "remove_file",
    "reopen",
    "reply",
    "return_to_centre",
    "route",
    "route_many",
    "save_draft",
    "start_draft",
    "submit",
    "submit_at",
    "withdraw",
    "withhold",
]
