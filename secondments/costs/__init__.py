"""What a placement costs and who pays it: `calculate.calculate(terms)`. Money is whole pence throughout."""

from secondments.costs.calculate import calculate
from secondments.costs.rates import Rates
from secondments.costs.terms import Backfill, Costing, Every, Instalment, Line, Party, Pension, Terms, Vat
from secondments.costs.words import ENGLISH, say

__all__ = [
    "ENGLISH",
    "Backfill",
    "Costing",
    "Every",
    "Instalment",
    "Line",
    "Party",
    "Pension",
    "Rates",
    "Terms",
    "Vat",
    "calculate",
    "say",
]
