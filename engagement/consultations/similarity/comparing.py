"""A heap of texts in arrays, and how much two of them have in common."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from engagement.consultations.similarity.hashing import BITS, Array, Prints, U, np, prints_of
from engagement.consultations.similarity.keys import keys
from engagement.consultations.similarity.normal import words_of

# Of the shingles of the shorter text, the share that the longer one must have too; short texts must share more.
THRESHOLD = 0.4
SHORT = 60
SHORT_EXTRA = 0.3

CHUNK_BYTES = 96_000
CHUNK_TEXTS = 512
CHUNK_PAIRS = 256


@dataclass(frozen=True, slots=True)
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

    @property
    def sizes(self) -> Array:
        return np.diff(self.starts)

    def keys_of(self, rows: Array) -> tuple[Array, Array]:
        """The keys of some texts, each beside its text."""
        sizes = np.diff(self.key_starts)[rows]
        return np.repeat(rows, sizes), take(self.keys, self.key_starts[:-1][rows], sizes)[0]


def pile(texts: Sequence[str], pool: ThreadPoolExecutor) -> Pile:
    chunks = list(pool.map(_chunk, _chunks(texts)))
    if not chunks:
        none = np.zeros(0, np.int64)
        return Pile(
            none,
            none,
            none.astype(U),
            np.zeros(1, np.int64),
            none.astype(U),
            np.zeros(1, np.int64),
            none.astype(U),
        )
    whole = np.concatenate([found.texts for found, _keys, _starts in chunks])
    _values, first, copy_of = np.unique(whole, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    first = first[order]
    shingles, starts = _gather([(c.shingles, c.starts) for c, _k, _s in chunks], first)
    found_keys, key_starts = _gather([(k, s) for _c, k, s in chunks], first)
    stances = np.concatenate([found.stances for found, _k, _s in chunks])[first]
    return Pile(first, place[copy_of], shingles, starts, found_keys, key_starts, stances)


def _chunks(texts: Sequence[str]) -> Iterator[list[str]]:
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
    begins = np.cumsum(sizes) - sizes
    return take(values, begins[rows], sizes[rows])


def take(values: Array, begins: Array, sizes: Array) -> tuple[Array, Array]:
    """The pieces of `values` that begin and measure so, one after the other, and where each begins."""
    starts = np.concatenate(([0], np.cumsum(sizes)))
    index = np.repeat(begins - starts[:-1], sizes) + np.arange(starts[-1])
    return values[index], starts


def likeness(found: Pile, ones: Array, others: Array, pool: ThreadPoolExecutor) -> Array:
    """For each pair, the share of the smaller set of shingles that the other has as well."""
    sizes = found.sizes
    spans = [slice(at, at + CHUNK_PAIRS) for at in range(0, ones.size, CHUNK_PAIRS)]
    parts = pool.map(lambda span: _shared(found, ones[span], others[span]), spans)
    shared = np.concatenate([np.zeros(0), *parts])
    return shared / np.maximum(np.minimum(sizes[ones], sizes[others]), 1)


def threshold(size: Array) -> Array:
    """How like two texts must be, by the number of shingles of the shorter one."""
    return THRESHOLD + SHORT_EXTRA * np.maximum(0, 1 - size / SHORT)


def _shared(found: Pile, ones: Array, others: Array) -> Array:
    both = np.stack((ones, others), axis=1).ravel()
    sizes = found.starts[both + 1] - found.starts[both]
    values, _starts = take(found.shingles, found.starts[:-1][both], sizes)
    pair = np.repeat(np.repeat(np.arange(ones.size, dtype=U) << U(BITS), 2), sizes)
    keyed = np.sort(pair | values)
    twice = keyed[1:][keyed[1:] == keyed[:-1]] >> U(BITS)
    return np.bincount(twice.astype(np.int64), minlength=ones.size)
