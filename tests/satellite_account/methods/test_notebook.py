"""A notebook of one's own: a small script on plain frames, in a process without settings, services or the web."""

import hashlib
import os
import subprocess
import sys

import pytest

from tests.house.code import ROOT
from tests.satellite_account.methods.data import REAL, needs_data

NOTEBOOK = """
import os, sys
assert not [name for name in os.environ if name.startswith(("DJANGO", "SECRET_KEY", "DATABASE"))]
import numpy as np
import pandas as pd
from satellite_account import methods as sa

draw = np.random.default_rng(1)
units = pd.DataFrame({"stratum": draw.choice(["small", "large"], 400), "income": draw.uniform(1e4, 1e6, 400)})
units["spent"] = 0.9 * units["income"] * draw.uniform(0.9, 1.1, 400)
units["in_sample"] = draw.random(400) < 0.3
design = sa.Design.of(units)
sample = units[units["in_sample"]].assign(one=1.0)
totals = pd.Series({"one": 400.0, "income": units["income"].sum()})
held = sa.greg_totals(sample, design, ["spent"], x=["one", "income"], totals=totals).loc["spent"]
assert held["lower"] < units["spent"].sum() < held["upper"] and held["cv"] < 0.02

account = sa.sequence(pd.DataFrame({"P.11": [30.0], "P.13": [70.0], "P.2": [40.0], "D.1": [55.0], "P.51c": [5.0]}))
bases = sa.three_bases(account, nmo=4.0, v=10.0)
assert bases["B.1g"].tolist() == [60.0, 64.0, 74.0]
quarters = sa.denton([98.2, 100.8, 102.2, 100.8], [4000.0])
assert abs(quarters.sum() - 4000) < 1e-9
found = {check.id: check.state for check in sa.run_checks({"account": account})}
assert found["1"] == "passed" and found["3"] == "not run"
try:
    sa.Design.of(units.drop(columns="stratum"))
except sa.MissingColumns as error:
    print(error)
assert not {"django", "celery", "rest_framework", "foundation", "portal"} & set(sys.modules)
"""


def test_a_notebook_of_ones_own_frames_needs_no_settings_and_no_web(tmp_path):
    script = tmp_path / "notebook.py"
    script.write_text(NOTEBOOK)
    done = subprocess.run(
        [sys.executable, script], env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}, cwd=tmp_path,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert "lacks the columns: stratum" in done.stdout


def test_without_the_reference_data_its_tests_are_skipped_with_a_reason(tmp_path):
    here = "tests/satellite_account/methods"
    chosen = [f"{here}/test_acceptance.py", f"{here}/test_acceptance_exact.py", "-k", "ac13 or ac9_every"]
    plain = ["-o", "addopts=", "--noconftest", "-p", "no:django", "-p", "no:cacheprovider", "-rs"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plain, *chosen],
        env=os.environ | {"SATELLITE_DATA": str(tmp_path / "nowhere")}, cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert (
        done.stdout.startswith("ss") and "needs the reference data in ../shared/data/satellite" in done.stdout
    )


@needs_data
def test_no_file_of_the_reference_data_is_in_the_repository():
    """By content, whatever it is called: of everything that is kept under version control."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("needs the repository's own list of files: git is not here")
    kept = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    sizes = {path.stat().st_size: path for path in REAL.iterdir() if path.is_file() and path.stat().st_size}
    alike = [path for path in kept if path.is_file() and path.stat().st_size in sizes]

    def digest(path):
        return hashlib.sha256(path.read_bytes()).hexdigest()

    theirs = {digest(path) for path in REAL.iterdir() if path.is_file() and path.stat().st_size}
    assert len(kept) > 500 and len(theirs) > 20
    assert [path for path in alike if digest(path) in theirs] == []
