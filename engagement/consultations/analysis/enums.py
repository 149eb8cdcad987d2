"""Closed lists of the analysis and the legal moves of a campaign."""

from django.db.models import TextChoices

from engagement.consultations.enums import RedactionReason as RedactionReason


class CampaignState(TextChoices):
    PROPOSED = "proposed", "Proposed by the portal"
    REGISTERED = "registered", "Registered by its organiser"
    CONFIRMED = "confirmed", "Confirmed"
    REJECTED = "rejected", "Not a campaign"


C = CampaignState
CAMPAIGN_MOVES: dict[str, frozenset[str]] = {
    C.PROPOSED: frozenset({C.CONFIRMED, C.REJECTED}),
    C.REGISTERED: frozenset({C.CONFIRMED, C.REJECTED}),
    C.CONFIRMED: frozenset({C.REJECTED}),
    C.REJECTED: frozenset({C.CONFIRMED}),
}


class ThemeState(TextChoices):
    ACTIVE = "active", "In the frame"
    MERGED = "merged", "Merged into another"
    RETIRED = "retired", "Retired"


class ThemeVerb(TextChoices):
    ADDED = "added", "Added"
    CHANGED = "changed", "Changed"
    MOVED = "moved", "Moved"
    MERGED = "merged", "Merged"
    SPLIT = "split", "Split"
    RETIRED = "retired", "Retired"
    RECODED = "recoded", "Answers moved"


class RunState(TextChoices):
    WAITING = "waiting", "Waiting for a worker"
    LEARNING = "learning", "Looking for themes"
    PLACING = "placing", "Placing the answers"
    DONE = "done", "Done"
    FAILED = "failed", "Stopped"


class Decision(TextChoices):
    OPEN = "open", "Not decided"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"


class Stance(TextChoices):
    FOR = "for", "In favour"
    AGAINST = "against", "Against"
    MIXED = "mixed", "Both, or with conditions"
    NONE = "none", "Takes no side"


class Strength(TextChoices):
    DATA = "data", "Gives data or research"
    EXPERIENCE = "experience", "Tells of own experience or practice"
    OPINION = "opinion", "Opinion without evidence"


class Pass(TextChoices):
    FIRST = "first", "First coding"
    SECOND = "second", "Second coding"
