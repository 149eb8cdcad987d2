"""Keys made before the row is written, in the order of time, so that inserts stay at the end of the index."""

import hashlib
import os
import time
import uuid


def ordered_uuid() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562): 48 bits of milliseconds, the rest random."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 7 << 76
    return uuid.UUID(int=value & ~(0x3 << 62) | 2 << 62)


def fingerprint(*parts: object) -> str:
    """The same parts, the same 64 characters; told twice, written once."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
