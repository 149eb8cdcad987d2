import pytest

from tests.factories.satellite import Office


@pytest.fixture
def office(db):
    return Office()


@pytest.fixture(scope="session")
def economy_files():
    """A small invented economy as files, made once."""
    from satellite_account import invented

    return dict(invented.files(units=4_000, years=2, first=2019))


@pytest.fixture
def sources(office, economy_files):
    """Those files as versions that are ready, by role."""
    return office.economy(economy_files)
