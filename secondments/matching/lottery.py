"""The published tie-break: a lottery number for each key, from the recorded seed alone.

Anybody can repeat it: SHA-256 of the seed, a line feed and the key; the lower number goes first.
"""

from collections.abc import Iterable
from hashlib import sha256


def number(seed: str, key: str) -> str:
    """The lottery number as 64 hexadecimal digits."""
    return sha256(f"{seed}\n{key}".encode()).hexdigest()


def order(seed: str, keys: Iterable[str]) -> list[str]:
    return sorted(keys, key=lambda key: (number(seed, key), key))
