import pytest

from tests.factories.secondments import Cast


@pytest.fixture
def cast(db):
    return Cast()
