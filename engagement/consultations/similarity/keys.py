"""The keys of a text by which its likes are found: one-permutation MinHash, two neighbouring minima to a strong key.

The shingles fall into 32 ranges; each range's least shingle stays the same in an edited copy with the
probability of their likeness. Two of them together make a strong key: copies share many, and a phrase that
all the world uses brings no strangers together. A few least shingles alone are weak keys, which find a
short template in a long letter. All keys serve a heap; every second strong one and the weak ones serve the
index in the database.
"""

from engagement.consultations.similarity.hashing import BITS, Array, Prints, U, mix, np

RANGES = 5  # as a power of two
WEAK_RANGES = 8
STRONG = U(1 << 63)  # the mark of a strong key


def keys(found: Prints, *, every_second: bool = False) -> tuple[Array, Array]:
    """Keys of all texts in their order, and where each text's keys begin."""
    size = found.starts.size - 1
    owner = np.repeat(np.arange(size), np.diff(found.starts))
    ranges = (found.shingles >> U(BITS - RANGES)).astype(np.int64)
    first = np.ones(owner.size, bool)
    first[1:] = (owner[1:] != owner[:-1]) | (ranges[1:] != ranges[:-1])
    least, owner, ranges = found.shingles[first], owner[first], ranges[first]
    strong = owner[1:] == owner[:-1]
    if every_second:
        strong &= ranges[:-1] % 2 == 0
    weak = ranges < WEAK_RANGES
    joined = mix(least[:-1] * U(3) + least[1:] * U(0xD6E8FEB86659FD93)) | STRONG
    both = np.concatenate((joined[strong], mix(least[weak]) & ~STRONG))
    owners = np.concatenate((owner[:-1][strong], owner[weak]))
    order = np.argsort(owners, kind="stable")
    return both[order], np.searchsorted(owners[order], np.arange(size + 1))
