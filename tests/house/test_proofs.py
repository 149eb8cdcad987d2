"""The lists of proofs name tests that exist: a test that is renamed or taken away takes its sentence's proof along."""

import ast
import re
from functools import cache

import pytest

from tests.house.code import ROOT

pytestmark = pytest.mark.house
LISTS = sorted((ROOT / "docs" / "proofs").glob("*.md"))
NAMED = re.compile(r"`?(tests/[\w/.-]+?\.py)::([\w:.]+)(\[)?")


@cache
def defined_in(file: str) -> frozenset[str]:
    """`test_x`, and `TestX::test_y` for what stands in a class; of a file that is not there, none."""
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    found = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            inner = (each for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))
            found |= {f"{node.name}::{each.name}" for each in inner}
    return frozenset(found)


def problems(text: str) -> list[str]:
    """Every name that is no test, with what is wrong about it."""
    found = []
    for file, name, bracket in NAMED.findall(text):
        name = name.rstrip(":.")
        if bracket:
            found.append(f"{file}::{name}[…]: name the test without its parameters")
        elif not name.rpartition("::")[2].startswith("test_") or name not in defined_in(file):
            found.append(f"{file}::{name}")
    return found


def test_there_are_lists_and_they_name_tests():
    assert LISTS and all(NAMED.search(each.read_text()) for each in LISTS)


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_every_test_that_a_list_names_exists(path):
    assert problems(path.read_text()) == []


HERE = "tests/house/test_proofs.py"


@pytest.mark.parametrize(("text", "wrong"), [
    (f"`{HERE}::test_there_are_lists_and_they_name_tests`", 0), (f"{HERE}::test_of_nothing", 1),
    ("`tests/house/test_gone.py::test_x`", 1), (f"`{HERE}::defined_in`", 1), (f"`{HERE}::NAMED`", 1),
    (f"{HERE}::test_of_what[csv]", 1), ("no test at all", 0),
])  # fmt: skip
def test_a_name_that_is_no_test_is_found(text, wrong):
    assert len(problems(text)) == wrong
