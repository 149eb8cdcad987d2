"""Makes the virtual environment from the lock file, and repairs one that was left half-made."""

import shutil
import subprocess
import sys

from ops.crew import Crew, Lock
from ops.paths import PYTHON, ROOT, VENV
from ops.say import NEEDED_MB, disk_full, step
from ops.stamps import fingerprint, is_done, mark_done

LOCK = ROOT / "requirements.lock"
COMPLETE = VENV / ".complete"
UNDER_WAY = VENV / ".under-way"
PIP_OPTIONS = (
    "--disable-pip-version-check",
    "--no-input",
    "--no-deps",
    "--require-hashes",
    "--no-compile",
    "--progress-bar=off",
)


def prepare(crew: Crew) -> None:
    """Bring `.venv` to what the lock file says; instant when it is there already."""
    wanted = fingerprint(LOCK)
    with Lock("setup"):
        if _is_complete(wanted):
            return
        _check_room()
        if not _is_sound():
            _make(crew)
        _install(crew, wanted)


def _is_complete(wanted: str) -> bool:
    return is_done(COMPLETE, wanted) and _runs()


def _is_sound() -> bool:
    """Finished once before, so that pip can bring it up to date; a half-made one is made anew."""
    return COMPLETE.is_file() and not UNDER_WAY.exists() and _runs()


def _runs() -> bool:
    try:
        return subprocess.run([PYTHON, "-c", ""], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _check_room() -> None:
    if not VENV.exists() and shutil.disk_usage(ROOT).free < NEEDED_MB * 1_000_000:
        raise disk_full()


def _make(crew: Crew) -> None:
    with step("virtual environment") as shown:
        shutil.rmtree(VENV, ignore_errors=True)
        crew.must(
            "venv",
            [sys.executable, "-m", "venv", VENV],
            "Python could not make the virtual environment.",
        )
        shown.note = f"Python {sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"


def _install(crew: Crew, wanted: str) -> None:
    with step("Python packages (a minute or so)") as shown:
        mark_done(UNDER_WAY, wanted)
        crew.must(
            "pip",
            [PYTHON, "-m", "pip", "install", *PIP_OPTIONS, "-r", LOCK],
            "The Python packages could not be installed.",
            fetches=True,
        )
        _show_the_way()
        mark_done(COMPLETE, wanted)
        UNDER_WAY.unlink()
        shown.name = "Python packages"


def _show_the_way() -> None:
    """Lets pytest, celery and the others find our packages, whatever folder they are called from."""
    for packages in VENV.glob("lib/python3*/site-packages"):
        (packages / "front_door.pth").write_text(f"{ROOT}\n")
