"""A heap of texts in arrays, and how much two of them have in common."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

from engagement.consultations.similarity.hashing import BITS, Array, Prints, U, np, prints_of
from engagement.consultations.similarity.keys import keys
from engagement.consultations.similarity.normal import words_of

# Of the shingles of the shorter text, the share that the longer one must have too; short texts must share more.
THRESHOLD = 0.4
SHORT = 60
SHORT_EXTRA = 0.3

# A quarter of the numbers that a shingle may have; and how far, in roots of its size, a sample may be off.
SAMPLE = U(1 << (BITS - 2))
SPREAD = 1.0

CHUNK_BYTES = 96_000
CHUNK_TEXTS = 512
CHUNK_PAIRS = 256


@dataclass(frozen=True)
class Pile:
    """Each distinct text once.

    `first`: its first place in the heap; `copy_of`: for each text of the heap its place here.
    """

    first: Array
    copy_of: Array
    shingles: Array
    starts: Array
    keys: Array
    key_starts: Array
    stances: Array

    @cached_property
    def sizes(self) -> Array:
        return np.diff(self.starts)

    @cached_property
    def sampled(self) -> Array:
        """Of each text, how many shingles are in the sample: the same part of all shingles for every text."""
        counts = np.concatenate(([0], np.cumsum(self.shingles < SAMPLE)))
        return np.diff(counts[self.starts])

    def keys_of(self, rows: Array) -> tuple[Array, Array]:
        """The keys of some texts, each beside its text."""
        sizes = np.diff(self.key_starts)[rows]
        return np.repeat(rows, sizes), take(self.keys, self.key_starts[:-1][rows], sizes)[0]


def pile(texts: Sequence[str], pool: ThreadPoolExecutor) -> Pile:
    """Copies letter by letter are found first: nothing else is worked out for them."""
    known: dict[str, int] = {}
    letters = np.fromiter((known.setdefault(text, len(known)) for text in texts), np.int64, len(texts))
    chunks = list(pool.map(_chunk, _chunks(known))) or [_chunk([])]
    whole = np.concatenate([found.texts for found, _keys, _starts in chunks])
    _values, kept, copy_of = np.unique(whole, return_index=True, return_inverse=True)
    order = np.argsort(kept)
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    kept = kept[order]
    shingles, starts = _gather([(c.shingles, c.starts) for c, _k, _s in chunks], kept)
    found_keys, key_starts = _gather([(k, s) for _c, k, s in chunks], kept)
    stances = np.concatenate([found.stances for found, _k, _s in chunks])[kept]
    _letters, first = np.unique(letters, return_index=True)
    return Pile(first[kept], place[copy_of][letters], shingles, starts, found_keys, key_starts, stances)


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    size = 0
    for text in texts:
        chunk.append(text)
        size += len(text)
        if size > CHUNK_BYTES or len(chunk) == CHUNK_TEXTS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _chunk(texts: list[str]) -> tuple[Prints, Array, Array]:
    found = prints_of([words_of(text) for text in texts])
    return found, *keys(found)


def _gather(parts: list[tuple[Array, Array]], rows: Array) -> tuple[Array, Array]:
    """Rows of many ragged arrays as one ragged array."""
    values = np.concatenate([part for part, _starts in parts])
    sizes = np.concatenate([np.diff(starts) for _part, starts in parts])
    if rows.size == sizes.size:  # all of them
        return values, np.concatenate(([0], np.cumsum(sizes)))
    begins = np.cumsum(sizes) - sizes
    return take(values, begins[rows], sizes[rows])


def take(values: Array, begins: Array, sizes: Array) -> tuple[Array, Array]:
    """The pieces of `values` that begin and measure so, one after the other, and where each begins."""
    starts = np.concatenate(([0], np.cumsum(sizes)))
    index = np.repeat(begins - starts[:-1], sizes) + np.arange(starts[-1])
    return values[index], starts


def alike(found: Pile, ones: Array, others: Array, pool: ThreadPoolExecutor) -> Array:
    """Which pairs are near-identical.

    Strangers are most of them and far from it, so a sample, the shingles of the lowest numbers, is laid side by side
    first, and the whole only of those pairs whose samples could belong to likes.
    """
    least = threshold(np.minimum(found.sizes[ones], found.sizes[others]))
    sample = np.minimum(found.sampled[ones], found.sampled[others])
    shared = _each(found, found.sampled, ones, others, pool)
    found_alike = shared >= least * sample - SPREAD * np.sqrt(sample)
    close = np.flatnonzero(found_alike)
    ones, others = ones[close], others[close]
    sizes = np.minimum(found.sizes[ones], found.sizes[others])
    shared = _each(found, found.sizes, ones, others, pool)
    found_alike[close] = shared >= least[close] * np.maximum(sizes, 1)
    return found_alike


def _each(found: Pile, sizes: Array, ones: Array, others: Array, pool: ThreadPoolExecutor) -> Array:
    """How many of their first shingles the texts of each pair share; `sizes`: of each text so many are looked at."""
    spans = [slice(at, at + CHUNK_PAIRS) for at in range(0, ones.size, CHUNK_PAIRS)]
    parts = pool.map(lambda span: _shared(found, sizes, ones[span], others[span]), spans)
    return np.concatenate([np.zeros(0), *parts])


def threshold(size: Array) -> Array:
    """How like two texts must be, by the number of shingles of the shorter one."""
    return THRESHOLD + SHORT_EXTRA * np.maximum(0, 1 - size / SHORT)


def _shared(found: Pile, sizes: Array, ones: Array, others: Array) -> Array:
    both = np.stack((ones, others), axis=1).ravel()
    sizes = sizes[both]
    values, _starts = take(found.shingles, found.starts[both], sizes)
    pair = np.repeat(np.repeat(np.arange(ones.size, dtype=U) << U(BITS), 2), sizes)
    keyed = np.sort(pair | values)
    twice = keyed[1:][keyed[1:] == keyed[:-1]] >> U(BITS)
    return np.bincount(twice.astype(np.int64), minlength=ones.size)
