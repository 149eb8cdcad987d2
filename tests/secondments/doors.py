"""A person at the pages of the room."""

import time

from allauth.account.internal.flows import login
from django.test import Client

BACKEND = "foundation.accounts.backends.Backend"


def visitor(user=None, *, proven: bool = False) -> Client:
    """Signed in; `proven` as if they had typed a fresh code within a quarter of an hour."""
    client = Client()
    if user is not None:
        client.force_login(user, BACKEND)
    if proven:
        session = client.session
        session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
        session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "code", "at": time.time()}]
        session.save()
    return client


def day(name: str, value) -> dict[str, str]:
    return {name: value.isoformat()}
