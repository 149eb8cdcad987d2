"""Telling people: an outbox row in the same transaction as the fact, delivered after the commit.

    notifications.tell(request.followers(), kind="request_accepted", about=request, url=…, context={…})

Kinds are declared with `register()` in AppConfig.ready(). The sending itself happens in a worker.
"""

from typing import Any

from foundation.notifications.kinds import register

__all__ = ["Telling", "publish", "register", "tell", "tell_each"]


def __getattr__(name: str) -> Any:
    """Load what needs models only when it is first used: kinds are registered before the models are ready."""
    if name in __all__:
        from foundation.notifications import actions

        return getattr(actions, name)
    raise AttributeError(name)
