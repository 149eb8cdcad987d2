"""What every reader is shown alike, kept in the process for a few seconds: the shared cache is a round trip away."""

from collections.abc import Callable, Hashable
from time import monotonic
from typing import Any

_all: list["Near"] = []


class Near:
    """`FIGURES = Near(5)`, then `FIGURES.get(language, make)`. Nothing of one person goes in; keys are few."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._kept: dict[Hashable, tuple[float, Any]] = {}
        _all.append(self)

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        read_at, found = self._kept.get(key, (0.0, None))
        if not read_at or monotonic() - read_at > self.seconds:
            found = make()
            self._kept[key] = (monotonic(), found)
        return found

    def forget(self) -> None:
        self._kept.clear()


def forget() -> None:
    for each in _all:
        each.forget()
