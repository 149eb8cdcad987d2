"""States, legal moves and closed lists of the secondment programme; imports nothing of ours."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Direction(TextChoices):
    """Seen from government: inward comes from civil society, outward goes there."""

    INWARD = "inward", _("Into government")
    OUTWARD = "outward", _("Out to civil society")
    SWAP = "swap", _("A swap, both ways")


class Shape(TextChoices):
    FULL = "full", _("Full time")
    PART = "part", _("Part time")
    SHORT = "short", _("Short: 4 to 12 weeks")


class Remote(TextChoices):
    NONE = "none", _("In person")
    HYBRID = "hybrid", _("Partly from home")
    FULL = "full", _("From anywhere in the UK")


class Level(TextChoices):
    """Grades of the Civil Service, or what compares with them in a charity."""

    AO = "ao", _("Administrative officer (AO)")
    EO = "eo", _("Executive officer (EO)")
    HEO = "heo", _("Higher or senior executive officer (HEO, SEO)")
    G7 = "g7", _("Grade 7")
    G6 = "g6", _("Grade 6")
    SCS1 = "scs1", _("Deputy director (SCS1)")
    SCS2 = "scs2", _("Director (SCS2)")
    SCS3 = "scs3", _("Director general (SCS3)")


COMMISSION_LEVELS = (Level.SCS2, Level.SCS3)


class ClearanceLevel(TextChoices):
    BPSS = "bpss", _("Baseline (BPSS)")
    CTC = "ctc", _("Counter-terrorist check (CTC)")
    SC = "sc", _("Security check (SC)")
    DV = "dv", _("Developed vetting (DV)")


CLEARANCE_RANK = {level: rank for rank, level in enumerate(ClearanceLevel.values)}


class NationalityRule(TextChoices):
    NONE = "none", _("Anybody with the right to work in the UK")
    CIVIL_SERVICE = "civil_service", _("Civil Service nationality rules")
    UK = "uk", _("UK nationals")


class Nationality(TextChoices):
    UK = "uk", _("UK national")
    ELIGIBLE = "eligible", _("Irish, Commonwealth or otherwise eligible for the Civil Service")
    OTHER = "other", _("Another nationality, with the right to work")


class Funding(TextChoices):
    HOST = "host", _("The host repays all of it")
    SHARED = "shared", _("Home and host share it")
    HOME = "home", _("The home body pays")


class Selection(TextChoices):
    CONVERSATION = "conversation", _("A conversation")
    INTERVIEW = "interview", _("An interview")
    PANEL = "panel", _("A panel")


class OpportunityState(TextChoices):
    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    ADVERTISED = "advertised", _("Open")
    MATCHING = "matching", _("Being matched")
    FILLED = "filled", _("Filled")
    WITHDRAWN = "withdrawn", _("Withdrawn")


O = OpportunityState  # noqa: E741
OPPORTUNITY_MOVES: dict[str, frozenset[str]] = {
    O.DRAFT: frozenset({O.APPROVED, O.WITHDRAWN}),
    O.APPROVED: frozenset({O.ADVERTISED, O.DRAFT, O.WITHDRAWN}),
    O.ADVERTISED: frozenset({O.MATCHING, O.WITHDRAWN}),
    O.MATCHING: frozenset({O.FILLED, O.ADVERTISED, O.WITHDRAWN}),
    O.FILLED: frozenset({O.MATCHING}),
    O.WITHDRAWN: frozenset(),
}
ASKING = (O.ADVERTISED, O.MATCHING)
PUBLIC_STATES = (O.ADVERTISED, O.MATCHING, O.FILLED)


class CandidateState(TextChoices):
    DRAFT = "draft", _("Only you can see it")
    ASKED = "asked", _("Waiting for your manager")
    AGREED = "agreed", _("Ready to apply")
    REFUSED = "refused", _("Not released")
    PLACED = "placed", _("Placed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


C = CandidateState
CANDIDATE_MOVES: dict[str, frozenset[str]] = {
    C.DRAFT: frozenset({C.ASKED, C.WITHDRAWN}),
    C.ASKED: frozenset({C.AGREED, C.REFUSED, C.DRAFT, C.WITHDRAWN}),
    C.AGREED: frozenset({C.ASKED, C.PLACED, C.DRAFT, C.WITHDRAWN}),
    C.REFUSED: frozenset({C.DRAFT, C.WITHDRAWN}),
    C.PLACED: frozenset({C.AGREED, C.DRAFT, C.WITHDRAWN}),
    C.WITHDRAWN: frozenset(),
}


class NominationState(TextChoices):
    NOMINATED = "nominated", _("Put forward")
    SHORTLISTED = "shortlisted", _("Shortlisted")
    MATCHED = "matched", _("Matched")
    NOT_MATCHED = "not_matched", _("Not matched")
    DECLINED = "declined", _("Not shortlisted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


N = NominationState
NOMINATION_MOVES: dict[str, frozenset[str]] = {
    N.NOMINATED: frozenset({N.SHORTLISTED, N.DECLINED, N.WITHDRAWN, N.NOT_MATCHED}),
    N.SHORTLISTED: frozenset({N.MATCHED, N.NOT_MATCHED, N.DECLINED, N.WITHDRAWN}),
    N.MATCHED: frozenset({N.WITHDRAWN}),  # the placement was given up before it started
    N.NOT_MATCHED: frozenset(),
    N.DECLINED: frozenset({N.SHORTLISTED, N.WITHDRAWN}),
    N.WITHDRAWN: frozenset(),
}
IN_PLAY = (N.NOMINATED, N.SHORTLISTED)
UNTOLD = (*IN_PLAY, N.DECLINED)  # to the person all one, until the result is announced


class Decision(TextChoices):
    """What a round decided and nobody was told yet."""

    NONE = "", _("Not decided")
    MATCH = "match", _("Match")
    NO_MATCH = "no_match", _("No match")


class RoundState(TextChoices):
    OPEN = "open", _("Open")
    QUEUED = "queued", _("Being worked out")
    DECIDED = "decided", _("Decided, not announced")
    ANNOUNCED = "announced", _("Announced")


class Method(TextChoices):
    STABLE = "stable", _("Stable: no pair would rather have each other")
    OPTIMAL = "optimal", _("Best total fit")


class Party(TextChoices):
    HOME = "home", _("Home body")
    HOST = "host", _("Host body")
    SECONDEE = "secondee", _("Secondee")


class PlacementState(TextChoices):
    MATCHED = "matched", _("Matched")
    CONFLICT_CHECK = "conflict_check", _("Checking conflicts of interest")
    APPROVALS = "approvals", _("Waiting for approvals")
    CLEARANCE = "clearance", _("Waiting for clearance")
    AGREEMENT = "agreement", _("Agreement to be signed")
    AGREEMENT_SIGNED = "agreement_signed", _("Ready to start")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    ENDING = "ending", _("Coming to its end")
    RETURNED = "returned", _("Returned")
    EVALUATED = "evaluated", _("Evaluated")
    CLOSED = "closed", _("Closed")
    ENDED_EARLY = "ended_early", _("Ended early")
    CANCELLED = "cancelled", _("Cancelled")


P = PlacementState
BEFORE = (P.MATCHED, P.CONFLICT_CHECK, P.APPROVALS, P.CLEARANCE, P.AGREEMENT, P.AGREEMENT_SIGNED)
RUNNING = (P.ACTIVE, P.PAUSED, P.ENDING)
STARTED = (*RUNNING, P.RETURNED, P.EVALUATED, P.CLOSED, P.ENDED_EARLY)
AFTER = (P.RETURNED, P.EVALUATED, P.ENDED_EARLY)
OPEN_PLACEMENTS = (*BEFORE, *RUNNING, *AFTER)  # somebody still has to do something
PLACEMENT_MOVES: dict[str, frozenset[str]] = {
    # Before the start, the state is the first gate that is still shut: it may go back when a gate shuts again.
    **{state: frozenset({*BEFORE, P.CANCELLED} - {state}) for state in BEFORE},
    P.AGREEMENT_SIGNED: frozenset({*BEFORE, P.ACTIVE, P.CANCELLED} - {P.AGREEMENT_SIGNED}),
    P.ACTIVE: frozenset({P.PAUSED, P.ENDING, P.RETURNED, P.ENDED_EARLY}),
    P.PAUSED: frozenset({P.ACTIVE, P.ENDING, P.RETURNED, P.ENDED_EARLY}),
    P.ENDING: frozenset({P.ACTIVE, P.PAUSED, P.RETURNED, P.ENDED_EARLY}),
    P.RETURNED: frozenset({P.EVALUATED, P.CLOSED}),
    P.EVALUATED: frozenset({P.CLOSED}),
    P.ENDED_EARLY: frozenset({P.EVALUATED, P.CLOSED}),
    P.CLOSED: frozenset(),
    P.CANCELLED: frozenset(),
}


class ExceptionBasis(TextChoices):
    """Ground on which somebody joins the Civil Service without open competition."""

    NONE = "", _("Not recorded")
    THREE = "exception_3", _("Exception 3: secondment")
    COMPETITION = "competition", _("Fair and open competition")


class Mitigation(TextChoices):
    NONE = "none", _("No conflict")
    RECUSE = "recuse", _("Stay out of it (recusal)")
    RING_FENCE = "ring_fence", _("Keep the work apart (ring-fence)")
    DECLINE = "decline", _("Give the interest up")


class ApprovalKind(TextChoices):
    HR = "hr", _("HR")
    FINANCE = "finance", _("Finance, with irrecoverable VAT")
    COMMISSION = "commission", _("Civil Service Commission")
    TREASURY = "treasury", _("Chief Secretary to the Treasury")


class AgreementKind(TextChoices):
    ORIGINAL = "original", _("Agreement")
    AMENDMENT = "amendment", _("Amendment")
    EXTENSION = "extension", _("Extension")
    EARLY_END = "early_end", _("Early end")


class Every(TextChoices):
    MONTH = "month", _("Every month")
    QUARTER = "quarter", _("Every quarter")


class AgreementState(TextChoices):
    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("To be signed")
    SIGNED = "signed", _("Signed by all three")
    SUPERSEDED = "superseded", _("Replaced by a later one")


class SigningState(TextChoices):
    """Of a paper for an outside service, until it comes back signed."""

    WAITING = "waiting", _("Being sent for signing")
    SENT = "sent", _("Sent for signing")
    FAILED = "failed", _("Could not be sent for signing")
    DROPPED = "dropped", _("No longer to be signed")


class FileKind(TextChoices):
    PDF = "pdf", "PDF"
    DOCX = "docx", _("Word document")
    PNG = "png", "PNG"


class FileState(TextChoices):
    WAITING = "waiting", _("Being made")
    MADE = "made", _("Ready")
    FAILED = "failed", _("Could not be made")


class Point(TextChoices):
    START = "start", _("At the start")
    MID = "mid", _("Half way")
    END = "end", _("At the end")
    SIX_MONTHS = "six_months", _("Six months after")


class AbsenceKind(TextChoices):
    LEAVE = "leave", _("Annual leave")
    SICKNESS = "sickness", _("Sickness")
    PARENTAL = "parental", _("Parental leave")
    OTHER = "other", _("Other")


class EarlyReason(TextChoices):
    SECONDEE = "secondee", _("The secondee asked")
    HOME = "home", _("The home body asked")
    HOST = "host", _("The host asked")
    CONFLICT = "conflict", _("A conflict of interest")
    CLEARANCE = "clearance", _("Clearance ended")
    OTHER = "other", _("Another reason")


class Outcome(TextChoices):
    RETURNED = "returned", _("Returned to the home body")
    STAYED = "stayed", _("Stayed with the host after open competition")
    ELSEWHERE = "elsewhere", _("Moved elsewhere")
