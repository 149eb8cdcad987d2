"""Migrations run once for all workers of a run: the first that needs a database makes a template, each copies it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.state import ProjectState

RUN = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"


def name() -> str:
    return f"test_{settings.DATABASES['default']['NAME']}_template"


def share(run: str) -> None:
    """Let the test database of this worker be a copy. Whoever comes first makes what is copied, others wait."""
    test = connection.settings_dict["TEST"]
    with _maintenance() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [name()])  # goes with the connection
        cursor.execute(RUN, [name()])
        if cursor.fetchone() != (run,):
            _make()
            cursor.execute(f"COMMENT ON DATABASE {_quoted()} IS '{run}'")
    test["TEMPLATE"] = name()


def drop() -> None:
    with _maintenance() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {_quoted()}")


def _make() -> None:
    """As Django makes a test database, under another name for a while."""
    ours, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    copy, test["NAME"] = test["NAME"], name()
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
    finally:
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # nobody may be in what is copied
        test["NAME"] = copy
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = ours


def _quoted() -> str:
    return connection.ops.quote_name(name())


@contextmanager
def _maintenance() -> Iterator[Any]:
    """A cursor in the server's own database, from which others are made."""
    with connection.creation._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(
            "SET lock_timeout = 0; SET statement_timeout = 0"
        )  # those of the portal are for its visitors
        yield cursor


def append_option(state: ProjectState, app_label: str, model_name: str, option: str, value: Any) -> None:
    """In place of Django's own: a new constraint or index changes one model, none of those that are related to it.

    Django makes all of them again, hundreds of times: half of the time that migrations took.
    """
    options = state.models[app_label, model_name].options
    options[option] = [*options.get(option, ()), value]
    if "apps" in state.__dict__:
        meta = state.apps.get_model(app_label, model_name)._meta
        setattr(meta, option, [*getattr(meta, option), value])
