"""The sources of a run as the methods read them: frames of the files that its recipe names by hash."""

import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields
from functools import cached_property
from typing import Any

import pandas as pd

from satellite_account.engine import parts, pinned, preparing, registered, walks
from satellite_account.enums import Link
from satellite_account.methods.accounts.supply_use import InputOutput
from satellite_account.methods.classify.walks import Walks
from satellite_account.methods.codes import LEAVES, SOURCES, USES
from satellite_account.methods.errors import MethodError
from satellite_account.methods.estimation.found import Found
from satellite_account.methods.estimation.matching import match_business, match_employment
from satellite_account.methods.tables.settings import Before, Settings
from satellite_account.models import Figure, RegisterRow, Relation, Run, RunInput, Unit, Version
from satellite_account.sources import layouts, reading
from satellite_account.sources.files import WORK
from satellite_account.sources.storing import digest, opened

SAMPLING = ("population", "accounts", "links", "employment", "business")
SAMPLED = (*SOURCES, *USES, *LEAVES, *WORK)


def frame_of(version: Version) -> pd.DataFrame:
    """The kept file as typed columns, through the same reading that checked it."""
    layout = layouts.get(version.dataset.layout)
    with opened(version) as (name, stream, _length):
        heading, rows = reading.rows(name, stream, layout)
        found = [
            (number, column) for number, column in enumerate(layout.columns) if heading.places[number] >= 0
        ]
        cells = list(zip(*([row[number] for number, _ in found] for row in rows if row), strict=True))
    if not cells:
        raise MethodError(f"{version} holds no rows.")
    return pd.DataFrame({column.name: _typed(cells[at], column) for at, (_, column) in enumerate(found)})


def _typed(cells: Iterable[str], column: Any) -> "pd.Series[Any]":
    """Each different text is read once: columns of words and flags repeat. Words stay Python's, each kept once."""
    known = {text: column.value(text) for text in dict.fromkeys(cells)}
    values = pd.Series([known[text] for text in cells], dtype="object")
    return values if any(isinstance(value, str) for value in known.values()) else values.infer_objects()


