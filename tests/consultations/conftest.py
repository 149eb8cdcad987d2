import pytest
from django.utils import translation

from tests.factories.consultations import Cast


@pytest.fixture(autouse=True)
def english():
    """A page that a test read in Welsh leaves no Welsh to the next."""
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db) -> Cast:
    return Cast()
