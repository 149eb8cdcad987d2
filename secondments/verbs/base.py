"""One thing that may be done to a row: who, when, what is asked first, which action, what is said."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from secondments import addresses, rules
from secondments.forms.base import VerbForm

DONE = _("Done.")
When = Callable[[Any, Any], bool]


def always(row: Any, by: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Verb:
    """`noun` names the row, `target` is the keyword by which the action takes it; `proof` asks who one is once more."""

    noun: str
    name: str
    label: Any
    who: str
    states: Iterable[str]
    act: Callable[..., Any]
    form: type[VerbForm] = VerbForm
    lead: Any = ""
    done: Any = DONE
    danger: bool = False
    proof: bool = False
    when: When = always
    action: Any = ""  # on the button that does it, where that is not the label
    not_yet: Callable[[Any], Any] | None = None  # why it does not fit yet, and from when it will
    first: Any = False  # a button rather than a link: always, or in these states

    @property
    def slug(self) -> str:
        return self.name.replace("_", "-")

    def href(self, row: Any) -> str:
        return addresses.of_verb(self.noun, row.ref, self.slug)

    def allowed(self, row: Any, by: Any) -> bool:
        return rules.allowed(by, self.who, row)

    def leads(self, row: Any) -> bool:
        return self.first is True or (self.first is not False and row.state in self.first)

    def fits(self, row: Any, by: Any) -> bool:
        return row.state in self.states and self.when(row, by)


def available(table: Iterable[Verb], row: Any, by: Any) -> list[Verb]:
    """What the reader may do to the row as it stands. Each rule is asked once, however many verbs stand behind it."""
    fitting = [verb for verb in table if verb.fits(row, by)]
    may = {verb.who: verb for verb in fitting}
    allowed = {who for who, verb in may.items() if verb.allowed(row, by)}
    return [verb for verb in fitting if verb.who in allowed]
