import functools

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from schemathesis.checks import load_all_checks
from schemathesis.pytest.lazy import get_all_tests

from engagement.consultations import actions
from engagement.requests.enums import State
from portal.wsgi import application
from tests.factories.consultations import Cast, move, sent
from tests.requests.api_doors import system_of

SCOPES = [f"{room}:{what}" for room in ("requests", "consultations") for what in ("read", "write")]


@pytest.fixture
def one_connection():
    """Requests come through WSGI in this very process; they must not close the test's own connection."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@functools.cache
def read():
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def description(db, one_connection):
    return read()


@pytest.fixture
def on_each(subtests):
    """Tries every operation of a description on rows that are made once, and are for each again what they were.

    What to send is thought of here: `parametrize` would do it wherever tests are collected, in every worker.
    """

    def tried(description, one, **given):
        load_all_checks()
        for found in get_all_tests(schema=description, test_func=one, settings=None, given_kwargs=None):
            operation, test = found.ok()
            cache.clear()
            with subtests.test(operation.label), transaction.atomic():
                test(**given)
                transaction.set_rollback(True)

    return tried


@pytest.fixture
def stage(db, settings, one_connection):
    """Requests and consultations in every state, and the token of the department that deals with them."""
    settings.API_LIMITS = {"anonymous": (0, 60), "client": (0, 60)}
    cast = Cast()
    states = [state for state in State if state != State.DRAFT]
    cast.refs = [cast.request(state).ref for state in [*states, State.ROUTED, State.ACCEPTED, State.ACCEPTED]]
    cast.slugs = {"consultations": consultations(cast), "programmes": [cast.programme().slug]}
    cast.slugs["departments"] = [cast.dcms.slug, cast.mhclg.slug]
    cast.token = f"Bearer {system_of(cast.dcms, *SCOPES).token}"
    return cast


def consultations(cast):
    """Drafts, one to check, open with responses, closed, with an outcome, withdrawn."""
    opened, withdrawn, ended = cast.published(), cast.published(), cast.published()
    for row in (opened, ended):
        actions.publish_responses(responses=[sent(row)], by=cast.officer)
    submitted = actions.submit(consultation=cast.draft(), by=cast.officer)
    actions.withdraw(consultation=withdrawn, by=cast.officer, reason="Overtaken.")
    by = {"consultation": move(ended, closed_days_ago=5), "by": cast.officer}
    actions.save_theme(title="Money", we_asked="How much?", you_said="More.", we_did="More.", **by)
    for kind in ("public_feedback", "final_outcome"):
        actions.save_report(kind=kind, detail="Done.", **by)
    actions.publish_outcome(**by)
    rows = [cast.draft(), cast.draft(), submitted, opened, cast.closed(), cast.closed(), ended, withdrawn]
    return [row.slug for row in rows]
