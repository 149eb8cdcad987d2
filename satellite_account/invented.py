"""The demonstration's sources: an invented economy, written as files in the account's own layouts and then loaded,
checked and run like any others. Everything of it is marked as invented wherever it is shown."""

import io
from collections.abc import Iterator
from typing import Any

from foundation.common.actors import SYSTEM
from satellite_account import actions
from satellite_account.enums import Loading
from satellite_account.models import Dataset, Run, Version

UNITS, YEARS, FIRST, SEED = 50_000, 6, 2019, 2026
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
    "supply_use": "Invented input-output table",
    "links": "Invented double registrations",
}
INPUTS = {"input_output": "supply_use"} | {
    name: name for name in TITLES if name not in {"supply_use", "links"}
}


def want() -> None:
    """Name the datasets; a worker makes what they hold, so that the first start stays short."""
    for layout, title in TITLES.items():
        if not Dataset.objects.filter(title=title).exists():
            dataset = actions.add_dataset(
                title=title, layout=layout, by=SYSTEM, publisher=PUBLISHER, licence="Invented", is_invented=True,
                covers="Invented organisations; nothing here is real",
            )  # fmt: skip
            Dataset.objects.filter(pk=dataset.pk).update(address="")


def is_wanted() -> bool:
    return Dataset.objects.filter(is_invented=True, versions__isnull=True).exists()


def fill(units: int = UNITS, years: int = YEARS, first: int = FIRST) -> list[Version]:
    """Take in a file for each invented dataset that has none."""
    found = []
    for layout, text in files(units, years, first):
        dataset = Dataset.objects.get(title=TITLES[layout])
        if not dataset.versions.exists():
            found.append(
                actions.take_in(
                    dataset=dataset, file=io.BytesIO(text.encode()), name=f"{layout}.csv", vintage="demonstration",
                    reference=f"{first}–{first + years - 1}", by=SYSTEM, wake=False,
                )
            )  # fmt: skip
    return found


def files(units: int, years: int, first: int) -> Iterator[tuple[str, str]]:
    """Each layout with its file, as text."""
    from satellite_account.methods.invented import economy

    made = economy(units=units, first_year=first, years=years, seed=SEED)
    returns = [made.returns(year).assign(year=year) for year in made.years]
    yield "population", _rows([_population(held) for held in returns])
    yield "accounts", _rows([_accounts(held) for held in returns])
    yield "volunteering", _rows([made.volunteering])
    yield "wages", _rows([made.wages])
    for layout, name in (("deflators", "deflators"), ("economy", "uk")):
        yield layout, _rows([getattr(made, name).rename_axis("year").reset_index()])
    yield "npish", _rows([_official(made.npish)])
    yield "countries", _rows([made.countries])
    yield "supply_use", _rows([_input_output(made)])
    yield "links", _rows([made.links.assign(relationship="dual")])


def _rows(frames: list[Any]) -> str:
    import pandas as pd

    return pd.concat(frames, ignore_index=True).to_csv(index=False, lineterminator="\n")


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
    return answered


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


def plan(**parameters: Any) -> Run | None:
    """The demonstration's run, once all its files are read."""
    versions = Version.objects.filter(dataset__is_invented=True, state=Loading.READY).select_related(
        "dataset"
    )
    by_layout = {version.dataset.layout: version for version in versions.order_by("pk")}
    if not set(INPUTS.values()) <= set(by_layout) or Run.objects.filter(is_invented=True).exists():
        return None
    said = {
        "lead_statistician": "Ruth Feldman (invented)",
        "next_release": "none: a demonstration",
        "vintage": "1",
    }
    return actions.plan_run(
        title="Invented economy, full account", method="do_now", by=SYSTEM, parameters=said | parameters, wake=False,
        inputs={role: [by_layout[layout]] for role, layout in INPUTS.items()},
    )  # fmt: skip
