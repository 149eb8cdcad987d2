"""A run of a small invented economy, finished once for each class of tests."""

from functools import cache
from typing import Any

from django.test import Client, TestCase

from satellite_account import invented
from tests.factories.satellite import Office


@cache
def files() -> dict[str, str]:
    return dict(invented.files(units=4_000, years=2, first=2019))


class Finished(TestCase):
    """`self.office`, `self.sources` and a finished `self.run_row`."""

    office: Office
    run_row: Any
    sources: dict[str, Any]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.office = Office()
        cls.sources = cls.office.economy(files())
        cls.run_row = cls.office.run(cls.sources, title="The first run")

    def browser(self, role: str = "statistician") -> Client:
        client = Client()
        client.force_login(getattr(self.office, role), "foundation.accounts.backends.Backend")
        return client

    def page(self, path: str, role: str = "statistician", status: int = 200) -> str:
        answer = self.browser(role).get(path)
        assert answer.status_code == status, (path, answer.status_code)
        return answer.content.decode()
