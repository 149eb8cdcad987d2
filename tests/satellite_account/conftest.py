import pytest

from tests.factories.satellite import Office


@pytest.fixture
def office(db):
    return Office()
