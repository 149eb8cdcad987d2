"""`make check`: everything that can be said about the code without running the tests."""

import os
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path

from ops import bootstrap, frontend, keys
from ops.crew import Crew, Member
from ops.paths import PYTHON, ROOT, VENV
from ops.processes import pause
from ops.say import Failure, colour, done, line
from ops.services import throwaway

AT_ONCE = 2
CONCISE = "--output-format=concise"
PRODUCTION = {
    "DEBUG": "0",
    "DEMO": "0",
    "SITE_URL": "https://front-door.example",
    "ALLOWED_HOSTS": "front-door.example",
    "EMAIL_URL": "smtp://mail.front-door.example:587/?tls=1",
}
# These run once, on an empty database: there is no live system yet that they could hold up.
FIRST_RELEASE = (
    "0001_functions",
    "0003_reference_data",
    "0003_classification_versions",
    "0006_swaps",
    "0008_published_files_are_kept",
    "0008_year_figures",
    "0010_papers_are_sent_by_the_worker",
)
DESCRIPTION = Path("docs") / "openapi.json"


@dataclass
class Check:
    """One question, the program that answers it, and what to do when the answer is no."""

    name: str
    command: list[str | Path]
    advice: str
    env: dict[str, str] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return self.name.lower().replace(" ", "-")


def check() -> int:
    begun = time.monotonic()
    with Crew("check") as crew:
        bootstrap.prepare(crew)
        frontend.build(crew)
        env = (
            dict(os.environ) | throwaway(crew).env() | {"DEBUG": "1", "SECRET_KEY": secrets.token_urlsafe(50)}
        )
        env["IDP_OIDC_PRIVATE_KEY"] = keys.identity_key()
        line()
        bad = answer(crew, checks(), env)
    if bad:
        raise Failure(f"{len(bad)} of {len(checks())} checks failed: {', '.join(bad)}.")
    line(f"\n  All {len(checks())} checks passed in {time.monotonic() - begun:.0f} s.")
    return 0


def checks() -> list[Check]:
    """The slowest first, so that the others run beside it."""
    tools = VENV / "bin"
    manage: list[str | Path] = [PYTHON, "manage.py"]
    return [
        Check("types", [tools / "mypy"], "Mend the types that mypy names."),
        Check("format", [tools / "ruff", "format", "--check", CONCISE, "."], "Run .venv/bin/ruff format ."),
        Check(
            "lint",
            [tools / "ruff", "check", CONCISE, "."],
            "Run .venv/bin/ruff check --fix . and mend the rest.",
        ),
        Check(
            "import contracts", [tools / "lint-imports"], "Import downwards only: move the shared noun down."
        ),
        Check("house rules", [tools / "pytest", "tests/house", "--no-header"], "Mend what the tests name."),
        Check(
            "missing migrations",
            [*manage, "makemigrations", "--check", "--dry-run"],
            "Run .venv/bin/python manage.py makemigrations for the app it names.",
        ),
        Check(
            "migration safety",
            [
                *manage,
                "lintmigrations",
                "--settings=ops.check_settings",
                "--no-cache",
                "--quiet",
                "ok",
                "ignore",
            ]
            + ["--include-apps", *our_apps(), "--ignore-name", *FIRST_RELEASE],
            "Make the change in steps that are safe on a live system.",
        ),
        Check(
            "API description",
            [PYTHON, "-m", "ops.api_description", DESCRIPTION],
            f"Run .venv/bin/python -m ops.api_description --write {DESCRIPTION} and look at what changed.",
        ),
        Check(
            "deployment",
            [*manage, "check", "--deploy", "--fail-level=WARNING"],
            "Make the production settings safe again.",
            PRODUCTION,
        ),
    ]


def our_apps() -> list[str]:
    folders = [*ROOT.glob("*/migrations"), *ROOT.glob("*/*/migrations")]
    return sorted(folder.parent.name for folder in folders if (folder.parent / "apps.py").exists())


def answer(crew: Crew, waiting: list[Check], env: dict[str, str]) -> list[str]:
    """Run all of them, two at a time, and name those that failed."""
    bad: list[str] = []
    at_work: dict[str, tuple[Check, Member, float]] = {}
    while waiting or at_work:
        while waiting and len(at_work) < AT_ONCE:
            one = waiting.pop(0)
            member = crew.start(one.slug, one.command, env=env | one.env)
            at_work[one.name] = (one, member, time.monotonic())
        for one, member, begun in list(at_work.values()):
            if member.ended():
                del at_work[one.name]
                crew.dismiss(member)
                if not report(crew, one, member.process.returncode, time.monotonic() - begun):
                    bad.append(one.name)
        pause(0.02)
    return bad


def report(crew: Crew, one: Check, code: int, seconds: float) -> bool:
    if code == 0:
        done(one.name, seconds=f"{seconds:6.1f} s")
        return True
    line(f"  {colour('31', '✗')} {one.name}")
    for text in crew.log(one.slug).read_text(errors="replace").strip().splitlines()[-60:]:
        line(f"      {text}")
    line(f"    {one.advice}")
    return False
