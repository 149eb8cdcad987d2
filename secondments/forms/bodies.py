"""Bodies where somebody must not work, and what a home body lets the matching heed."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from foundation.common import forms
from secondments import bodies
from secondments.forms.base import VerbForm, number

MOST = 100
HOW = _(
    "The code of a department or the reference of an organisation, one on each line: DCMS or OR-2026-000123."
)
UNKNOWN = _(
    "There is no body “%(word)s”. Enter the code of a department or the reference of an organisation."
)


class Bodies(forms.LongTextField):
    """Codes and references, one on each line; what comes out is a sorted list of those that are bodies."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        words = str(super().clean(value)).replace(",", " ").replace(";", " ").split()
        found, unknown = bodies.known(words)
        if unknown:
            sentence = _(
                "There is no body “%(word)s”. Enter the code of a department or the reference of an organisation."
            )
            raise forms.ValidationError(sentence, params={"word": unknown[0]})
        if len(found) > MOST:
            raise forms.ValidationError(_("Name 100 bodies at most."))
        return found


def some_bodies(label: Any, hint: Any = HOW) -> Bodies:
    return Bodies(label=label, required=False, max_length=4000, rows=3, help_text=hint)


class AvoidForHome(VerbForm):
    avoids = some_bodies(_("Bodies where this person must not work"))

    def prepare(self) -> None:
        self.start_with(avoids=self.row.avoids_for_home)


class HomeTermsForm(VerbForm):
    most_away = number(
        _("How many people can you spare at once?"),
        0,
        1000,
        required=False,
        hint=_("Nobody is matched beyond it. Leave it empty for no limit."),
    )
    bids = some_bodies(_("Bodies with which you have a live bid"))
    grants = some_bodies(_("Bodies from which you have a live grant"))
    contracts = some_bodies(_("Bodies with which you have a live contract"))
    parts: ClassVar[dict[str, Any]] = {
        "most_away": _("People away"),
        "bids": _("Bids, grants and contracts"),
    }
    show: ClassVar[dict[str, dict[str, Any]]] = {"most_away": {"width": 4}}

    def prepare(self) -> None:
        self.start_with(**{name: getattr(self.row, name) for name in self.fields})
