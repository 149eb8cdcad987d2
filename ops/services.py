"""The database and the queue, whichever way they are to be had, as environment variables."""

import os
from dataclasses import dataclass
from pathlib import Path

from ops import postgres, valkey
from ops.crew import Crew
from ops.paths import DATA
from ops.say import done, step


@dataclass(frozen=True)
class Services:
    """A database and a queue that answer; `server` is set when the database is our own."""

    database_url: str
    redis_url: str
    server: postgres.Server | None

    def env(self) -> dict[str, str]:
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}


def lasting(crew: Crew, name: str = "") -> Services:
    """Services that keep their data in `.data/` from one run to the next."""
    folder = None if given("DATABASE_URL") else postgres.place(f"{name}postgres")
    return start(crew, folder, DATA / f"{name}valkey", durable=True)


def throwaway(crew: Crew) -> Services:
    """Services for one run: fast, and gone afterwards."""
    who = postgres.owner()
    folder = crew.temporary(who)
    database = postgres.private_to(folder / "postgres", who)
    return start(crew, database, folder / "valkey", durable=False)


def start(crew: Crew, database: Path | None, queue: Path, *, durable: bool) -> Services:
    server = None
    database_url, redis_url = given("DATABASE_URL"), given("REDIS_URL")
    if database_url or database is None:
        done("PostgreSQL", "from DATABASE_URL")
    else:
        with step("PostgreSQL") as shown:
            server = postgres.start(crew, database, durable=durable)
            database_url, shown.note = server.url, server.binaries.version
    if redis_url:
        done("Valkey", "from REDIS_URL")
    else:
        with step("Valkey"):
            redis_url = valkey.start(crew, queue, durable=durable)
    return Services(database_url, redis_url, server)


def given(name: str) -> str:
    return os.environ.get(name, "")
