"""manage.py load_register PATH --source ccew|oscr|ccni|companies"""

import resource
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError

from foundation.directory.enums import Source
from foundation.directory.models import RegisterLoad
from foundation.directory.register.archive import Unreadable
from foundation.directory.register.load import load

SHOWN = 50
_BAR = 30


class Command(BaseCommand):
    help = "Load a register's own public extract into the directory. Safe to repeat; goes on where it was cut off."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="A folder, a zip file, or a .txt, .csv or .json file")
        parser.add_argument("--source", required=True, choices=[s.value for s in Source if s != Source.SELF])
        parser.add_argument("--again", action="store_true", help="Load an extract that was already loaded")

    def handle(self, *args: Any, path: Path, source: str, again: bool, **options: Any) -> None:
        started = time.monotonic()
        watch = Progress(sys.stderr)
        try:
            done = load(path=path, source=source, watch=watch, again=again)
        except Unreadable as error:
            watch.ends()
            raise CommandError(str(error)) from None
        watch.ends()
        if not watch.told:
            self.stdout.write(
                f"This extract was loaded on {done.finished_at:%d %B %Y}. Use --again to load it again."
            )
            return
        self.report(done, time.monotonic() - started)

    def report(self, done: RegisterLoad, seconds: float) -> None:
        say = self.stdout.write
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
            1024 if sys.platform != "darwin" else 1024**2
        )
        say(
            f"{done.rows:,} rows in {seconds:.1f} s: {done.added:,} added, {done.changed:,} changed, "
            f"{done.unchanged:,} unchanged, {done.passed_over:,} of other kinds passed over. Peak memory {peak:.0f} MB."
        )
        if not done.problems_found:
            return
        say(self.style.WARNING(f"{done.problems_found:,} problems; the other rows were loaded:"))
        for problem in done.problems.all()[:SHOWN]:
            number = f" ({problem.number})" if problem.number else ""
            say(f"  {problem.table}, row {problem.row:,}{number}: {problem.problem}")
        if done.problems_found > SHOWN:
            say(f"  … and {done.problems_found - SHOWN:,} more")


class Progress:
    """A bar on a terminal; a plain line every ten seconds elsewhere."""

    def __init__(self, out: TextIO) -> None:
        self.out, self.live = out, out.isatty()
        self.what, self.rows, self.told = "", 0, False
        self.shown_at = self.began_at = 0.0

    def begins(self, what: str) -> None:
        self.ends()
        self.what, self.rows, self.told = what, 0, True
        self.began_at = self.shown_at = time.monotonic()
        self._show(0.0)

    def moves(self, rows: int, share: float) -> None:
        self.rows += rows
        now = time.monotonic()
        if now - self.shown_at >= (0.1 if self.live else 10):
            self.shown_at = now
            self._show(min(share, 1.0))

    def ends(self) -> None:
        if self.what:
            took = time.monotonic() - self.began_at
            self._write(f"{self.what}: {self.rows:,} rows in {took:.1f} s", final=True)
        self.what = ""

    def _show(self, share: float) -> None:
        filled = round(share * _BAR)
        bar = f"[{'█' * filled}{'·' * (_BAR - filled)}] " if self.live else ""
        self._write(f"{self.what} {bar}{share:4.0%}  {self.rows:,} rows", final=not self.live)

    def _write(self, line: str, *, final: bool) -> None:
        start = "\r\x1b[K" if self.live else ""
        self.out.write(f"{start}{line}" + ("\n" if final else ""))
        self.out.flush()
