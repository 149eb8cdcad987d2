import pytest

from tests.factories.requests import Cast


@pytest.fixture
def cast(db):
    return Cast()
