"""Linear algebra on one thread.

Sums come out the same to the byte whatever the machine, and workers beside each other do not fight over cores: the
matrices here are small.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from threadpoolctl import ThreadpoolController

P = ParamSpec("P")
R = TypeVar("R")


@lru_cache
def _controller() -> ThreadpoolController:
    import scipy.linalg  # noqa: F401  loads the libraries that are to be held

    return ThreadpoolController()


def single_threaded(work: Callable[P, R]) -> Callable[P, R]:
    """The same function with BLAS held to one thread while it runs."""

    @wraps(work)
    def held(*args: P.args, **kwargs: P.kwargs) -> R:
        with _controller().limit(limits=1):
            return work(*args, **kwargs)

    return held
