"""The version of the code that makes figures: one hash over its text, so that a changed method is another recipe."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parent.parent
FOLDERS = ("methods", "engine")


@cache
def version() -> str:
    digest = hashlib.sha256()
    for path in sorted(path for folder in FOLDERS for path in (HOME / folder).rglob("*.py")):
        digest.update(str(path.relative_to(HOME)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def canonical(value: Any) -> bytes:
    """One text for equal values, whatever order they were given in."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str).encode()


def recipe_hash(
    method: str,
    method_version: str,
    code: str,
    parameters: dict[str, Any],
    inputs: list[tuple[str, str]],
    frame: str,
) -> str:
    """Of all that decides the result."""
    recipe = [method, method_version, code, parameters, sorted(inputs), frame]
    return hashlib.sha256(canonical(recipe)).hexdigest()
