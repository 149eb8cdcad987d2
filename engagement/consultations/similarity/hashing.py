"""Words and shingles of many texts at once, as arrays.

A shingle is three words in a row, as 54 bits. Words are hashed by prefix sums over the bytes of a whole chunk of
texts, so nothing here loops over words. The numbers are stored in the database: changing a constant changes the index.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from engagement.consultations.similarity.normal import words_of
from engagement.consultations.similarity.stances import POLAR

Array = np.ndarray[Any, Any]
U = np.uint64
BITS = 54
BASE = 0x9E3779B97F4A7C15
SPACE = 32


@lru_cache(maxsize=1)
def _letters() -> Array:
    """A random number for each byte: the same in every process, for ever."""
    return np.random.Generator(np.random.PCG64(20_261_125)).integers(1, 2**63, 256, dtype=U)


@lru_cache(maxsize=8)
def _powers(size: int) -> tuple[Array, Array]:
    """BASE and its inverse modulo 2**64, raised to 0, 1, 2 …"""
    with np.errstate(over="ignore"):
        up = np.full(size, BASE, U)
        down = np.full(size, pow(BASE, -1, 2**64), U)
        up[0] = down[0] = 1
        return np.cumprod(up, dtype=U), np.cumprod(down, dtype=U)


def mix(values: Array) -> Array:
    """Every bit of the outcome depends on every bit of the value."""
    values = values ^ (values >> U(33))
    values *= U(0xFF51AFD7ED558CCD)
    values ^= values >> U(33)
    values *= U(0xC4CEB9FE1A85EC53)
    values ^= values >> U(33)
    return values


@dataclass(frozen=True, slots=True)
class Words:
    """The words of some texts: a hash each, and where each text's words begin."""

    hashes: Array
    starts: Array


def hash_words(parts: Sequence[bytes]) -> Words:
    """Words of texts as `words_of` gives them."""
    lengths = np.fromiter((len(part) + 1 for part in parts), np.int64, len(parts))
    buffer = np.frombuffer(b" " + b" ".join(parts) + b" ", np.uint8)
    bounds = np.concatenate(([0], np.cumsum(lengths)))
    inside = buffer != SPACE
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    begins, ends = edges[::2], edges[1::2]
    up, down = _powers(1 << max(16, int(buffer.size).bit_length()))
    sums = np.cumsum(_letters()[buffer] * up[: buffer.size], dtype=U)
    hashes = mix((sums[ends - 1] - sums[begins - 1]) * down[begins])
    return Words(hashes, np.searchsorted(begins, bounds))


@lru_cache(maxsize=1)
def _polar() -> tuple[Array, Array]:
    """Hashes of the words that turn demands round, sorted; and a first sieve by their upper bits."""
    known = np.sort(hash_words([word.encode() for word in sorted(POLAR)]).hashes)
    sieve = np.zeros(1 << 16, bool)
    sieve[(known >> U(48)).astype(np.int64)] = True
    return known, sieve


@dataclass(frozen=True, slots=True)
class Prints:
    """What comparing needs of each text.

    `shingles` of text i: rows starts[i] to starts[i+1], sorted, each once.
    """

    shingles: Array
    starts: Array
    texts: Array  # the whole text as one number
    stances: Array  # its words that turn demands round, each with the word it rules, as one number
    words: Array  # how many


def prints(texts: Sequence[str]) -> Prints:
    """The prints of a chunk of at most 1,024 texts."""
    return prints_of([words_of(text) for text in texts])


def prints_of(parts: Sequence[bytes]) -> Prints:
    words = hash_words(parts)
    hashes, starts = words.hashes, words.starts
    counts = np.diff(starts)
    owner = np.repeat(np.arange(len(parts), dtype=np.int64), counts)
    shingles, begins = _shingles(hashes, owner, len(parts))
    place = (np.arange(hashes.size) - starts[owner]).astype(U)
    return Prints(
        shingles,
        begins,
        _total(mix(hashes + place * U(BASE)), starts),
        _stances(hashes, owner, len(parts)),
        counts,
    )


def _shingles(hashes: Array, owner: Array, size: int) -> tuple[Array, Array]:
    if hashes.size < 3:
        return np.zeros(0, U), np.zeros(size + 1, np.int64)
    whole = owner[2:] == owner[:-2]
    three = hashes[:-2] * U(3) + hashes[1:-1] * U(0xD6E8FEB86659FD93) + hashes[2:] * U(0xA0761D6478BD642F)
    mixed = mix(three[whole]) >> U(64 - BITS)
    keyed = np.sort((owner[2:][whole].astype(U) << U(BITS)) | mixed)
    if keyed.size:
        keyed = keyed[np.concatenate(([True], keyed[1:] != keyed[:-1]))]
    begins = np.searchsorted(keyed, np.arange(size + 1, dtype=U) << U(BITS))
    return keyed & U((1 << BITS) - 1), begins


def _total(values: Array, starts: Array) -> Array:
    """The sum of each text's values."""
    sums = np.concatenate((np.zeros(1, U), np.cumsum(values, dtype=U)))
    return sums[starts[1:]] - sums[starts[:-1]]


def _stances(hashes: Array, owner: Array, size: int) -> Array:
    known, sieve = _polar()
    maybe = np.flatnonzero(sieve[(hashes >> U(48)).astype(np.int64)])
    at = maybe[np.isin(hashes[maybe], known)]
    after = np.minimum(at + 1, max(hashes.size - 1, 0))
    ruled = np.where(owner[after] == owner[at], hashes[after], U(0)) if at.size else at.astype(U)
    values = mix(hashes[at] * U(5) + ruled)
    return _total(values, np.searchsorted(owner[at], np.arange(size + 1)))
