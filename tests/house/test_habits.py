"""Habits that a reader may count on: glue is written on the next line, output is never a stray print."""

import ast
import re

import pytest

from tests.house.code import ROOT, WINGS, Source, sources

pytestmark = pytest.mark.house

SIGNALS = re.compile(r"^django\.(?:\w+\.)*signals$|^django\.dispatch")
ADDRESS = re.compile(r"https?://|git\+|file:|\"resolved\"")


def imported(source: Source) -> set[str]:
    """The dotted names of all that a file imports."""
    names: set[str] = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_no_room_listens_to_model_signals():
    listeners = {
        source.name: sorted(filter(SIGNALS.match, imported(source)))
        for source in sources(*WINGS)
        if any(map(SIGNALS.match, imported(source)))
    }
    assert listeners == {}


def test_only_commands_print():
    prints = [
        f"{source.name}:{node.lineno}"
        for source in sources(*WINGS)
        if "commands" not in source.path.parts
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert prints == []


def test_only_the_outboxes_put_work_in_the_queue():
    """The domain writes facts; what leaves, leaves from rows after the commit."""
    allowed = ("foundation/notifications/", "foundation/webhooks/")
    senders = [
        f"{source.name}:{node.lineno}"
        for source in sources(*WINGS)
        if not source.name.startswith(allowed)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"delay", "apply_async", "delay_on_commit"}
    ]
    assert senders == []


@pytest.mark.parametrize("name", ["requirements.lock", "package-lock.json"])
def test_lock_files_hold_no_addresses(name):
    assert ADDRESS.findall((ROOT / name).read_text()) == []


def test_every_dependency_says_why_it_is_there_and_is_locked():
    text = (ROOT / "pyproject.toml").read_text()
    body = text.split("\ndependencies = [", 1)[1].split("\n[tool.", 1)[0]
    lines = [line.strip() for line in body.splitlines() if line.strip().startswith('"')]
    assert lines and [line for line in lines if "#" not in line] == []
    locked = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    wanted = {re.match(r'"([\w.-]+)', line).group(1).lower().replace("_", "-") for line in lines}
    assert wanted - locked == set()


def test_the_example_environment_names_every_variable():
    reading = re.compile(r'\benv\.(?:text|flag|items|number)\(\s*"([A-Z0-9_]+)"')
    read = {name for source in sources(*WINGS) for name in reading.findall(source.text)}
    listed = set(re.findall(r"^#?([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert len(read) > 10
    assert read - listed == set()


def test_a_page_is_waited_for_not_asked_once():
    """`expect(place).to_be_visible()` waits for a page that is still on its way; `place.is_visible()` does not."""
    once = {"is_visible", "is_hidden", "is_checked", "is_enabled", "is_disabled", "input_value"}
    asked = [
        f"{source.name}:{node.lineno}"
        for source in sources("tests")
        for node in source.nodes(ast.Assert)
        if any(isinstance(part, ast.Attribute) and part.attr in once for part in ast.walk(node.test))
    ]
    assert asked == []
