"""The methods by name, what each needs, and how far the sources that are there cover it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from satellite_account.enums import Coverage

VERSION = "1"


@dataclass(frozen=True, slots=True)
class Need:
    """An input under the name that the method knows it by. `by_year` is asked for every year of the account."""

    role: str
    layouts: tuple[str, ...]
    says: Any
    must: bool = True


POPULATION = Need("population", ("population",), _("The population of each year, with its sample"))
ACCOUNTS = Need("accounts", ("accounts",), _("Accounts of the sampled organisations"))
HOURS = Need("volunteering", ("volunteering",), _("Hours of volunteers by activity, role and region"))
WAGES = Need("wages", ("wages",), _("Wages that replace unpaid work"))
PRICES = Need("deflators", ("deflators",), _("Price indices for volumes"))
ECONOMY = Need("economy", ("economy",), _("Gross domestic product and value added of the whole economy"))
OFFICIAL = Need("npish", ("npish",), _("Official figures for S.15, for the reconciliation"))
INDUSTRIES = Need(
    "input_output", ("supply_use",), _("Input-output table with industries of S.15"), must=False
)
COUNTRIES = Need("countries", ("countries",), _("Accounts of other countries"), must=False)
LINKS = Need("links", ("links",), _("Links to business identifiers: companies, societies, charity numbers"))
JOBS = Need("labour", ("labour",), _("Jobs and hours of the matched units"))
BASIC = (POPULATION, ACCOUNTS, HOURS, WAGES, PRICES, ECONOMY, OFFICIAL)


@dataclass(frozen=True, slots=True)
class Recipe:
    key: str
    title: Any
    text: Any
    needs: tuple[Need, ...]
    version: str = VERSION

    def need(self, role: str) -> Need | None:
        return next((need for need in self.needs if need.role == role), None)


METHODS: dict[str, Recipe] = {
    recipe.key: recipe
    for recipe in (
        Recipe(
            "do_now",
            _("Do now"),
            _(
                "Existing data alone: register totals, sampled accounts, volunteering hours at a replacement wage."
            ),
            (*BASIC, INDUSTRIES, COUNTRIES),
        ),
        Recipe(
            "intermediate",
            _("Intermediate"),
            _(
                "Registers matched to business identifiers; jobs of matched units; market and non-market apart."
            ),
            (*BASIC, Need("input_output", ("supply_use",), INDUSTRIES.says), LINKS, JOBS, COUNTRIES),
        ),
    )
}

# Inputs that each table rests on; what is not named rests on population and accounts.
ROLES: dict[str, tuple[str, ...]] = {
    "T1": ("population", "accounts", "volunteering", "wages", "economy"),
    "T4": ("population", "accounts", "volunteering", "wages", "economy"),
    "T5": ("population", "accounts", "deflators"),
    "T8": ("population", "accounts"),
    "T9": ("volunteering", "wages"),
    "T10": ("population",),
    "T13": ("input_output",),
    "T14": ("input_output",),
    "T15": ("population", "accounts", "npish", "volunteering", "wages"),
    "T18": ("population", "accounts", "economy", "countries"),
}


def words(role: str) -> Any:
    """What an input is, for people."""
    return next(
        (need.says for recipe in METHODS.values() for need in recipe.needs if need.role == role), role
    )


def roles(table: str) -> tuple[str, ...]:
    return ROLES.get(table, ("population", "accounts"))


def coverage(recipe: Recipe, layouts_there: Iterable[str]) -> list[tuple[Need, Coverage]]:
    """Of each need, whether a version that is ready meets it. What may be absent counts as in part."""
    there = set(layouts_there)
    return [
        (
            need,
            Coverage.COVERED
            if there & set(need.layouts)
            else Coverage.MISSING
            if need.must
            else Coverage.PARTIAL,
        )
        for need in recipe.needs
    ]
