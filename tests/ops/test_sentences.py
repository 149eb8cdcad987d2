"""What goes wrong is said in a sentence that tells what to do."""

import errno
import os
import sys
from pathlib import Path

import pytest

from ops import check, keys
from ops.check import Check
from ops.crew import Crew, explained
from ops.paths import write_whole
from ops.say import Failure, sentence_for
from tests.ops.conftest import Tree

FULL = "The disk is full"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_named_by_the_system_s_own_error(number: int):
    assert sentence_for(OSError(number, "no room")).startswith(FULL)


@pytest.mark.machine
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_named_when_a_program_meets_it():
    with Crew("full-test") as crew, pytest.raises(Failure, match=FULL):
        crew.must("copy", ["sh", "-c", "cat /etc/passwd > /dev/full"], "It could not be copied.")


def test_a_folder_that_cannot_be_written_is_named():
    said = sentence_for(PermissionError(errno.EACCES, "denied", "/srv/front-door/.data"))
    assert said.startswith("/srv/front-door/.data cannot be written.")


@pytest.mark.parametrize(
    "words",
    [
        "Temporary failure in name resolution",
        "npm error code ENOTFOUND",
        "connect ECONNREFUSED 127.0.0.1:443",
        "ERROR: No matching distribution found for django",
    ],
)
def test_a_missing_network_is_named_only_where_something_is_fetched(tmp_path: Path, words: str):
    log = tmp_path / "step.log"
    log.write_text(f"some noise\n{words}\n")
    assert str(explained(log, "It went wrong.", fetches=True)).startswith("The network did not answer")
    assert str(explained(log, "It went wrong.")).startswith("It went wrong.")


def test_the_last_words_of_a_program_are_shown(tmp_path: Path):
    log = tmp_path / "step.log"
    log.write_text("\n".join(f"line {number}" for number in range(100)))
    said = str(explained(log, "It went wrong."))
    assert "line 99" in said
    assert "line 50" not in said


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path):
    path = tmp_path / "kept"
    write_whole(path, "before")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "after\ud800")
    assert path.read_text() == "before"


def test_secrets_are_made_once_and_for_their_owner_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(keys, "DATA", tmp_path)
    first = keys.secret_key()
    assert len(first) >= 50
    assert keys.secret_key() == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert keys.identity_key().startswith("-----BEGIN PRIVATE KEY-----")
    assert (tmp_path / "identity-key.pem").stat().st_mode & 0o777 == 0o600


@pytest.mark.machine
def test_checks_run_on_after_one_has_failed_and_say_what_to_do(capsys: pytest.CaptureFixture[str]):
    with Crew("check-test") as crew:
        asked = [
            Check("bad one", [sys.executable, "-c", "exit('a reason')"], "Do this instead."),
            Check("good one", [sys.executable, "-c", ""], "Never shown."),
        ]
        assert check.answer(crew, asked, dict(os.environ)) == ["bad one"]
    said = capsys.readouterr().out
    assert "a reason" in said
    assert "Do this instead." in said
    assert "✓ good one" in said
    assert "Never shown." not in said


def test_every_verb_of_the_makefile_is_one_of_ours(tree: Tree):
    code, said = tree.run("make")
    assert code == 0
    for verb in ("demo", "test", "check", "bench", "clean"):
        assert f"make {verb}" in said
