"""The package is usable without the web, cheap to import, and its list of names is true."""

import inspect
import re
import subprocess
import sys

import pytest

import satellite_account.methods as methods
from tests.house.code import ROOT, sources
from tests.house.test_habits import imported

PROBE = "import sys, satellite_account.methods{more}; print(sorted({names} & set(sys.modules)))"


def loaded(names: set[str], more: str = "") -> str:
    code = PROBE.format(names=names, more=more)
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.strip()


def test_a_worker_that_imports_it_loads_no_arrays():
    assert loaded({"numpy", "pandas", "scipy", "django"}) == "[]"


def test_a_notebook_that_uses_it_loads_no_django():
    assert (
        loaded(
            {"django", "rest_framework", "celery"},
            "; from satellite_account.methods import build_tables, economy, run_checks",
        )
        == "[]"
    )


def test_no_file_of_it_imports_the_web():
    used = {
        name.split(".")[0] for source in sources("satellite_account/methods") for name in imported(source)
    }
    assert used & {"django", "rest_framework", "celery", "portal", "engagement", "foundation"} == set()


@pytest.mark.parametrize("name", methods.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name):
    found = getattr(methods, name)
    assert not callable(found) or (found.__doc__ or "").strip()


def functions() -> list[str]:
    found = [name for name in methods.__all__ if inspect.isroutine(inspect.unwrap(getattr(methods, name)))]
    return [name for name in found if not inspect.isclass(getattr(methods, name))]


def test_there_are_many_functions():
    assert len(functions()) > 50


@pytest.mark.parametrize("name", functions())
def test_a_docstring_gives_every_argument_the_answer_the_errors_and_the_source(name):
    found = inspect.unwrap(getattr(methods, name))
    said, home = found.__doc__ or "", inspect.getmodule(found).__doc__ or ""
    assert [argument for argument in inspect.signature(found).parameters if argument not in said] == []
    assert "returns" in said.lower() and "Raises" in said
    assert "Source" in said or "Source" in home


def test_the_readmes_notebook_runs_without_the_web():
    """Every block of code in the README, one after the other, in a process that has no Django to import."""
    text = (ROOT / "satellite_account/methods/README.md").read_text()
    blocks = re.findall(r"```python\n(.*?)```", text, re.S)
    assert len(blocks) >= 2
    code = (
        "import sys; sys.modules.update(dict.fromkeys(['django', 'rest_framework', 'celery']))\n"
        + "\n".join(blocks)
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = methods.nothing


def test_the_readme_names_every_public_function():
    text = (ROOT / "satellite_account/methods/README.md").read_text()
    classes = {
        "DoesNotClose",
        "Infeasible",
        "MissingColumns",
        "NotConverged",
        "Calibrated",
        "Balanced",
        "Economy",
        "Result",
        "Check",
    }
    assert [name for name in methods.__all__ if name not in text and name not in classes] == []
