"""The first minute on a fresh machine, and what may be wrong with it."""

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.ops.conftest import Tree, eventually

pytestmark = pytest.mark.machine

PREPARE = "from ops import bootstrap\nwith Crew('demo') as crew:\n    bootstrap.prepare(crew)\nreturn 0"


def fake(folder: Path, name: str, script: str) -> Path:
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return folder


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH with what a shell script needs and no Python at all."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for name in ("dirname", "basename", "sh", "make"):
        found = next(Path(part) / name for part in os.get_exec_path() if (Path(part) / name).exists())
        (folder / name).symlink_to(found)
    return folder


def test_without_a_fitting_python_it_says_what_to_install(tree: Tree, tools: Path):
    fake(tools, "python3", f'exec {sys.executable} -c "import sys; sys.exit(1)"')
    code, said = tree.run("./bootstrap", "demo", PATH=str(tools))
    assert code == 1
    assert "needs Python 3.11, 3.12 or 3.13" in said
    assert "Install one" in said


def test_make_passes_the_sentence_on(tree: Tree, tools: Path):
    code, said = tree.run("make", "demo", PATH=str(tools))
    assert code != 0
    assert "needs Python 3.11, 3.12 or 3.13" in said


def test_a_python_without_venv_is_named_with_its_package(tree: Tree, tools: Path):
    fake(tools, "python3.12", 'case "$2" in *ensurepip*) exit 1;; esac; exit 0')
    code, said = tree.run("./bootstrap", "demo", PATH=str(tools))
    assert code == 1
    assert "python3.12 cannot make virtual environments" in said
    assert "apt install python3.12-venv" in said


def test_a_broken_python_is_passed_over_for_one_that_works(tree: Tree, tools: Path):
    fake(tools, "python3.13", "echo 'command not found' >&2; exit 127")
    fake(tools, "python3.11", f'exec {sys.executable} "$@"')
    code, said = tree.run("./bootstrap", "nonsense", PATH=str(tools))
    assert code == 2
    assert "nonsense is not one of the commands: demo, test, check, bench, clean" in said


def test_a_start_killed_half_way_is_repaired_by_the_next(bare_tree: Tree):
    venv = bare_tree.root / ".venv"
    first = bare_tree.script(PREPARE)
    eventually(lambda: (venv / "bin").exists() or (venv / "lib").exists())
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert not (venv / ".complete").exists()
    (venv / "left-over").touch()

    code, said = bare_tree.run(*second_start(bare_tree))
    assert (code, "✓ Python packages" in said) == (0, True), said
    assert not (venv / "left-over").exists()

    assert bare_tree.run(*second_start(bare_tree)) == (0, ""), "nothing is left to do"


def test_compiled_modules_lie_out_of_sight_where_none_may_lie_beside_the_sources(tree: Tree):
    code, _said = tree.run(sys.executable, "-m", "ops", "demo", PORT="none", PYTHONDONTWRITEBYTECODE="1")
    assert code == 1
    assert list((tree.root / ".data" / "bytecode").rglob("demo.*.pyc"))
    assert not list((tree.root / "ops").rglob("*.pyc"))


def test_without_a_network_it_says_so(bare_tree: Tree):
    lock = bare_tree.root / "requirements.lock"
    lock.write_text(f"no-such-package==1 --hash=sha256:{'0' * 64}\n")
    offline = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_RETRIES": "0",
        "PIP_CONFIG_FILE": os.devnull,
    }
    code, said = bare_tree.run(*second_start(bare_tree), **offline)
    assert code == 1
    assert "The network did not answer" in said
    assert "run the same command again" in said
    assert "Traceback" not in said


def second_start(tree: Tree) -> tuple[str, ...]:
    (tree.root / "prepare.py").write_text(
        "import sys\nfrom ops.__main__ import attempt\nfrom ops.crew import Crew\n"
        "def work():\n"
        + "\n".join(f"    {line}" for line in PREPARE.splitlines())
        + "\nsys.exit(attempt(work))\n"
    )
    return sys.executable, "prepare.py"
