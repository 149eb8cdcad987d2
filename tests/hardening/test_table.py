"""The table of cases names tests that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.house


def test_every_test_of_the_table_exists():
    named = re.findall(r"`([a-z_]+/test_\w+\.py)::(test_\w+)`", (ROOT / "docs" / "hardening.md").read_text())
    missing = [
        f"{file}::{test}" for file, test in named if f"def {test}(" not in (ROOT / "tests" / file).read_text()
    ]
    assert len(named) > 50 and missing == []
