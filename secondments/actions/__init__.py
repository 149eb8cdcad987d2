"""The verbs of the programme. Each is keyword-only, says who acts, and is one transaction on a locked row."""

from secondments.actions import (
    agreements,
    candidates,
    changes,
    clock,
    endings,
    home_terms,
    life,
    nominations,
    opportunities,
    placements,
    rounds,
    swaps,
)

__all__ = [
    "agreements",
    "candidates",
    "changes",
    "clock",
    "endings",
    "home_terms",
    "life",
    "nominations",
    "opportunities",
    "placements",
    "rounds",
    "swaps",
]
