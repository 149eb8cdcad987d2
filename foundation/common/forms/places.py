"""A page with a form that is the same for everybody but for what they said: drawn once, filled in for each reader.

A form that is given `places` draws a mark wherever a value, a tick or a choice may stand. The page with these marks is
cut at them, and holds nothing of anybody.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page cut at its places: pieces of HTML, and between them the names of what stands there."""

    pieces: tuple[str, ...]
    names: tuple[str, ...]

    def fill(self, said: Mapping[str, str]) -> str:
        """The page with this HTML in its places; a place without any stays empty."""
        whole = list(self.pieces)
        whole[1::2] = [said.get(name, "") for name in self.names]
        return "".join(whole)


class Places:
    """The marks of one drawing. Nothing that somebody wrote can look like one: they are drawn by lot."""

    def __init__(self) -> None:
        self._mark = secrets.token_hex(16)

    def at(self, name: str) -> Markup:
        return Markup(f"{self._mark}{name}{self._mark}")  # noqa: S704

    def cut(self, html: str, standing_in: Mapping[str, str]) -> Drawn:
        """Cut a page at its marks, and at the words that stand in for something which is no field."""
        for words, name in standing_in.items():
            html = html.replace(words, self.at(name))
        pieces = re.split(f"{self._mark}(.*?){self._mark}", html)
        return Drawn(tuple(pieces), tuple(pieces[1::2]))
