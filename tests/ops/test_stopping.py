"""Nothing is left behind: not by Ctrl-C, not by SIGTERM, not by a killed supervisor."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ops.processes import identity
from tests.ops.conftest import Tree, eventually, gone

pytestmark = pytest.mark.machine

FAMILY = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])
print(child.pid, flush=True)
time.sleep(600)
"""
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(600)"
CREW = f"""
with Crew('demo') as crew:
    family = crew.start('family', [sys.executable, '-c', {FAMILY!r}])
    stubborn = crew.start('stubborn', [sys.executable, '-c', {STUBBORN!r}])
    while not crew.log('family').read_text() or not crew.log('stubborn').read_text():
        pause()
    line(str(family.process.pid)); line(crew.log('family').read_text()); line(str(stubborn.process.pid))
    line(str(crew.temporary()))
    stay()
"""


def cast(tree: Tree) -> tuple[subprocess.Popen[str], list[int], str]:
    supervisor = tree.script(CREW)
    said = [text for text in tree.until_ready(supervisor) if text]
    return supervisor, [int(text) for text in said[:3]], said[3]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_every_process_also_stubborn_ones_and_grandchildren(tree: Tree, number: int):
    supervisor, pids, folder = cast(tree)
    supervisor.send_signal(number)
    said, _ = supervisor.communicate(timeout=120)
    assert "Stopped; nothing is left running." in said
    assert [pid for pid in pids if not gone(pid)] == []
    assert not Path(folder).exists()
    assert list((tree.root / ".data" / "run").glob("*.json")) == []


def test_the_next_start_ends_what_a_killed_supervisor_left(tree: Tree):
    supervisor, pids, folder = cast(tree)
    supervisor.kill()
    supervisor.wait()
    assert not gone(pids[2]), "the stubborn one should have outlived its supervisor"

    successor = tree.script("with Crew('demo') as crew:\n    stay()")
    tree.until_ready(successor)
    assert [pid for pid in pids if not gone(pid)] == []
    assert not Path(folder).exists()


def test_a_number_that_now_belongs_to_someone_else_is_left_alone(tree: Tree):
    bystander = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True
    )
    try:
        runs = tree.root / ".data" / "run"
        runs.mkdir(parents=True)
        entry = {
            "pid": bystander.pid,
            "group": bystander.pid,
            "started": "1",
            "politely": 15,
            "service": False,
        }
        ledger = runs / "demo-1.json"
        ledger.write_text(json.dumps({"owner": None, "team": [entry], "folders": []}))
        tree.until_ready(tree.script("with Crew('demo') as crew:\n    stay()"))
        assert not ledger.exists()
        assert identity(bystander.pid)
    finally:
        bystander.kill()
        bystander.wait()


def test_a_torn_note_of_an_earlier_run_does_not_stop_the_next(tree: Tree):
    runs = tree.root / ".data" / "run"
    runs.mkdir(parents=True)
    (runs / "demo-1.json").write_text('{"owner": nul')
    tree.until_ready(tree.script("with Crew('demo') as crew:\n    stay()"))


def test_another_run_that_lives_is_left_alone(tree: Tree):
    supervisor, pids, _ = cast(tree)
    tree.until_ready(tree.script("with Crew('test') as crew:\n    stay()"))
    assert supervisor.poll() is None
    assert all(identity(pid) for pid in pids)


def test_a_second_demonstration_in_the_same_folder_is_told_of_the_first(tree: Tree):
    first = "with OnlyOne('demo', 'http://127.0.0.1:8001'), Crew('demo') as crew:\n    stay()"
    tree.until_ready(tree.script(first))
    code, said = tree.run(sys.executable, "-m", "ops", "demo", PORT="8002")
    assert code == 1
    assert "runs already from this folder: http://127.0.0.1:8001" in said


def test_when_make_is_killed_its_demonstration_ends_too(tree: Tree):
    waiting = (
        "import os; from ops.processes import pause; print(os.getpid(), flush=True)\nwhile True: pause()"
    )
    (tree.root / "make.py").write_text(
        f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {waiting!r}])\n"
    )
    parent = tree.start(sys.executable, "make.py", MAKELEVEL="1")
    assert parent.stdout
    child = int(parent.stdout.readline())
    parent.kill()
    eventually(lambda: gone(child))
