"""The demonstration's virus scanner: ClamAV where the machine has it, and an honest word where it has not."""

import io
import os
from pathlib import Path

import pytest

from foundation.documents import scanning
from ops import scanner
from ops.crew import Crew
from ops.processes import wait_until
from tests.conftest import missing
from tests.documents.scanner import EICAR, Clamd

pytestmark = pytest.mark.machine


def found(crew: Crew) -> scanner.Scanner:
    there = scanner.find(crew)
    if there is None:
        missing("No virus scanner was found. Install clamav-daemon.")
    return there


def test_it_starts_and_finds_the_test_virus(monkeypatch, settings):
    monkeypatch.delenv("CLAMD_ADDRESS", raising=False)
    monkeypatch.setattr(scanner, "SIGNATURES", ())
    with Crew("scanner-test") as crew:
        there = found(crew)
        assert there.env() == {"CLAMD_ADDRESS": there.address, "CLAMD_KNOWS_TESTS_ONLY": "1"}
        there.start(crew)
        answering = Clamd(there.folder)
        assert wait_until(answering.answers, 30), crew.log("scanner").read_text()
        assert oct(Path(there.address).stat().st_mode)[-3:] == "600"
        settings.CLAMD_ADDRESS = there.address
        assert scanning.scan(io.BytesIO(EICAR)).finding and not scanning.scan(io.BytesIO(b"hello")).finding
        folder = there.folder
    assert not folder.exists()


def test_a_machine_without_one_is_told_and_goes_on(monkeypatch, tmp_path, capsys):
    monkeypatch.delenv("CLAMD_ADDRESS", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(scanner, "PLACES", ())
    with Crew("scanner-none") as crew:
        assert scanner.find(crew) is None
    assert "none found: files wait" in capsys.readouterr().out


def test_one_that_runs_already_is_used(monkeypatch, capsys):
    monkeypatch.setenv("CLAMD_ADDRESS", "127.0.0.1:3310")
    with Crew("scanner-given") as crew:
        assert scanner.find(crew) is None
    assert "from CLAMD_ADDRESS" in capsys.readouterr().out and os.environ["CLAMD_ADDRESS"]
