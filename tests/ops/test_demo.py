"""The demonstration: its port, its keys, its database and the processes that it keeps up."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from urllib.request import urlopen

import psycopg
import pytest

from ops.valkey import free_port
from tests.ops.conftest import Tree, eventually, gone

pytestmark = pytest.mark.machine

MANAGE = """
import os, sys, psycopg
with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
    if sys.argv[1] == "migrate":
        connection.execute("create table if not exists seeds (name text primary key)")
    else:
        connection.execute("insert into seeds values ('first half')")
        if os.path.exists("trouble"):
            sys.exit("the seed was cut short")
        connection.execute("insert into seeds values ('second half')")
"""
PREPARE = """
from ops.database import bring_up_to_date
with Crew('demo') as crew:
    found = services.lasting(crew)
    bring_up_to_date(crew, found, dict(__import__('os').environ) | found.env())
    line(found.database_url)
    stay()
"""


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_named_before_anything_is_made(bare_tree: Tree, taken: int):
    code, said = bare_tree.run(sys.executable, "-m", "ops", "demo", PORT=str(taken))
    assert code == 1
    assert f"Port {taken} is taken by another program. Choose another: make demo PORT={taken + 1}" in said
    assert not (bare_tree.root / ".venv").exists()


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_what_is_no_port_is_refused(bare_tree: Tree, port: str):
    code, said = bare_tree.run(sys.executable, "-m", "ops", "demo", PORT=port)
    assert code == 1
    assert f"PORT={port} is not a port" in said


def test_seeding_cut_short_begins_again_with_an_empty_database(tree: Tree):
    (tree.root / "manage.py").write_text(MANAGE)
    (tree.root / "requirements.lock").touch()
    (tree.root / "trouble").touch()
    first = tree.script(PREPARE)
    said, _ = first.communicate(timeout=120)
    assert first.returncode == 1
    assert "The demonstration data could not be made." in said
    assert "the seed was cut short" in said

    (tree.root / "trouble").unlink()
    second = tree.script(PREPARE)
    database = tree.until_ready(second)[-1]
    with psycopg.connect(database) as connection:
        assert connection.execute("select count(*) from seeds").fetchone() == (2,)
    second.send_signal(signal.SIGTERM)
    second.wait(60)

    third = tree.script(PREPARE)
    said = tree.until_ready(third)
    assert not any("migrations" in text or "demonstration data" in text for text in said)


PORTAL = """
from ops import demo
demo.Portal.commands = lambda self: {{
    'web': [sys.executable, '-c', {web!r}, str(self.port)],
    'worker': [sys.executable, '-c', {worker!r}],
}}
with Crew('demo') as crew:
    portal = demo.Portal(crew, {{}}, {port})
    portal.open()
    line(str([member.process.pid for member in crew.team]))
    line('ready')
    portal.watch()
"""
WEB = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b'ok')
HTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
"""


def portal(tree: Tree, port: int, worker: str) -> "subprocess.Popen[str]":
    return tree.script(PORTAL.format(web=WEB, worker=worker, port=port))


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def test_a_fallen_process_is_started_again(tree: Tree):
    port = free_port()
    supervisor = portal(tree, port, "import time; time.sleep(600)")
    web = int(tree.until_ready(supervisor)[-1].strip("[]").split(",")[0])
    os.kill(web, signal.SIGKILL)
    eventually(lambda: gone(web))
    eventually(lambda: answers(port))
    supervisor.send_signal(signal.SIGTERM)
    said, _ = supervisor.communicate(timeout=120)
    assert "The web ended and is started again" in said


def test_one_that_falls_again_and_again_ends_the_demonstration_with_its_last_words(tree: Tree):
    supervisor = portal(tree, free_port(), "import time; time.sleep(1); exit('out of ideas')")
    said, _ = supervisor.communicate(timeout=120)
    assert supervisor.returncode == 1
    assert said.count("The worker ended and is started again") == 3
    assert "The worker process did not stay up." in said
    assert "out of ideas" in said
