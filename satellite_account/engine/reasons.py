"""Why figures were revised: the reason of the whole vintage, and reasons of their own that parts of it have."""

from collections.abc import Iterable, Sequence
from typing import Any

SIGN = ":"


def parsed(line: str) -> tuple[frozenset[str], str] | None:
    """The codes that a line names, and its reason; None where it lacks one of them."""
    places, sign, reason = line.partition(SIGN)
    codes = frozenset(places.split())
    return (codes, reason.strip()) if sign and codes and reason.strip() else None


def reason_of(codes: Iterable[Any], said: dict[str, Any]) -> str:
    """Of one figure by its codes: that of the line which names most of them, the last of equals; else that of all."""
    there = {str(code) for code in codes}
    known = [found for found in map(parsed, _lines(said)) if found]
    fitting = [found for found in reversed(known) if found[0] <= there]
    best = max(fitting, key=lambda found: len(found[0]), default=None)
    return best[1] if best else str(said.get("reason") or "")


def reasons_of(keys: Iterable[Sequence[Any]], said: dict[str, Any]) -> list[str]:
    """Of each figure, in order."""
    return [reason_of(key, said) for key in keys]


def _lines(said: dict[str, Any]) -> list[str]:
    return list(said.get("reasons") or ())
