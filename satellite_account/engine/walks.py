"""The crosswalks of a run: versions that statisticians loaded, named by the hash of their shares, or those built in."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from satellite_account.engine.code import canonical
from satellite_account.methods.classify.built_in import BUILT_IN
from satellite_account.models import Crosswalk, Run, RunWalk

Shares = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Way:
    """The classifications that a crosswalk of this role leads between, what it is for, and the tables it decides."""

    source: str
    target: str
    says: Any
    tables: frozenset[str]


WAYS = {
    "activity": Way(
        "icnpo", "icnp-tso", _("Crosswalk from ICNPO to ICNP/TSO, for units without an ICNP/TSO code"),
        frozenset(f"T{number}" for number in (*range(1, 13), *range(15, 20))),
    ),
    "industry": Way(
        "icnp-tso", "npish-industries", _("Crosswalk from ICNP/TSO to industries of the input-output table"),
        frozenset({"T13", "T14"}),
    ),
}  # fmt: skip


def options(role: str) -> list[Crosswalk]:
    """Every version that may serve, the newest first."""
    way = WAYS[role]
    rows = Crosswalk.objects.filter(source__slug=way.source, target__slug=way.target)
    return list(rows.select_related("source", "target").order_by("-version")[:100])


def shares_of(row: Crosswalk | None, role: str) -> Shares:
    """By source and target; without a version those that are built in."""
    if row is None:
        return {source: dict(parts) for source, parts in BUILT_IN[role].items()}
    found: Shares = {}
    for source, target, share in row.shares.values_list("source__code", "target__code", "share"):
        found.setdefault(source, {})[target] = share
    return found


def digest(shares: Mapping[str, Mapping[str, float]]) -> str:
    """Of the shares alone: the same shares are the same crosswalk, under whatever version they were loaded."""
    return hashlib.sha256(canonical(shares)).hexdigest()


def fixed(chosen: Mapping[str, Crosswalk | None]) -> list[tuple[str, Crosswalk | None, str]]:
    """Role, version and hash of every crosswalk that a run goes through; the first version where none was chosen, as
    long as it is what is built in."""
    found = []
    for role in WAYS:
        row = chosen.get(role)
        hashed = digest(shares_of(row, role))
        if row is None:
            first = next(iter(reversed(options(role))), None)
            row = first if first and digest(shares_of(first, role)) == hashed else None
        found.append((role, row, hashed))
    return found


def named(run: Run) -> list[RunWalk]:
    return list(run.walks.select_related("crosswalk__source", "crosswalk__target"))


def of_run(run: Run) -> Any:
    """As the methods take them. Raises MethodError when one is not what the recipe names."""
    from satellite_account.methods.classify.crosswalk import Crosswalk as Shared
    from satellite_account.methods.classify.walks import Walks
    from satellite_account.methods.errors import MethodError

    found = {}
    for held in named(run):
        shares = shares_of(held.crosswalk, held.role)
        if digest(shares) != held.sha256:
            raise MethodError(f"The crosswalk {held.role} is not the one that the recipe names.")
        made = Shared.from_shares({source: shares[source] for source in sorted(shares)})
        found[held.role] = Shared(made.shares.sort_index(axis=1))  # equal shares, equal bytes
    return Walks(**found)


def words(role: str) -> Any:
    return WAYS[role].says
