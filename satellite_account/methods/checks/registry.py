"""All checks by their number."""

from satellite_account.methods.checks import differencing, identities, plausibility, records
from satellite_account.methods.checks.base import Check, Rule

PUBLISHER, NOBODY = "publisher", "nobody"


def _check(
    id: str,
    name: str,
    rule: Rule,
    severity: str,
    tolerance: float,
    needs: str,
    waived_by: str = "statistician",
) -> Check:
    text = (rule.__doc__ or "").strip()
    return Check(id, name, text, severity, tolerance, tuple(needs.split()), rule, waived_by)  # type: ignore[arg-type]


_ALL = (
    _check("1", "Accounting identities", identities.accounting, "error", 0.0, "account", PUBLISHER),
    _check("2", "Parts sum to totals", identities.hierarchy, "error", 0.0, "cells", PUBLISHER),
    _check("3", "Bases differ by NMO and V", identities.basis_bridge, "error", 0.0, "bases additions", PUBLISHER),
    _check("4", "Output is the sum of costs", identities.costs, "error", 0.0, "units"),
    _check("5", "No share exceeds its parent", identities.shares, "error", 0.0, "parts"),
    _check("6", "Signs", identities.signs, "error", 0.0, "account"),
    _check("7", "Ratios within bands", plausibility.ratio_bands, "warning", 0.0, "activities"),
    _check("8a", "Wages within bounds", plausibility.wages, "error", 4.0, "wages"),
    _check("8b", "Hours of a week", plausibility.hours_of_a_week, "error", plausibility.WEEK, "volunteering"),
    _check("8c", "Full-time equivalents give the hours", plausibility.full_time, "error", 1e-9, "fte"),
    _check("9", "Growth outliers", plausibility.growth_outliers, "warning", 7.0, "growth"),
    _check("10", "Volumes are values over deflators", plausibility.volumes, "error", 1e-6, "volumes"),
    _check("11", "Quarters sum to years", plausibility.quarters, "error", 1e-6, "quarters annual", PUBLISHER),
    _check("12", "Every revision has a reason", records.revisions_explained, "error", 0.0, "vintages", PUBLISHER),
    _check("13", "Units counted once", records.counted_once, "error", 0.0, "register"),
    _check("14", "Coverage", records.coverage, "warning", 0.05, "scope"),
    _check("15", "Reliability marked", plausibility.reliability, "error", 0.0, "cells", PUBLISHER),
    _check("16", "Nothing derivable", differencing.nothing_derivable, "error", 0.0, "relations figures", NOBODY),
    _check("17", "Reconciled to official", records.reconciled, "warning", 50.0, "bridge published", PUBLISHER),
    _check("18", "Metadata complete", records.metadata, "error", 0.0, "metadata", PUBLISHER),
)  # fmt: skip
CHECKS: dict[str, Check] = {check.id: check for check in _ALL}
