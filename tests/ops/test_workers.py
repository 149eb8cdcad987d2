"""Tests that several workers share out: whatever happens to one, the run says so and ends badly."""

import re
import subprocess
from pathlib import Path

import pytest

from ops.paths import VENV
from ops.test import WORKERS
from tests.ops.conftest import clean_environment

pytestmark = pytest.mark.machine

TESTS = {
    "test_well": "def test_it(): pass",
    "test_badly": "def test_it(): assert 1 == 2",
    "test_never_ends": "import os\ndef test_first(): pass\ndef test_it(): os._exit(0)",
}


GIVEN = {
    "DATABASE_URL": "postgresql:///nowhere",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
}


def test_one_that_fails_and_one_that_takes_its_worker_with_it_fail_the_run(tmp_path: Path):
    for name, text in TESTS.items():
        (tmp_path / f"{name}.py").write_text(text)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -q -p ops.pytest_services -p xdist.plugin\n")
    done = subprocess.run(
        [VENV / "bin" / "pytest", *WORKERS, "-n2"],
        cwd=tmp_path,
        env=clean_environment() | GIVEN,
        capture_output=True,
        text=True,
        check=False,
    )
    last = done.stdout.strip().splitlines()[-1]
    assert done.returncode == 1 and re.match(r"\d failed, .*\d passed in [\d.]+s", last), done.stdout
