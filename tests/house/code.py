"""What the house tests read: our own source, parsed once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
WINGS = ("portal", "covenant", "engagement", "secondments", "satellite_account", "foundation")
PACKAGES = (*WINGS, "ops", "bench")


@dataclass(frozen=True)
class Source:
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=str(self.path))

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def length(self) -> int:
        return len(self.text.splitlines())

    @cached_property
    def parts(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    def nodes(self, kind: type) -> Iterator[ast.AST]:
        return (node for node in self.parts if isinstance(node, kind))

    def functions(self) -> Iterator[tuple[str, int]]:
        for node in self.parts:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{self.name}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1


@lru_cache
def sources(*packages: str) -> tuple[Source, ...]:
    """Every Python file of these packages, migrations left out."""
    found = (path for package in packages for path in sorted((ROOT / package).rglob("*.py")))
    return tuple(Source(path) for path in found if "migrations" not in path.parts)


def share(values: list[int], part: float) -> int:
    """The value below which that part of all values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]
