"""The methods by name, what each needs, and how far the sources that are there cover it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from satellite_account.enums import Coverage
from satellite_account.methods.needs import METHODS as USES

VERSION = "3"
# Layouts of a role's files, where their name is another.
LAYOUTS = {"input_output": ("supply_use",), "workforce": ("labour",)}
WORDS = {
    "population": _("The population of each year, with its sample"),
    "accounts": _("Accounts of the sampled organisations"),
    "volunteering": _("Hours of volunteers by activity, role and region"),
    "wages": _("Wages that replace unpaid work"),
    "deflators": _("Price indices for volumes"),
    "economy": _("Gross domestic product and value added of the whole economy"),
    "npish": _("Official figures for S.15, for the reconciliation"),
    "input_output": _("Input-output table with industries of S.15"),
    "indicators": _("Quarterly indicators that years are spread by"),
    "countries": _("Accounts of other countries"),
    "links": _("Links to business identifiers: companies, societies, charity numbers"),
    "employment": _("Jobs and pay of the matched units"),
    "business": _("Output and purchases of the matched market producers"),
    "workforce": _("Jobs and hours of a labour force survey, beside the estimates"),
}


@dataclass(frozen=True, slots=True)
class Need:
    """An input under the name that the method knows it by, the layouts its files may have, and its words."""

    role: str
    layouts: tuple[str, ...]
    says: Any
    must: bool = True


def _needs(method: str) -> tuple[Need, ...]:
    return tuple(
        Need(use.source, LAYOUTS.get(use.source, (use.source,)), WORDS[use.source], use.must)
        for use in USES[method]
    )


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
            _needs("do_now"),
        ),
        Recipe(
            "intermediate",
            _("Intermediate"),
            _(
                "Registers matched to business identifiers; jobs and pay of matched units; market and non-market apart."
            ),
            _needs("intermediate"),
        ),
    )
}

# What the method "intermediate" calibrates to besides; runs of the other have no such inputs.
MATCHED = ("links", "employment", "business")
ESTIMATED = ("population", "accounts", *MATCHED)
HEADLINE = (*ESTIMATED, "volunteering", "wages", "economy")
# Inputs that each table rests on; what is not named rests on what all estimates rest on.
ROLES: dict[str, tuple[str, ...]] = {
    "T1": HEADLINE,
    "T4": HEADLINE,
    "T5": (*ESTIMATED, "deflators"),
    "T8": (*ESTIMATED, "workforce"),
    "T9": ("volunteering", "wages"),
    "T10": ("population", *MATCHED),
    "T13": ("input_output", *ESTIMATED),
    "T14": ("input_output", *ESTIMATED),
    "T15": (*ESTIMATED, "npish", "volunteering", "wages"),
    "T16": HEADLINE,
    "T18": (*HEADLINE, "countries"),
    "T19": (*ESTIMATED, "deflators", "indicators"),
}


def words(role: str) -> Any:
    """What an input is, for people."""
    return next(
        (need.says for recipe in METHODS.values() for need in recipe.needs if need.role == role), role
    )


def roles(table: str) -> tuple[str, ...]:
    return ROLES.get(table, ESTIMATED)


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
