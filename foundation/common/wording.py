"""A closed table of our own words, said in the language being read. Each word is looked up once for each language."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language


class Wording:
    """`STATES = Wording(State.choices)`, then `STATES.now()["open"]`."""

    def __init__(self, words: Mapping[Any, Any] | Iterable[tuple[Any, Any]]) -> None:
        self.words = dict(words)
        self._said: dict[str | None, dict[Any, str]] = {}

    def now(self) -> dict[Any, str]:
        language = get_language()
        if language not in self._said:
            self._said[language] = {key: str(words) for key, words in self.words.items()}
        return self._said[language]
