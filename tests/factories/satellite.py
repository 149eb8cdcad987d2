"""An office that makes the account: its people, files in the account's layouts, and versions loaded for real."""

import io
from itertools import count
from typing import Any

from satellite_account import actions
from satellite_account.models import Dataset, Version
from satellite_account.sources.loading import load
from tests.factories.requests import official, person

_number = count(1)
UNITS = (
    "unit_id,name,legal_form,status,sna_sector,market,government_controlled,icnp_tso,region,income,expenditure,"
    "year_end,same_as,group_id"
)


def unit(number: int = 200001, **said: Any) -> str:
    """One line of the layout `units`."""
    values = {
        "unit_id": f"GB-CHC-{number}",
        "name": f"Charity {number}",
        "legal_form": "cio",
        "status": "active",
        "sna_sector": "S.15",
        "market": "no",
        "icnp_tso": "D10",
        "region": "E12000001",
        "income": "50000",
        "expenditure": "48000",
        "year_end": "2025-03-31",
    } | {key: str(value) for key, value in said.items()}
    return ",".join(values.get(name, "") for name in UNITS.split(","))


def units(*lines: str) -> str:
    return "\n".join([UNITS, *lines]) + "\n"


class Office:
    """One of each role, and a way to load text as a file."""

    def __init__(self) -> None:
        self.statistician = official("statistician")
        self.publisher = official("publisher")
        self.auditor = official("auditor")
        self.officer_like = official("triage")
        self.stranger = person("stranger")

    def dataset(self, layout: str = "units", title: str = "", **said: Any) -> Dataset:
        title = title or f"{layout} {next(_number)}"
        return actions.add_dataset(title=title, layout=layout, by=self.statistician, **said)

    def waiting(
        self, text: str | bytes, layout: str = "units", dataset: Dataset | None = None, **said: Any
    ) -> Version:
        body = text if isinstance(text, bytes) else text.encode()
        said = {"name": "file.csv", "vintage": f"v{next(_number)}"} | said
        return actions.take_in(
            dataset=dataset or self.dataset(layout), file=io.BytesIO(body), by=self.statistician, **said
        )

    def loaded(self, text: str | bytes, layout: str = "units", **said: Any) -> Version:
        version = load(self.waiting(text, layout, **said))
        version.refresh_from_db()
        return version

    def economy(self, files: dict[str, str]) -> dict[str, list[Version]]:
        from satellite_account.invented import INPUTS

        return {role: [self.loaded(files[layout], layout)] for role, layout in INPUTS.items()}

    def run(self, sources: dict[str, list[Version]], **said: Any) -> Any:
        """A run that is brought to its end."""
        from satellite_account.running import advance

        return advance(self.planned(sources, **said))

    def planned(self, sources: dict[str, list[Version]], **said: Any) -> Any:
        usual = {"title": "A run", "method": "do_now", "by": self.statistician}
        return actions.plan_run(**(usual | said), inputs=sources)
