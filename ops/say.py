"""What people read: a line for each step, and a sentence when one fails."""

import errno
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ops.paths import ROOT

WIDTH = 34
NEEDED_MB = 1500


class Failure(Exception):
    """Something that stops us; its message is a sentence that says what to do."""


class Step:
    """One line of output; `note` is what it says beside its name when it is done."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.note = ""


def line(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def colour(code: str, text: str) -> str:
    return f"\033[{code}m{text}\033[0m" if sys.stdout.isatty() else text


@contextmanager
def step(name: str) -> Iterator[Step]:
    """Show a step while it runs and how long it took."""
    shown, begun = Step(name), time.monotonic()
    live = sys.stdout.isatty()
    if live:
        sys.stdout.write(f"  {colour('2', '…')} {name}")
        sys.stdout.flush()
    wipe = "\r\033[K" if live else ""
    try:
        yield shown
    except Exception:
        line(f"{wipe}  {colour('31', '✗')} {shown.name}")
        raise
    except BaseException:
        line(f"{wipe}  {colour('2', '–')} {shown.name}")
        raise
    seconds = f"{time.monotonic() - begun:6.1f} s"
    done(shown.name, shown.note, seconds, wipe=wipe)


def done(name: str, note: str = "", seconds: str = "", *, wipe: str = "") -> None:
    line(f"{wipe}  {colour('32', '✓')} {name:<{WIDTH}}{colour('2', f'{seconds:>9}  {note}'.rstrip())}")


def failed(sentence: str) -> None:
    sys.stdout.flush()
    sys.stderr.write(f"\n{colour('31', '✗')} {sentence}\n")
    sys.stderr.flush()


def disk_full(where: Path = ROOT) -> Failure:
    free = shutil.disk_usage(where).free // 1_000_000
    return Failure(
        f"The disk is full or nearly so ({free} MB free). Front Door needs about {NEEDED_MB} MB on a first start: "
        "free some space and run the same command again."
    )


def sentence_for(error: OSError) -> str:
    """Turn what the operating system said into what a person can do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return str(disk_full())
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"{error.filename or ROOT} cannot be written. "
            "Give yourself write access to it and run the same command again."
        )
    return f"The system refused: {error}. Put that right and run the same command again."
