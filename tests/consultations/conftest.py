import pytest

from tests.factories.consultations import Cast


@pytest.fixture
def cast(db) -> Cast:
    return Cast()
