"""Evidence files: taken in, checked, kept, scanned, and given to whoever may read what they belong to.

    with documents.holding(files) as held:   # looked into and stored; dropped again if what follows fails
        documents.attach(held, to=response, by=user, part="q7")   # rows, in the caller's transaction

An upper room says once, in AppConfig.ready(), who may read the files of its rows: `documents.register(…)`. The whole
interface is described in docs/design-system.md under "Files on a form".
"""

from typing import Any

from foundation.documents.hosts import Host, register

__all__ = ["Host", "attach", "erase", "holding", "of", "register", "remove"]


def __getattr__(name: str) -> Any:
    """Load what needs models only when it is first used: hosts are registered before the models are ready."""
    if name in __all__:
        from foundation.documents import actions

        return getattr(actions, name)
    raise AttributeError(name)
