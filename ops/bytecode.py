"""Compiled modules, kept out of sight where Python was told to leave none beside the sources."""

import os
import sys

from ops.paths import DATA

FORBIDDEN, PLACE = "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"


def keep() -> None:
    """Without them each program that we start compiles Django and its own parts anew, for seconds."""
    if os.environ.pop(FORBIDDEN, ""):
        os.environ.setdefault(PLACE, str(DATA / "bytecode"))
        sys.pycache_prefix, sys.dont_write_bytecode = os.environ[PLACE], False
