"""A signed PDF is looked at by a program of its own: within limits of time and memory, and without our secrets."""

import json
import logging
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from foundation.common.errors import Invalid
from secondments.esign.pdf import holds

logger = logging.getLogger(__name__)

VALIDATOR = Path(__file__).with_name("validator.py")
SECONDS = 30
BROKEN = {
    "not_the_paper": _("This is not the paper to sign with a signature added to it."),
    "unsigned": _("There is no signature in this file. Sign the paper, then send the signed file."),
    "changed": _("Something in the paper was changed before it was signed. Sign the paper as it was given."),
    "not_intact": _("The signature in this file does not fit the file. Sign the paper again."),
    "not_in_date": _("The certificate of this signature is not in date. Sign with one that is."),
    "unreadable": _("The signature in this file cannot be read. Sign the paper again as PDF."),
}


def check(signed: bytes, *, given_hash: str, given_length: int, field: str) -> dict[str, Any]:
    """What the certificate says by which the given paper was signed. Raises Invalid for whatever is broken."""
    found = {"broken": "not_the_paper"}
    if holds(signed, given_hash, given_length):
        found = _look(signed, given_length)
    if why := found.get("broken"):
        raise Invalid({field: [BROKEN[why]]})
    return found


def _look(signed: bytes, length: int) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(signed)
        copy.flush()
        words = [sys.executable, "-I", str(VALIDATOR), copy.name, str(length), settings.ESIGN_TRUST]
        try:
            done = subprocess.run(
                words, capture_output=True, env={}, timeout=SECONDS, check=True, stdin=subprocess.DEVNULL
            )
            found: dict[str, Any] = json.loads(done.stdout)
        except (subprocess.SubprocessError, ValueError):
            logger.warning("a signed file could not be checked", exc_info=True)
            return {"broken": "unreadable"}
    return found
