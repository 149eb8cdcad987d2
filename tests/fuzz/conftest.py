import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from engagement.consultations import actions
from engagement.requests.enums import State
from tests.factories import secondments
from tests.factories.consultations import Cast, sent
from tests.requests.api_doors import system_of

SCOPES = [
    f"{room}:{what}" for room in ("requests", "consultations", "secondments") for what in ("read", "write")
]


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
    """Requests and consultations in every state, secondments, and the token of the department that deals with them."""
    settings.API_LIMITS = {"anonymous": (0, 60), "client": (0, 60)}
    cast = Cast()
    states = [state for state in State if state != State.DRAFT]
    cast.refs = [cast.request(state).ref for state in [*states, State.ROUTED, State.ACCEPTED, State.ACCEPTED]]
    programme = cast.programme()
    waiting = actions.submit(consultation=cast.draft(), by=cast.officer)
    there = [cast.draft(programme=programme), waiting, cast.published(), cast.closed(days_ago=100)]
    sent(there[-1])
    world = secondments.of_world(cast)
    cast.known = {
        "/requests/": cast.refs,
        "/consultations/": [row.slug for row in there],
        "/programmes/": [programme.slug],
        "/secondments/": [world["placement"]],
        "/secondment-opportunities/": [world["opportunity"]],
    }
    cast.token = f"Bearer {system_of(cast.dcms, *SCOPES).token}"
    return cast
