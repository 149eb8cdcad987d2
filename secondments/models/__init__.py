from secondments.models.figures import QuarterFigures, YearFigures
from secondments.models.files import MadeFile
from secondments.models.home_terms import HomeTerms
from secondments.models.life import (
    Absence,
    Approval,
    Conflict,
    Evaluation,
    Issue,
    LearningOutcome,
    OnboardingItem,
    Recusal,
    ReintegrationPlan,
    Reminder,
    Review,
    Step,
)
from secondments.models.opportunities import Opportunity, SavedSearch, Skill
from secondments.models.people import Candidate, Nomination, Round
from secondments.models.placements import Agreement, Placement, Signature
from secondments.models.signing import SigningRequest
from secondments.models.swaps import Swap

__all__ = [
    "Absence",
    "Agreement",
    "Approval",
    "Candidate",
    "Conflict",
    "Evaluation",
    "HomeTerms",
    "Issue",
    "LearningOutcome",
    "MadeFile",
    "Nomination",
    "OnboardingItem",
    "Opportunity",
    "Placement",
    "QuarterFigures",
    "Recusal",
    "ReintegrationPlan",
    "Reminder",
    "Review",
    "Round",
    "SavedSearch",
    "Signature",
    "SigningRequest",
    "Skill",
    "Step",
    "Swap",
    "YearFigures",
]
