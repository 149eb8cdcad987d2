import pytest
from django.core.cache import cache

from tests.factories.requests import Cast


@pytest.fixture
def cast(db):
    cache.clear()
    return Cast()
