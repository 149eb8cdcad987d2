"""States of an engagement request, the legal moves between them, and the closed lists of the domain."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Received")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    TRIAGE = "triage", _("Being triaged")
    ROUTED = "routed", _("With a department to accept")
    ACCEPTED = "accepted", _("Accepted")
    IN_PROGRESS = "in_progress", _("In progress")
    CLARIFICATION_NEEDED = "clarification_needed", _("Waiting for an answer")
    TRANSFER_OFFERED = "transfer_offered", _("Offered to another department")
    RESPONDED = "responded", _("Answered")
    CLOSED = "closed", _("Closed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REOPENED = "reopened", _("Reopened")


S = State

MOVES: dict[str, frozenset[str]] = {
    S.DRAFT: frozenset({S.SUBMITTED}),
    S.SUBMITTED: frozenset(
        {S.ACKNOWLEDGED, S.TRIAGE, S.ROUTED, S.CLARIFICATION_NEEDED, S.DECLINED, S.WITHDRAWN}
    ),
    S.ACKNOWLEDGED: frozenset({S.TRIAGE, S.ROUTED, S.CLARIFICATION_NEEDED, S.DECLINED, S.WITHDRAWN}),
    S.TRIAGE: frozenset({S.ACKNOWLEDGED, S.ROUTED, S.CLARIFICATION_NEEDED, S.DECLINED, S.WITHDRAWN}),
    S.ROUTED: frozenset({S.ACCEPTED, S.TRANSFER_OFFERED, S.TRIAGE, S.DECLINED, S.WITHDRAWN}),
    S.ACCEPTED: frozenset(
        {
            S.IN_PROGRESS,
            S.CLARIFICATION_NEEDED,
            S.TRANSFER_OFFERED,
            S.TRIAGE,
            S.RESPONDED,
            S.DECLINED,
            S.WITHDRAWN,
        }
    ),
    S.IN_PROGRESS: frozenset(
        {S.CLARIFICATION_NEEDED, S.TRANSFER_OFFERED, S.TRIAGE, S.RESPONDED, S.DECLINED, S.WITHDRAWN}
    ),
    # A question pauses the work; the answer returns it to where it was.
    S.CLARIFICATION_NEEDED: frozenset({S.TRIAGE, S.IN_PROGRESS, S.CLOSED, S.WITHDRAWN}),
    S.TRANSFER_OFFERED: frozenset({S.ROUTED, S.ACCEPTED, S.IN_PROGRESS, S.REOPENED, S.WITHDRAWN}),
    S.RESPONDED: frozenset({S.CLOSED, S.IN_PROGRESS, S.REOPENED}),
    S.CLOSED: frozenset({S.REOPENED}),
    S.DECLINED: frozenset({S.REOPENED}),
    S.REOPENED: frozenset(
        {
            S.IN_PROGRESS,
            S.CLARIFICATION_NEEDED,
            S.TRANSFER_OFFERED,
            S.TRIAGE,
            S.ROUTED,
            S.RESPONDED,
            S.DECLINED,
        }
        | {S.WITHDRAWN}
    ),
    S.WITHDRAWN: frozenset(),
}

WITH_CENTRE = frozenset({S.SUBMITTED, S.ACKNOWLEDGED, S.TRIAGE})
WITH_DEPARTMENT = frozenset({S.ROUTED, S.ACCEPTED, S.IN_PROGRESS, S.TRANSFER_OFFERED, S.REOPENED})
FINISHED = frozenset({S.CLOSED, S.DECLINED, S.WITHDRAWN})
# A clock of ours is running: somebody in government must act by `due_on`.
RUNNING = WITH_CENTRE | WITH_DEPARTMENT
OPEN = RUNNING | {S.CLARIFICATION_NEEDED}


class Kind(TextChoices):
    INFORMATION = "information", _("Information or an explanation")
    EVIDENCE = "evidence_submission", _("Evidence for government to use")
    EARLY_WARNING = "early_warning", _("An early warning about a problem on the ground")
    POLICY_IDEA = "policy_idea", _("An idea for policy")
    MEETING_MINISTER = "meeting_minister", _("A meeting with a minister")
    MEETING_OFFICIAL = "meeting_official", _("A meeting with officials")
    ROUNDTABLE = "roundtable_invite", _("An invitation to a roundtable")
    OFFICE_HOURS = "office_hours_slot", _("An office hours slot")
    VISIT = "visit_invitation", _("An invitation to visit our work")
    PARTNERSHIP = "partnership_offer", _("An offer of partnership")
    TEST_AND_LEARN = "test_and_learn_offer", _("An offer to test and learn together")
    SECONDMENT = "secondment_enquiry", _("A question about secondments")
    CONSULTATION_HELP = "consultation_help", _("Help with a consultation, or another format")
    CHALLENGE = "challenge", _("A challenge to a decision")
    COMPLAINT = "complaint_service", _("A complaint about this service")
    FUNDING = "funding_query", _("A question about funding")
    EVENT = "media_event", _("A media enquiry or an event")


class Capacity(TextChoices):
    ORGANISATION = "on_behalf_of_organisation", _("On behalf of an organisation")
    INDIVIDUAL = "individual", _("As an individual")


class Sensitivity(TextChoices):
    SAFEGUARDING = "safeguarding", _("It is about someone’s safety")
    COMMERCIAL = "commercial", _("It holds commercial information")
    PERSONAL = "personal", _("It holds personal information")


# What concerns somebody's safety or life never shows its title or its sender to the public.
NEVER_PUBLISHED = frozenset({Sensitivity.SAFEGUARDING, Sensitivity.PERSONAL})


class Step(TextChoices):
    """Steps that a service level gives a number of working days."""

    TRIAGE = "triage", _("Triage and routing")
    ACCEPT = "accept", _("Department accepts or passes on")
    CONTACT = "contact", _("Named contact given")
    REPLY = "reply", _("Substantive reply")
    CEILING = "ceiling", _("Reply at the latest")
    CLARIFICATION = "clarification", _("Answer to a question from government")
    TRANSFER = "transfer", _("Answer to an offered transfer")
    URGENT_TRIAGE = "urgent_triage", _("Triage of an early warning with risk to people")
    URGENT_REPLY = "urgent_reply", _("Reply to an early warning with risk to people")
    REOPEN = "reopen", _("Right to reopen")


class DeclineReason(TextChoices):
    NOT_RESPONSIBLE = "not_responsible", _("Government is not responsible for this")
    TIMING = "timing", _("It is too early or too late for this decision")
    DUPLICATE = "duplicate", _("It repeats a request that is already open")
    ELECTION_PERIOD = "election_period", _("The pre-election period limits what officials can do")
    LEGAL_PROCEEDINGS = "legal_proceedings", _("Legal proceedings are under way")
    LIVE_PROCUREMENT = "live_procurement", _("A live procurement limits what officials can discuss")
    CAPACITY = "capacity", _("The team cannot take this on now")
    BETTER_ROUTE = "better_route", _("There is a better route")
    INSUFFICIENT_INFORMATION = "insufficient_information", _("There is not enough information to go on")
    CONDUCT = "conduct", _("The conduct rules were not kept")


class Outcome(TextChoices):
    ANSWERED = "answered", _("Answered in full")
    CHANGED = "changed", _("Something will change because of it")
    AGREED = "agreed", _("What was asked for is agreed")
    PARTLY_AGREED = "partly_agreed", _("Part of what was asked for is agreed")
    NOTED = "noted", _("Noted, with no action now")
    SIGNPOSTED = "signposted", _("Pointed to a better route")
    UNANSWERED = "unanswered", _("Closed because a question had no answer")


class Audience(TextChoices):
    EVERYONE = "everyone", _("The sender and government")
    GOVERNMENT = "government", _("Government only")


class MessageKind(TextChoices):
    QUESTION = "question", _("Question")
    ANSWER = "answer", _("Answer to the question")
    REPLY = "reply", _("Reply")
    COMMENT = "comment", _("Message")
    NOTE = "note", _("Note")


class TransferState(TextChoices):
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Cancelled")


MAX_HOPS = 2
