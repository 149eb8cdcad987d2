"""What is checked of a signed PDF, byte by byte, with no page in between."""

from hashlib import sha256

import pytest

from secondments.esign.pdf import holds
from tests.secondments.esign_server import sign_pdf

GIVEN = b"%PDF-1.7\n" + bytes(range(256)) * 8 + b"\n%%EOF\n"


def is_held(signed):
    return holds(signed, sha256(GIVEN).hexdigest(), len(GIVEN))


def test_a_signature_over_the_whole_file_holds_and_so_does_a_second_after_it():
    assert is_held(sign_pdf(GIVEN))
    assert is_held(sign_pdf(sign_pdf(GIVEN)))


@pytest.mark.parametrize("place", range(0, len(sign_pdf(GIVEN)), 97))
def test_no_byte_changes_unseen(place):
    signed = sign_pdf(GIVEN)
    gap = range(signed.rindex(b"<"), signed.rindex(b">") + 1)
    changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
    assert not is_held(changed) or place in gap


@pytest.mark.parametrize(
    "signed",
    [
        b"",
        GIVEN,
        sign_pdf(GIVEN, over=GIVEN),
        sign_pdf(GIVEN, after=b"more"),
        sign_pdf(GIVEN) + GIVEN,
        sign_pdf(GIVEN[:-2]),
        GIVEN + b"/ByteRange [0 0 0 0]",
        GIVEN + b"/ByteRange [0 9999999999 9999999999 9999999999]",
        GIVEN + b"/ByteRange [5 10 20 30] <zz>",
    ],
)
def test_whatever_is_not_covered_is_refused(signed):
    assert not is_held(signed)
