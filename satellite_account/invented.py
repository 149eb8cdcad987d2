"""The demonstration's sources: an invented economy, written as files in the account's own layouts and then loaded,
checked and run like any others. Everything of it is marked as invented wherever it is shown."""

import io
from collections.abc import Iterator
from typing import Any

from foundation.common.actors import SYSTEM
from satellite_account import actions, invented_registers
from satellite_account.enums import Loading, RunState
from satellite_account.models import Dataset, Run, Version

UNITS, YEARS, FIRST, SEED = 50_000, 6, 2019, 2026
VINTAGE = "demonstration"
EARLIER_YEARS, FIRST_RETURNS, ALL_RETURNS = (
    "earlier years",
    "last year, first returns",
    "last year, all returns",
)
# The runs in order: title, method, vintage of the population's last year, and the run that it revises.
FIRST_RUN = "Invented economy, first vintage"
RUNS = (
    (FIRST_RUN, "do_now", FIRST_RETURNS, ""),
    ("Invented economy, full account", "do_now", ALL_RETURNS, FIRST_RUN),
    ("Invented economy, Intermediate, with matched jobs", "intermediate", ALL_RETURNS, ""),
)
PUBLISHER = "Nobody: invented for the demonstration"
TITLES = {
    "population": "Invented population",
    "accounts": "Invented accounts",
    "volunteering": "Invented volunteering hours",
    "wages": "Invented wages",
    "deflators": "Invented price indices",
    "economy": "Invented whole economy",
    "npish": "Invented official S.15",
    "countries": "Invented countries",
    "indicators": "Invented quarterly indicators",
    "supply_use": "Invented input-output table",
    "links": invented_registers.LINKS,
    "employment": "Invented jobs and pay of businesses",
    "business": "Invented survey of businesses",
}
MATCHED = {name: name for name in ("links", "employment", "business")}
INPUTS = {"input_output": "supply_use"} | {
    name: name for name in TITLES if name not in {"supply_use", *MATCHED}
}


def want() -> None:
    """Name the datasets; a worker makes what they hold, so that the first start stays short."""
    registers = [("units", title) for title in (invented_registers.CHARITIES, invented_registers.BUSINESSES)]
    for layout, title in [*TITLES.items(), *registers]:
        if not Dataset.objects.filter(title=title).exists():
            dataset = actions.add_dataset(
                title=title, layout=layout, by=SYSTEM, publisher=PUBLISHER, licence="Invented", is_invented=True,
                covers="Invented organisations; nothing here is real",
            )  # fmt: skip
            Dataset.objects.filter(pk=dataset.pk).update(address="")


def is_wanted() -> bool:
    return Dataset.objects.filter(is_invented=True, versions__isnull=True).exists()


def fill(units: int = UNITS, years: int = YEARS, first: int = FIRST) -> list[Version]:
    """Take in the files of each invented dataset that has none."""
    found = []
    for layout, vintage, text in demonstration(units, years, first):
        dataset = Dataset.objects.get(title=TITLES[layout])
        if not dataset.versions.filter(vintage=vintage).exists():
            found.append(
                actions.take_in(
                    dataset=dataset, file=io.BytesIO(text.encode()), name=f"{layout}.csv", vintage=vintage,
                    reference=f"{first}–{first + years - 1}", by=SYSTEM, wake=False,
                )
            )  # fmt: skip
    return found + invented_registers.fill(units, years, first)


def files(units: int, years: int, first: int) -> Iterator[tuple[str, str]]:
    """Each layout with its file, as text."""
    for layout, frames in _frames(units, years, first):
        yield layout, _rows(frames)


def demonstration(units: int, years: int, first: int) -> Iterator[tuple[str, str, str]]:
    """Layout, vintage and text of each file. The last year's population comes twice: with the returns that are in at
    first, and with all of them, so that there is something to revise."""
    for layout, frames in _frames(units, years, first):
        if layout == "population":
            *before, last = frames
            yield layout, EARLIER_YEARS, _rows(before)
            yield layout, FIRST_RETURNS, _rows([_without_late(last)])
            yield layout, ALL_RETURNS, _rows([last])
        else:
            some = map(_with_gaps, frames) if layout == "accounts" else frames
            yield layout, VINTAGE, _rows(list(some))


def _frames(units: int, years: int, first: int) -> Iterator[tuple[str, list[Any]]]:
    from satellite_account.methods.invented import economy

    made = economy(units=units, first_year=first, years=years, seed=SEED)
    returns = [made.returns(year).assign(year=year) for year in made.years]
    yield "population", [_population(held) for held in returns]
    yield "accounts", [_accounts(held) for held in returns]
    yield "volunteering", [made.volunteering]
    yield "wages", [made.wages]
    for layout, name in (("deflators", "deflators"), ("economy", "uk")):
        yield layout, [getattr(made, name).rename_axis("year").reset_index()]
    yield "npish", [_official(made.npish)]
    yield "countries", [made.countries]
    yield "indicators", [made.indicators]
    yield "supply_use", [_input_output(made)]
    yield "links", [pairs.assign(relationship="dual") for pairs in (made.links, made.business_links)]
    yield "employment", [made.employment(year, held) for year, held in zip(made.years, returns, strict=True)]
    yield "business", [made.business(year, held) for year, held in zip(made.years, returns, strict=True)]


