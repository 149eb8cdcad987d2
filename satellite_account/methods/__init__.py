"""The statistics of the satellite account on arrays and data frames, without the web.

`from satellite_account.methods import greg_totals, build_tables, ...` works in a notebook: nothing here knows
Django. Names are imported when first used, so importing this package costs a web worker nothing.
README.md beside this file lists the public functions; each docstring gives shapes, units, errors and source.
"""

from importlib import import_module
from typing import Any

# Public names by the module that holds them.
PUBLIC: dict[str, tuple[str, ...]] = {
    "codes": ("ACTIVITIES", "BASES", "SECTORS", "SIZES", "SNA", "SOURCES", "USES", "size_band"),
    "errors": ("DoesNotClose", "Infeasible", "MethodError", "MissingColumns", "NotConverged"),
    "estimation.design": ("Design",),
    "estimation.totals": ("expansion_totals",),
    "estimation.ratio": ("ratio_estimates", "ratio_totals"),
    "estimation.calibration": ("calibrate",),
    "estimation.greg": ("Calibrated", "greg_totals"),
    "estimation.nonresponse": ("nonresponse_weights",),
    "estimation.imputation": ("impute",),
    "estimation.replicates": ("bootstrap", "jackknife"),
    "estimation.alignment": ("align_periods", "ncvo_year"),
    "estimation.nowcast": ("nowcast_late",),
    "estimation.entities": ("resolve_same_as",),
    "estimation.matching": ("match_business", "match_employment"),
    "estimation.overlap": ("change_variance",),
    "accounts.sequence": ("IDENTITIES", "identity_constraints", "sequence", "whole_sector"),
    "accounts.output": ("nonmarket_of_market", "sum_of_costs"),
    "accounts.bases": ("three_bases", "volunteer_shares"),
    "accounts.volunteers": ("WAGE_VARIANTS", "value_volunteer_work", "volunteer_sensitivity"),
    "accounts.flows": ("from_whom_to_whom",),
    "accounts.supply_use": ("InputOutput", "npish_accounts"),
    "accounts.multipliers": ("multipliers",),
    "accounts.bridge": ("bridge",),
    "accounts.official": ("breakdown", "project_share", "sector_overlap", "spread_adjustment"),
    "accounts.international": ("international",),
    "prices.denton": ("denton",),
    "prices.disaggregation": ("chow_lin", "fernandez", "litterman"),
    "prices.ras": ("gras", "ras"),
    "prices.balancing": ("Balanced", "Pin", "balance"),
    "prices.volumes": ("chain_volumes", "contributions", "implied_deflator", "input_cost_deflator"),
    "prices.quarters": ("QUARTERLY", "quarterly_path"),
    "vintages": ("revision_statistics", "revisions"),
    "checks": ("CHECKS", "Check", "Result", "run_checks"),
    "checks.differencing": ("derivable",),
    "classify.crosswalk": ("Crosswalk",),
    "classify.walks": ("Walks",),
    "classify.lists": (
        "AGGREGATIONS",
        "ICNPO_TO_ICNP",
        "ICNP_TO_INDUSTRY",
        "aggregate",
        "icnpo_sic",
        "isic_division",
    ),
    "classify.rules": ("CRITERIA", "Facts", "criterion_answers", "sector_by_register", "verdict"),
    "classify.scope": ("scope_decisions", "sna_sectors"),
    "tables": ("TABLES", "Settings", "Sources", "as_grid", "build_tables", "from_years", "year_book"),
    "needs": ("METHODS", "RESTS_ON"),
    "tables.coverage": ("coverage_table",),
    "tables.replicated": ("replicated_errors",),
    "invented": ("Economy", "economy"),
}
_HOME = {name: module for module, names in PUBLIC.items() for name in names}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
