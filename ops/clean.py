"""`make clean`: removes what the other commands made, and nothing else."""

import shutil
from pathlib import Path

from ops import postgres
from ops.crew import OnlyOne, end_leftovers, shown
from ops.paths import DATA, ROOT, VENV
from ops.say import done, line

CACHES = (".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache")


def clean() -> int:
    with OnlyOne("demo"), OnlyOne("bench"):
        end_leftovers()
        gone = [remove(path) for path in made()] + [postgres.forget()]
    if not any(gone):
        line("  Nothing to remove.")
    for path in filter(None, gone):
        done(shown(path), "removed")
    return 0


def made() -> list[Path]:
    output = [ROOT / "static" / "build", ROOT / "staticfiles", *(ROOT / name for name in CACHES)]
    output += ROOT.glob("locale/*/LC_MESSAGES/*.mo")
    return [*output, ROOT / "node_modules", VENV, DATA]


def remove(path: Path) -> Path | None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)
    else:
        return None
    return path
