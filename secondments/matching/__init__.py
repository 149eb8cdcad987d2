"""Who goes where: many-to-many matching with quotas, without a database.

`run.match(market, settings)` is the door. Names of people never enter: keys do. It loads numpy and scipy, so call it
from background work, not from a web process at start; the nouns and words exported here load neither.

Adjustments that a person needs and challenges that their home body raised are no part of these nouns: neither can
influence a match.
"""

from secondments.matching.market import Body, Candidate, Decision, Market, Post
from secondments.matching.reasons import ENGLISH, GROUNDS, Reason, say
from secondments.matching.settings import Method, Settings
from secondments.matching.to_people import FOR_PERSON, PERSON_GROUNDS

__all__ = [
    "ENGLISH",
    "FOR_PERSON",
    "GROUNDS",
    "PERSON_GROUNDS",
    "Body",
    "Candidate",
    "Decision",
    "Market",
    "Method",
    "Post",
    "Reason",
    "Settings",
    "say",
]
