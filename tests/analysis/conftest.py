import pytest

from tests.factories.analysis import Cast


@pytest.fixture
def cast(db) -> Cast:
    return Cast()
