"""Tests that several workers share out: whatever happens to one, the run says so and ends badly."""

import re
import subprocess
from pathlib import Path

import pytest

from ops.paths import ROOT, VENV
from ops.test import WORKERS
from tests.ops.conftest import clean_environment

pytestmark = pytest.mark.machine

TESTS = {
    "test_well": "def test_it(): pass",
    "test_badly": "def test_it(): assert 1 == 2",
    "test_never_ends": "import os\ndef test_first(): pass\ndef test_it(): os._exit(0)",
}


@pytest.fixture
def run(tmp_path: Path):
    def with_workers(*names: str) -> tuple[int, str]:
        for name in names:
            (tmp_path / f"{name}.py").write_text(TESTS[name])
        words = [
            "-c",
            str(ROOT / "pyproject.toml"),
            "--rootdir",
            str(tmp_path),
            "-p",
            "no:cacheprovider",
            "-n2",
        ]
        given = {"DATABASE_URL": "postgresql:///nowhere", "REDIS_URL": "redis://127.0.0.1:1/0"}
        done = subprocess.run(
            [VENV / "bin" / "pytest", *WORKERS, *words, str(tmp_path)],
            env=clean_environment() | given,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout.strip().splitlines()[-1]

    return with_workers


def test_one_that_fails_and_one_that_takes_its_worker_with_it_fail_the_run(run):
    code, last = run(*TESTS)
    assert code == 1 and re.match(r"\d failed, .*\d passed in [\d.]+s", last)
