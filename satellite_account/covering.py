"""How far the sources reach for each named method: what section 1.1 of the specification asks of "Do now" and
"Intermediate", counted over the units in scope of the newest population that is ready.
"""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, Func, OuterRef, Q, Subquery, Sum, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from satellite_account.enums import Building, Coverage, Loading
from satellite_account.methods.needs import RESTS_ON
from satellite_account.models import Frame, RegisterRow, Unit, Version

KEPT = 24 * 3600  # a population that is ready never changes
MATCHED = Q(ids__contains=" GB-COH-") | Q(ids__contains=" GB-MPR-")


TOTALS = _("totals only")


@dataclass(frozen=True, slots=True)
class Source:
    """What it is called, the layouts that bring it, and the units that it reaches (None: they are not counted here)."""

    words: Any
    layouts: tuple[str, ...]
    reaches: Q | None = None
    instead: Any = TOTALS  # said where no units are counted here


REGISTERS = ("units", "ccew", "oscr", "ccni", "companies", "mutuals")
SOURCES: dict[str, Source] = {
    "register": Source(_("Registers: every registered body with its totals"), REGISTERS, Q()),
    "accounts_sample": Source(_("Sampled accounts: costs, sources and uses"), ("accounts",)),
    "official_gva": Source(_("Official value added, to reconcile to"), ("npish",)),
    "labour_force": Source(_("Labour force: paid jobs and hours"), ("labour",)),
    "volunteering": Source(_("Hours of formal volunteering"), ("volunteering",)),
    "wages": Source(_("Replacement wages by occupation"), ("wages",)),
    "deflators": Source(_("Price indices for volumes"), ("deflators",)),
    "business_register": Source(
        _("Registers matched to business identifiers: companies, societies"),
        ("links", "companies", "mutuals", "units", "ccew"),
        MATCHED,
    ),
    "business_survey": Source(
        _("Output and purchases of matched market producers"),
        ("business",),
        instead=_("counted in table T10 of each run"),
    ),
    "employment_survey": Source(
        _("Jobs and pay of matched units"), ("employment",), instead=_("counted in table T10 of each run")
    ),
    "market_split": Source(_("Market and non-market units apart"), REGISTERS, Q(market__isnull=False)),
    "supply_use": Source(_("Supply, use or input-output table: products and multipliers"), ("supply_use",)),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a coverage table. Shares are per cent of the units in scope and of their income."""

    source: Source
    level: Coverage
    units: int | None
    share_of_units: float | None
    share_of_income: float | None
    versions: list[Version]


def tables() -> tuple[Frame | None, dict[str, list[Row]]]:
    """The population that was counted, and the coverage table of each method."""
    frame = Frame.objects.filter(state=Building.READY).order_by("-pk").first()
    reach = _kept(frame) if frame else {}
    there = _versions()
    return frame, {
        method: [_row(use.source, reach, there) for use in uses] for method, uses in RESTS_ON.items()
    }


def _versions() -> dict[str, list[Version]]:
    ready = Version.objects.filter(state=Loading.READY).select_related("dataset").defer("facts")
    found: dict[str, list[Version]] = {}
    for version in ready.order_by("dataset_id", "-pk").distinct("dataset_id"):
        found.setdefault(version.dataset.layout, []).append(version)
    return found


def _row(name: str, reach: dict[str, tuple[int, int]], there: dict[str, list[Version]]) -> Row:
    source = SOURCES[name]
    versions = [version for layout in source.layouts for version in there.get(layout, [])][:5]
    if source.reaches is None:
        level = Coverage.COVERED if versions else Coverage.MISSING
        return Row(source, level, None, None, None, versions)
    units, income = reach.get(name, (0, 0))
    every, total = reach.get("", (0, 0))
    level = Coverage.MISSING if not units else Coverage.COVERED if units == every else Coverage.IN_PART
    return Row(source, level, units, _share(units, every), _share(income, total), versions)


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def _kept(frame: Frame) -> dict[str, tuple[int, int]]:
    key = f"satellite-reach-2:{frame.pk}:{frame.sha256}"
    found = cache.get(key)
    if found is None:
        found = counted(frame)
        cache.set(key, found, KEPT)
    return dict(found)


def _joined(name: str) -> Func:
    return Func(F(name), Value(" "), function="array_to_string", output_field=TextField())


def counted(frame: Frame) -> dict[str, tuple[int, int]]:
    """Units and income of each source that reaches units, and of all units under ""."""
    stated = RegisterRow.objects.filter(pk=OuterRef("source_row")).values(said=_joined("same_as"))
    ids = Concat(Value(" "), _joined("identifiers"), Value(" "), Subquery(stated), output_field=TextField())
    units = Unit.objects.filter(frame=frame, in_scope=True).annotate(ids=ids)
    asked: dict[str, Any] = {"all_units": Count("pk"), "all_income": Sum("income")}
    reaching = {name: source.reaches for name, source in SOURCES.items() if source.reaches is not None}
    for name, condition in reaching.items():
        asked[f"{name}_units"] = Count("pk", filter=condition or None)
        asked[f"{name}_income"] = Sum("income", filter=condition or None)
    found = {name: int(value or 0) for name, value in units.aggregate(**asked).items()}
    counts = {name: (found[f"{name}_units"], found[f"{name}_income"]) for name in reaching}
    return {"": (found["all_units"], found["all_income"])} | counts