def _rows(frames: list[Any]) -> str:
    import pandas as pd

    return pd.concat(frames, ignore_index=True).to_csv(index=False, lineterminator="\n")


def _without_late(held: Any) -> Any:
    """Every seventh return of a stratum of some size is not in yet; the largest organisations were chased up."""
    place = held["responded"].groupby(held["stratum"], observed=True).cumsum()
    large = held["income_band"].isin(["10m to 100m", "Over 100m"])
    late = held["responded"] & ~large & (place % 7 == 0)
    return held.assign(responded=held["responded"] & ~late)


def _population(held: Any) -> Any:
    names = [
        "year",
        "unit_id",
        "stratum",
        "in_sample",
        "responded",
        "sector",
        "market",
        "institution",
        "legal_form",
    ]
    return held[[*names, "activity", "region", "income_band", "income", "expenditure", "status"]]


def _accounts(held: Any) -> Any:
    from satellite_account.methods.codes import LEAVES, SOURCES, USES
    from satellite_account.sources.files import WORK

    names = [name for name in (*SOURCES, *USES, *LEAVES, *WORK) if name in held]
    answered = held.loc[held["in_sample"] | held["responded"], ["year", "unit_id", "imputed", *names]].copy()
    answered[names] = answered[names].round(2)
    return _dated(answered)


def _dated(accounts: Any) -> Any:
    """Most close their books in March, one in five in December or in September."""
    import pandas as pd

    last = accounts["unit_id"].str[-1].map({"8": "12-31", "9": "09-30"})
    year = accounts["year"].astype(str).where(last.notna(), (accounts["year"] + 1).astype(str))
    ends = pd.to_datetime(year + "-" + last.fillna("03-31"))
    starts = ends - pd.DateOffset(years=1) + pd.Timedelta(days=1)
    accounts.insert(2, "fys", starts.dt.date)
    accounts.insert(3, "fye", ends.dt.date)
    return accounts


def _with_gaps(accounts: Any) -> Any:
    """Hours, and sometimes investment, were not said by some."""
    number = accounts["unit_id"].str[-2:]
    accounts.loc[number == "07", "hours"] = float("nan")
    accounts.loc[number == "17", "P.5g"] = float("nan")
    return accounts


def _official(held: Any) -> Any:
    """With a published figure for the reconciliation: what is left of S.15, in £ million to one place."""
    rest = held["total"] - held.drop(columns=["total"]).sum(axis=1)
    return held.assign(published=rest.round(1)).rename_axis("year").reset_index()


def _input_output(made: Any) -> Any:
    import pandas as pd

    from satellite_account.methods.accounts.supply_use import INPUTS, OUTPUT

    table, codes = made.io, list(made.io.products)
    square = pd.DataFrame(table.Z, index=codes, columns=codes)
    rest = table.inputs.rename(columns=INPUTS).T
    total = pd.DataFrame([table.output], index=[OUTPUT], columns=codes)
    wide = pd.concat([square, rest.set_axis(codes, axis="columns"), total])
    long = wide.rename_axis("row").reset_index().melt("row", var_name="column")
    return long[long["value"] != 0].assign(period=made.years[-1], unit="GBP million")


def plan() -> Run | None:
    """The demonstration's next run, once all its files are read: the first vintage, then the one that revises it, then
    the other method."""
    held = Version.objects.filter(dataset__is_invented=True, state=Loading.READY).select_related("dataset")
    there = {(version.dataset.layout, version.vintage): version for version in held.order_by("pk")}
    titles = [title for title, *_ in RUNS]
    runs = {run.title: run for run in Run.objects.filter(is_invented=True, title__in=titles).order_by("pk")}
    for number, (title, method, returns, revised) in enumerate(RUNS, 1):
        if title in runs:
            continue
        inputs = _inputs(there, returns, method)
        if inputs is None or any(run.state != RunState.FINISHED for run in runs.values()):
            return None
        last = int(there[("population", returns)].reference[-4:])
        said = _said(number if method == "do_now" else 1)
        said |= {"earlier": runs[revised].ref} if revised else {"provisional": [last]}
        return actions.plan_run(
            title=title, method=method, by=SYSTEM, parameters=said, wake=False, inputs=inputs
        )
    return None


def _said(number: int) -> dict[str, Any]:
    said = {
        "lead_statistician": "Ruth Feldman (invented)",
        "next_release": "none: a demonstration",
        "vintage": str(number),
    }
    said |= {"align": "financial", "impute": "previous"}
    return said | ({"reason": "Late returns of the last year are in."} if number > 1 else {})


def _inputs(
    there: dict[tuple[str, str], Version], returns: str, method: str
) -> dict[str, list[Version]] | None:
    """The versions of each role; None as long as one is not ready."""
    named = INPUTS | MATCHED if method == "intermediate" else INPUTS
    keys = {role: [(layout, VINTAGE)] for role, layout in named.items()}
    keys["population"] = [("population", EARLIER_YEARS), ("population", returns)]
    if not all(key in there for wanted in keys.values() for key in wanted):
        return None
    return {role: [there[key] for key in wanted] for role, wanted in keys.items()}
