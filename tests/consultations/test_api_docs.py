"""The guide to the API names every route of consultations."""

import json
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
BASE = "/api/v1/consultations/"

pytestmark = pytest.mark.house


def test_every_route_of_consultations_is_in_the_guide():
    guide = (DOCS / "api.md").read_text()
    paths = json.loads((DOCS / "openapi.json").read_text())["paths"]
    operations = [
        (verb.upper(), path.removeprefix(BASE) or "/")
        for path, verbs in paths.items()
        if path.startswith(BASE)
        for verb in verbs
        if verb in {"get", "post"}
    ]
    missing = [f"{verb} {path}" for verb, path in operations if f"`{verb} {path}`" not in guide]
    assert len(operations) > 20 and missing == []


def test_the_guide_names_no_route_that_is_not_there():
    paths = json.loads((DOCS / "openapi.json").read_text())["paths"]
    named = re.findall(r"`(?:GET|POST) ({slug}/[a-z/-]*)`", (DOCS / "api.md").read_text())
    assert named and all(f"{BASE}{path}" in paths for path in named)
