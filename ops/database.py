"""Migrations and demonstration data: done once, and begun again when they were cut short."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from ops.crew import Crew
from ops.paths import DATA, PYTHON, ROOT
from ops.say import step
from ops.services import Services
from ops.stamps import fingerprint, is_done, mark_done


def bring_up_to_date(crew: Crew, services: Services, env: Mapping[str, str]) -> None:
    stamps = services.server.folder if services.server else DATA / "stamps" / _short(services.database_url)
    seeded = is_done(stamps / "seeded", "yes")
    if not seeded and services.server:
        services.server.empty(crew)
    _migrate(crew, env, stamps / "migrated", afresh=not seeded or not services.server)
    if not seeded:
        _seed(crew, env)
        mark_done(stamps / "seeded", "yes")


def _migrate(crew: Crew, env: Mapping[str, str], stamp: Path, *, afresh: bool) -> None:
    wanted = fingerprint(ROOT / "requirements.lock", *ROOT.glob("*/*/migrations"), *ROOT.glob("*/migrations"))
    if not afresh and is_done(stamp, wanted):
        return
    with step("migrations"):
        crew.must(
            "migrate",
            [PYTHON, "manage.py", "migrate", "--noinput", "--verbosity=0"],
            "The database could not be brought up to date.",
            env=env,
        )
        mark_done(stamp, wanted)


def _seed(crew: Crew, env: Mapping[str, str]) -> None:
    with step("demonstration data"):
        crew.must(
            "seed", [PYTHON, "manage.py", "seed_demo"], "The demonstration data could not be made.", env=env
        )


def _short(url: str) -> str:
    return sha256(url.encode()).hexdigest()[:12]
