import pytest
from django.db import connection

from tests.factories.machines import Machine


@pytest.fixture(scope="session")
def parcels_table(django_db_setup, django_db_blocker):
    """The table of the throw-away thing; no migration knows it."""
    from tests.common.parcels import Parcel

    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Parcel)
    yield Parcel
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.delete_model(Parcel)


@pytest.fixture
def parcels(parcels_table, db, settings):
    settings.ROOT_URLCONF = "tests.common.parcels"
    return parcels_table


@pytest.fixture
def machine():
    return Machine("anna parcels:read parcels:write")


@pytest.fixture(autouse=True)
def fresh_limits():
    """Each test starts with its allowance untouched."""
    from django_redis import get_redis_connection

    store = get_redis_connection("default")
    for key in store.scan_iter("fd:limit:*"):
        store.delete(key)
