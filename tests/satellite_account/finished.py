"""A run of a small invented economy, brought to its end once in a process; every class of tests finds its rows."""

from functools import cache

from django.test import Client, TestCase

from satellite_account import invented
from satellite_account.models import Run, Version
from tests.factories.satellite import Office
from tests.keeping import once


@cache
def files() -> dict[str, str]:
    return dict(invented.files(units=4_000, years=2, first=2019))


def finished() -> tuple[Office, dict[str, list[Version]], Run]:
    """An office, its sources and its finished run. To be asked for before anything else is written."""
    return once(_made)


def _made() -> tuple[Office, dict[str, list[Version]], Run]:
    office = Office()
    sources = office.economy(files())
    return office, sources, office.run(sources, title="The first run")


class Finished(TestCase):
    """`self.office`, `self.sources` and a finished `self.run_row`."""

    office: Office
    run_row: Run
    sources: dict[str, list[Version]]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.office, cls.sources, cls.run_row = finished()

    def browser(self, role: str = "statistician") -> Client:
        client = Client()
        client.force_login(getattr(self.office, role), "foundation.accounts.backends.Backend")
        return client

    def page(self, path: str, role: str = "statistician", status: int = 200) -> str:
        answer = self.browser(role).get(path)
        assert answer.status_code == status, (path, answer.status_code)
        return answer.content.decode()
