import pytest

from foundation.directory.register.load import load
from tests.directory import extracts


class Quiet:
    """A watcher that only remembers what was begun."""

    def __init__(self):
        self.begun = []

    def begins(self, what):
        self.begun.append(what)

    def moves(self, rows, share):
        assert rows >= 0
        assert share >= 0


@pytest.fixture
def read(tmp_path):
    """Write an extract of the Charity Commission and load it."""

    def write_and_load(*, form="txt", again=False, folder="extract", **tables):
        path = extracts.extract(tmp_path / folder, form, **tables)
        return load(path=path, source="ccew", watch=Quiet(), again=again)

    return write_and_load
