"""Everything a reader may do, in one table for each noun."""

from secondments.verbs import opportunities, people, placements, rounds
from secondments.verbs.base import Verb

TABLES: dict[str, tuple[Verb, ...]] = {
    "opportunity": opportunities.VERBS,
    "candidate": people.CANDIDATES,
    "nomination": people.NOMINATIONS,
    "round": rounds.VERBS,
    "placement": placements.VERBS,
}
BY_SLUG = {noun: {verb.slug: verb for verb in table} for noun, table in TABLES.items()}

__all__ = ["BY_SLUG", "TABLES", "Verb"]
