"""Choosing from far more than a list can show: words are entered, what fits comes back to tick, what was ticked stays.

It needs no JavaScript: a button sends the whole form back with the matches in it, and nothing else is judged yet.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.common import forms

FIND = "find"  # the name of the buttons
MOST = 20
WORDS = 100  # letters that are looked up
KEPT = 200  # ticks that are kept
FITS = gettext_lazy("This fits “%(words)s”:")
HINT = gettext_lazy(
    "Enter a word, then select Find. Tick what is right; what you ticked stays when you look again."
)
Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Source:
    """Where choices come from. `every` is all of them where they are few enough to be shown, else None."""

    every: Choices | None
    named: Callable[[Iterable[str]], Choices]
    fitting: Callable[[str], Choices]  # one more than MOST where there are more
    empty: Any  # what to enter
    nothing: Any  # what to do when nothing fits these words


def words_field(label: Any, hint: Any) -> Any:
    return forms.CharField(label=label, help_text=hint, required=False, max_length=WORDS)


class Picks:
    """Mixin of a form: `sources` by the field that chooses; the field of its words is called find_ and the same."""

    fields: dict[str, Any]
    initial: dict[str, Any]
    data: Any

    def pick_from(self, **sources: Source) -> None:
        """Give the fields their choices, once first values are known: those count as chosen."""
        self.sources = {name: source for name, source in sources.items() if source.every is None}
        self.found: dict[str, Choices] = {}
        for name, source in sources.items():
            if source.every is not None:
                del self.fields[f"find_{name}"]
                self.fields[name].choices = [*self.fields[name].choices[:1], *source.every]
            else:
                self._offer(name, source)

    def _offer(self, name: str, source: Source) -> None:
        field, words = self.fields[name], self._words(name)
        chosen = source.named(self._chosen(name))
        fitting = self.found[name] = source.fitting(words) if words else []
        kept = dict(chosen)
        choices = chosen + [pair for pair in fitting[:MOST] if pair[0] not in kept]
        if choices:
            if isinstance(field.widget, forms.Select):
                field.widget = forms.RadioSelect()
            field.choices = choices
        else:
            many = isinstance(field, forms.MultipleChoiceField)
            field.widget, field.required = forms.MultipleHiddenInput() if many else forms.HiddenInput(), False
        if fitting:
            more = _("There is more. Enter more words to find it.") if len(fitting) > MOST else ""
            field.help_text = f"{FITS % {'words': words}} {more}".strip()

    def _words(self, name: str) -> str:
        return (self.data.get(f"find_{name}") or "").strip()[:WORDS]

    def _chosen(self, name: str) -> list[str]:
        if self.data:
            many = getattr(self.data, "getlist", None)
            found = many(name) if many else [self.data.get(name)]
        else:
            first = self.initial.get(name) or []
            found = [first] if isinstance(first, str) else first
        return [value for value in found if value][:KEPT]

    def is_search(self) -> bool:
        """Whether words wait to be looked up; then the form comes back with what fits, and without any other error."""
        asked = [name for name in self.sources if self._words(name) or self.data.get(FIND) == name]
        if asked:
            self._errors, self.cleaned_data = ErrorDict(), dict[str, Any]()
            self.data = self.data.copy()
        for name in asked:
            self._look_up(name)
        return bool(asked)

    def _look_up(self, name: str) -> None:
        source, words = self.sources[name], self._words(name)
        if not words:
            self.add_error(f"find_{name}", source.empty)  # type: ignore[attr-defined]
        elif not self.found[name]:
            self.add_error(f"find_{name}", source.nothing % {"words": words})  # type: ignore[attr-defined]
        else:
            self.data[f"find_{name}"] = ""
