"""The demonstration's registers: the invented organisations as two registers would list them, with the gaps that
registers have, and the population that is built from them like any other."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from foundation.common.actors import SYSTEM
from satellite_account import actions
from satellite_account.enums import Loading
from satellite_account.models import Dataset, Frame, Version

CHARITIES, BUSINESSES = "Invented register of charities", "Invented register of companies and societies"
LINKS = "Invented double registrations and business numbers"
POPULATION = "Invented population, built from registers"
FORMS = {
    "charitable company": "charitable_company", "community interest company": "cic", "mutual": "registered_society",
    "co-operative": "registered_society", "company": "guarantee_company",
}  # fmt: skip
CHARITY_FORMS = ("cio", "trust", "association")
GROUP = 40  # every so manieth charity belongs to the group of the one before it


def fill(units: int, years: int, first: int) -> list[Version]:
    """Take in the file of each register that has none."""
    empty = {
        row.title: row for row in Dataset.objects.filter(title__in=[CHARITIES, BUSINESSES], versions=None)
    }
    if not empty:
        return []
    last = first + years - 1
    return [
        actions.take_in(
            dataset=empty[title], file=io.BytesIO(text.encode()), name="units.csv", vintage=f"31 December {last}",
            reference=str(last), by=SYSTEM, wake=False,
        )
        for title, text in files(units, years, first)
        if title in empty
    ]  # fmt: skip


def files(units: int, years: int, first: int) -> Iterator[tuple[str, str]]:
    """Each register with its file, as text: the organisations of the last year."""
    from satellite_account.invented import SEED
    from satellite_account.methods.invented import economy

    made = economy(units=units, first_year=first, years=years, seed=SEED)
    returns = made.returns(made.years[-1])
    held, form = _listed(returns, made.years[-1]), returns["legal_form"].astype(str)
    second = form == "charitable company"
    charity = second | ~form.isin(list(FORMS))
    # A charitable company stands in both registers; the links say that its two numbers are one body.
    numbered = held["unit_id"].str.replace("INV-", "INV-COH-")
    company = held.assign(unit_id=held["unit_id"].mask(second, numbered), market=None)
    yield CHARITIES, held[charity].to_csv(index=False, lineterminator="\n")
    yield (
        BUSINESSES,
        company[second | ~charity].drop(columns="group_id").to_csv(index=False, lineterminator="\n"),
    )


def _listed(returns: Any, year: int) -> Any:
    """In the columns of the layout `units`. Every ninth register entry does not say who controls the body, every
    thirtieth has no legal form, every twentieth does not say whether it distributes profit."""
    import numpy as np
    import pandas as pd

    number = np.arange(len(returns))
    plain = pd.Series(CHARITY_FORMS, dtype=object).take(number % len(CHARITY_FORMS)).to_numpy()
    form = returns["legal_form"].astype(str).map(FORMS).fillna(pd.Series(plain, index=returns.index))
    state = (returns["sector"].astype(str) == "S.13").to_numpy()
    asked = form.isin(["guarantee_company", "association"]).to_numpy()
    ids = returns["unit_id"]
    return pd.DataFrame({
        "unit_id": ids, "name": returns["name"], "status": "active",
        "legal_form": form.mask(~asked & (number % 30 == 7)),
        "sna_sector": returns["sector"].astype(str).where(number % 3 > 0),
        "market": np.where(returns["market"], "yes", "no"),
        "government_controlled": np.where(state, "yes", np.where(number % 9 == 4, "", "no")),
        "distributes_profit": np.where(asked & (number % 20 != 3), "no", ""),
        "icnp_tso": returns["activity"].astype(str), "region": returns["region"].astype(str),
        "income": returns["income"].astype("int64"), "expenditure": returns["expenditure"].astype("int64"),
        "year_end": f"{year}-03-31", "group_id": ids.shift(1).where(number % GROUP == 1),
    })  # fmt: skip


def plan() -> Frame | None:
    """The demonstration's population, once the registers and the links between them are read."""
    if Frame.objects.filter(title=POPULATION).exists():
        return None
    held = Version.objects.filter(
        dataset__is_invented=True, dataset__title__in=[CHARITIES, BUSINESSES, LINKS], state=Loading.READY
    ).select_related("dataset")
    versions = {version.dataset.title: version for version in held.order_by("pk")}
    if len(versions) < 3:
        return None
    last = int(versions[CHARITIES].reference)
    return actions.plan_frame(
        title=POPULATION, day=date(last, 12, 31), versions=versions.values(), by=SYSTEM, wake=False
    )
