"""Whether a PDF has the marks of the paper that was given with a signature over all of it, before anything is parsed.

The paper's own bytes come first and unchanged; the last signature's byte range covers the whole file but the signature
itself; and the signature names the digest of exactly those bytes. Whether it is a signature is for `validator.py`.
"""

import re
from binascii import Error, unhexlify
from hashlib import sha256, sha384, sha512

RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
DIGESTS = (sha256, sha384, sha512)


def holds(signed: bytes, given_hash: str, given_length: int) -> bool:
    """Whether a signed file is what was given, with a signature added that covers it, and nothing taken away."""
    if sha256(signed[:given_length]).hexdigest() != given_hash:
        return False
    found = RANGE.findall(signed[given_length:])
    return bool(found) and _covers(signed, given_length, *map(int, found[-1]))


def _covers(signed: bytes, given_length: int, start: int, length: int, second: int, rest: int) -> bool:
    """All of the file is signed but the one gap in which the signature stands, after what was given."""
    if start != 0 or not given_length < length < second or second + rest != len(signed):
        return False
    gap = signed[length:second]
    if not (gap.startswith(b"<") and gap.endswith(b">")):
        return False
    try:
        signature = unhexlify(b"".join(gap[1:-1].split()))
    except Error:
        return False
    covered = signed[:length] + signed[second:]
    return any(digest(covered).digest() in signature for digest in DIGESTS)
