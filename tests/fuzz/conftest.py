import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from engagement.requests.enums import State
from tests.factories.requests import Cast
from tests.requests.api_doors import system_of


@pytest.fixture
def one_connection():
    """Requests come through WSGI in this very process; they must not close the test's own connection."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture
def stage(db, settings, one_connection):
    """Requests in every state, and the token of the department that deals with them."""
    settings.API_LIMITS = {"anonymous": (0, 60), "client": (0, 60)}
    cast = Cast()
    states = [state for state in State if state != State.DRAFT]
    cast.refs = [cast.request(state).ref for state in [*states, State.ROUTED, State.ACCEPTED, State.ACCEPTED]]
    cast.token = f"Bearer {system_of(cast.dcms).token}"
    return cast
