"""The two named methods of the account and what each needs. No arrays here: pages and runs read it too.

Source: recommendation 1A of the November 2024 report on a civil society satellite account ("Do now", then
"Intermediate"); its own lists were not open to us, so the lists here are our reading.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Use:
    """An input of a method under the name that a run gives it, and what for.

    reaches  column of the returns that marks the units it reaches (None: a total only)
    must     the method cannot do without it
    """

    source: str
    purpose: str
    reaches: str | None = None
    must: bool = True


_BASIC = (
    Use("population", "The population of each year, with its sample", "in_population"),
    Use("accounts", "Accounts of the sampled organisations", "responded"),
    Use("volunteering", "Hours of volunteers by activity, role and region"),
    Use("wages", "Wages that replace unpaid work"),
    Use("deflators", "Price indices for volumes"),
    Use("economy", "Gross domestic product and value added of the whole economy"),
    Use("npish", "Official figures for S.15, for the reconciliation"),
)
_TABLE = "Input-output table with industries of S.15"
_OPTIONAL = (
    Use("workforce", "Jobs and hours of a labour force survey, beside the estimates", must=False),
    Use("indicators", "Quarterly indicators that years are spread by", must=False),
    Use("countries", "Accounts of other countries", must=False),
)
# The one list of what each method needs: runs, pages and the table below all read it.
METHODS: dict[str, tuple[Use, ...]] = {
    "do_now": (*_BASIC, Use("input_output", _TABLE, must=False), *_OPTIONAL),
    "intermediate": (
        *_BASIC,
        Use("input_output", _TABLE),
        Use("links", "Links to business identifiers: companies, societies, charity numbers", "matched"),
        Use("employment", "Jobs and pay of the matched units", "with_jobs"),
        Use("business", "Output and purchases of the matched market producers", "with_output", must=False),
        *_OPTIONAL,
    ),
}

# What section 1.1 rests each method on, whoever delivers it; `covering.py` shows how much of the population they reach.
RESTS_ON: dict[str, tuple[Use, ...]] = {
    "do_now": (
        Use("register", "income, expenditure and number of every registered body", "in_register"),
        Use("accounts_sample", "costs, sources and uses of sampled charities", "responded"),
        Use("official_gva", "official value added of non-market charities, to reconcile to"),
        Use("labour_force", "paid jobs and hours by activity and region"),
        Use("volunteering", "hours of formal volunteering by activity"),
        Use("wages", "replacement wages by occupation"),
        Use("deflators", "volumes"),
    ),
    "intermediate": (
        Use("register", "income, expenditure and number of every registered body", "in_register"),
        Use("accounts_sample", "costs, sources and uses of sampled charities", "responded"),
        Use(
            "business_register",
            "charities, CICs and societies matched to the business register",
            "matched_business",
        ),
        Use("business_survey", "output and purchases of matched market producers", "in_business_survey"),
        Use("employment_survey", "jobs of matched units", "in_employment_survey"),
        Use("market_split", "market and non-market units apart", "market_known"),
        Use("official_gva", "official value added of S.15, to reconcile to"),
        Use("supply_use", "products bought and sold, multipliers"),
        Use("volunteering", "hours of formal volunteering by activity and role"),
        Use("wages", "replacement wages by occupation"),
        Use("deflators", "volumes"),
    ),
}
