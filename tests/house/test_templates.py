"""The content security policy allows no inline script or style, so no template has any."""

import re
from pathlib import Path

import pytest

from tests.house.code import ROOT

pytestmark = pytest.mark.house

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)  # escaped when it is written
FORBIDDEN = {
    "a script without a source": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^>{}]*\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>{}]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript address": re.compile(r"=\s*[\"']?\s*javascript:", re.IGNORECASE),
}


def test_there_are_templates_to_look_at():
    assert len(TEMPLATES) > 10


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_inline(path: Path):
    text = EXPRESSION.sub("…", COMMENT.sub("", path.read_text()))
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize(("text", "what"), [
    ("<script>go()</script>", "a script without a source"),
    ("<style>p{}</style>", "a style element"),
    ('<p class="a" style="color:red">', "a style attribute"),
    ('<a href="/" onclick="go()">', "an event attribute"),
    ('<a href="javascript:go()">', "a javascript address"),
])  # fmt: skip
def test_the_patterns_find_what_they_are_for(text: str, what: str):
    assert FORBIDDEN[what].search(text)