def settings_of(run: Run) -> Settings:
    """The parameters of a run as the methods take them."""
    known = {field.name for field in fields(Settings)} - {"method", "vintage", "pins"}
    said = {name: value for name, value in run.parameters.items() if name in known and value is not None}
    said |= {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
    return Settings(
        method=run.method, vintage=str(run.parameters.get("vintage") or "1"), pins=pinned.of_run(run), **said
    )


class Stored:
    """What `build_tables` reads (`Sources`), from the versions that a run names."""

    def __init__(self, run: Run) -> None:
        self.run, self.how = run, preparing.wanted(run)
        self.made: tuple[int, pd.DataFrame] | None = None
        self.versions: dict[str, list[Version]] = defaultdict(list)
        for held in run.inputs.select_related("version__dataset").order_by("role", "version_id"):
            self.versions[held.role].append(held.version)

    def verify(self) -> None:
        """The files are still what the recipe says. Raises MethodError that names the one that is not."""
        for held in RunInput.objects.filter(run=self.run).select_related("version__dataset"):
            if digest(held.version) != held.sha256:
                raise MethodError(f"The file of {held.version} is not the one that the recipe names.")

    def read(self, role: str) -> pd.DataFrame | None:
        read = [(version, frame_of(version)) for version in self.versions[role]]
        return parts.together(read) if read else None

    def needed(self, role: str) -> pd.DataFrame:
        found = self.read(role)
        if found is None:
            raise MethodError(f"The run has no input for {role}.")
        return found

    @cached_property
    def population(self) -> pd.DataFrame:
        if self.run.frame_id:
            return registered.population_of(self.run, self.accounts)
        return self.needed("population").astype({"year": int})

    @cached_property
    def accounts(self) -> pd.DataFrame:
        return self.needed("accounts").astype({"year": int})

    @cached_property
    def walks(self) -> Walks:
        return walks.of_run(self.run)

    @cached_property
    def employment(self) -> pd.DataFrame | None:
        held = self.read("employment")
        return None if held is None else held.astype({"year": int, "jobs": float})

    @cached_property
    def business(self) -> pd.DataFrame | None:
        held = self.read("business")
        return None if held is None else held.astype({"year": int, "output": float, "purchases": float})

    @cached_property
    def links(self) -> pd.DataFrame:
        """Pairs of identifiers of one body: those of the link files, and those that the registers state."""
        named = Relation.objects.filter(version__in=self.versions["links"], link__in=[Link.DUAL, Link.MERGER])
        pairs = list(named.order_by("pk").values_list("former", "counted_as"))
        if self.run.frame_id:
            pairs += stated_links(self.run.frame_id)
        return pd.DataFrame(pairs, columns=["org_id_a", "org_id_b"], dtype=object)

    @property
    def years(self) -> list[int]:
        return sorted(set(self.population["year"]))

    def returns(self, year: int) -> pd.DataFrame:
        """The population of a year with the accounts of those that were sampled."""
        if self.made is None or self.made[0] != year:
            self.made = year, self._returns(year)
        return self.made[1]

    @cached_property
    def prepared(self) -> preparing.Prepared:
        return preparing.Prepared(self.how, self.population, self.accounts)

    def found(self, year: int) -> Found | None:
        """Errors of the values of a year that were found."""
        self.returns(year)
        return self.prepared.errors.get(year) if self.how else None

    def answered(self) -> pd.DataFrame:
        """Accounts that the estimates rest on: year, unit_id and what was keyed, prepared where the recipe says so."""
        if not self.how:
            return self.accounts.merge(
                self.population.loc[self.population["responded"].astype(bool), ["year", "unit_id"]]
            )
        for year in self.years:
            if year not in self.prepared.known:
                self.returns(year)
        known = [self.prepared.known[year][0].assign(year=year) for year in self.years]
        return pd.concat(known, ignore_index=True)

    def _returns(self, year: int) -> pd.DataFrame:
        held = self.population[self.population["year"] == year].reset_index(drop=True)
        if not self.how.align:  # whoever closes their books in another year may have none in this one
            parts.all_answered(held, self.accounts[self.accounts["year"] == year], year)
        if self.how:
            both = self.prepared.year(held, year)
        else:
            keyed = self.accounts[self.accounts["year"] == year]
            keyed = keyed.drop(columns=["year", "fys", "fye"], errors="ignore")
            both = held.merge(keyed, on="unit_id", how="left")
        for name in ("stratum", "sector", "activity", "region", "income_band", "institution", "legal_form"):
            both[name] = both[name].astype("category")
        for name in ("in_sample", "responded", "market"):
            both[name] = both[name].astype(bool)
        answered = both["responded"]
        for name in (*SAMPLED, "imputed"):
            if name in both:
                both[name] = both[name].astype(float)
                both.loc[answered, name] = both.loc[answered, name].fillna(0.0)
        both = both.assign(imputed=both["imputed"].fillna(0.0) if "imputed" in both else 0.0)
        return self._matched(both, year)

    def _matched(self, both: pd.DataFrame, year: int) -> pd.DataFrame:
        """With what surveys of jobs and of businesses know of each, where the recipe names them."""
        units, found = both["unit_id"], [both]
        if self.employment is not None:
            jobs = self.employment[self.employment["year"] == year]
            found.append(match_employment(units, self.links, jobs))
        if self.business is not None:
            surveyed = self.business[self.business["year"] == year]
            found.append(match_business(units, both["market"], self.links, surveyed))
        return pd.concat(found, axis=1)

    @cached_property
    def volunteering(self) -> pd.DataFrame:
        return self.needed("volunteering").astype({"year": int, "volunteers": float, "hours": float})

    @cached_property
    def wages(self) -> pd.DataFrame:
        return self.needed("wages").astype({"year": int, "wage": float})

    @cached_property
    def deflators(self) -> pd.DataFrame:
        return self._by_year("deflators")

    @cached_property
    def uk(self) -> pd.DataFrame:
        return self._by_year("economy")

    @cached_property
    def npish(self) -> pd.DataFrame:
        return (
            self._by_year("npish")
            .drop(columns=["published"], errors="ignore")
            .dropna(axis="columns", how="all")
        )

    @cached_property
    def published(self) -> pd.DataFrame | None:
        """The official figure that the reconciliation is held against, by year, where a source gives it."""
        held = self._by_year("npish")
        if "published" not in held or held["published"].isna().all():
            return None
        return held[["published"]].dropna().rename(columns={"published": "value"})

    @cached_property
    def io(self) -> InputOutput | None:
        held = self.read("input_output")
        return None if held is None else InputOutput.of(held, row="row", column="column", value="value")

    @cached_property
    def countries(self) -> pd.DataFrame:
        held = self.read("countries")
        empty = pd.DataFrame(columns=["country", "year", "share", "share_with_volunteers", "source"])
        return (
            empty
            if held is None
            else held.astype({"year": int, "share": float, "share_with_volunteers": float})
        )

    @cached_property
    def indicators(self) -> pd.DataFrame | None:
        """Quarterly indicators, where the recipe names any: T19 rests on them."""
        held = self.read("indicators")
        return None if held is None else held.astype({"year": int, "quarter": int, "value": float})

    @cached_property
    def workforce(self) -> pd.DataFrame | None:
        """Jobs and hours of a labour force survey, where the recipe names one: year, measure, group, value."""
        held = self.read("workforce")
        if held is None:
            return None
        held = held.rename(columns={"period": "year"})
        if wrong := sorted(set(held["year"][~held["year"].str.fullmatch("[0-9]{4}")])):
            raise MethodError(f"The labour force survey must give years; it gives {', '.join(wrong[:10])}.")
        return held.astype({"year": int, "value": float})

    @cached_property
    def before(self) -> Before | None:
        """What the earlier vintage read, where the recipe names one: the error of a revision needs both samples."""
        ref = self.run.parameters.get("earlier")
        found = Run.objects.filter(ref=ref).first() if ref else None
        return Before(Stored(found), settings_of(found)) if found else None

    @cached_property
    def sample_key(self) -> str:
        """Of all that decides the returns and the classes they stand in."""
        held = RunInput.objects.filter(run=self.run, role__in=SAMPLING).order_by("role", "sha256")
        walk = self.run.walks.filter(role="activity").values_list("sha256", flat=True).first()
        named = [f"{role} {sha256}" for role, sha256 in held.values_list("role", "sha256")]
        how = [repr(self.how)] if self.how else []
        return " ".join([*named, str(walk), self.run.frame.sha256 if self.run.frame else "", *how])

    @cached_property
    def earlier(self) -> pd.DataFrame | None:
        """Cells of the run before, where the recipe names one: from them come the revisions."""
        ref = self.run.parameters.get("earlier")
        return earlier_cells(ref) if ref else None

    def _by_year(self, role: str) -> pd.DataFrame:
        return self.needed(role).astype({"year": int}).set_index("year").astype(float).sort_index()


def earlier_cells(ref: str) -> pd.DataFrame:
    names = (
        *(
            "time_period",
            "sto",
            "sector",
            "activity",
            "region",
            "size",
            "legal_form",
            "counterpart",
            "product",
        ),
        *("breakdown", "basis", "prices", "unit_measure", "unit_mult"),
    )
    rows = Figure.objects.filter(table__run__ref=ref, table__code__in=["T1", "T4"]).order_by(
        "table__place", "number"
    )
    held = pd.DataFrame(
        list(rows.values_list("table__code", *names, "value", "conf_status", "table__run__ref")),
        columns=["TABLE", *(name.upper() for name in names), "OBS_VALUE", "CONF_STATUS", "VINTAGE"],
    )
    return held.assign(TIME_PERIOD=held["TIME_PERIOD"].astype(int))


def stated_links(frame: int) -> list[tuple[str, str]]:
    """Identifiers that registers state of one body: of each unit, and of the rows that it was made from."""
    pairs = []
    units = Unit.objects.filter(frame=frame).order_by("unit_id")
    for unit_id, named in units.values_list("unit_id", "identifiers").iterator():
        pairs += [(other, unit_id) for other in named if other != unit_id]
    rows = RegisterRow.objects.filter(pk__in=units.values("source_row")).exclude(same_as=None)
    for unit_id, named in rows.order_by("pk").values_list("unit_id", "same_as").iterator():
        pairs += [(other, unit_id) for other in named or ()]
    return pairs


def packed(frame: pd.DataFrame) -> bytes:
    """A frame as bytes that are the same for the same frame; floats keep every digit."""
    return zlib.compress(frame.to_csv(index=False, lineterminator="\n").encode(), 6)


def unpacked(body: bytes) -> pd.DataFrame:
    from io import BytesIO

    # Words such as None are words: of all cells only the empty ones are empty.
    return pd.read_csv(BytesIO(zlib.decompress(body)), keep_default_na=False, na_values=[""])
