"""How returns are made ready and purchases balanced: what a statistician chooses when a run is planned."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.common import forms

CHOICES: dict[str, dict[str, Any]] = {
    "align": {
        "": _("As the accounts say: each row is of the year that it names"),
        "calendar": _("By days, to calendar years"),
        "financial": _("By days, to years from 1 April, named by the year in which they start"),
        "ncvo": _("Whole, to the year from 1 April in which the period ends"),
    },
    "impute": {
        "": _("Not at all: an empty value is nought, and weights stand for who did not answer"),
        "previous": _("From the return of the year before, else by the ratio of the class"),
        "donor": _("From the return of the year before, else from the nearest donor"),
    },
    "balance": {
        "": _("Not balanced: spread as the official table spreads each industry’s"),
        "ras": _("RAS: cells in proportion to both totals"),
        "gras": _("GRAS: the same for tables with negative cells"),
        "least_squares": _("Constrained least squares: each cell moved as little as it can be"),
    },
    "late": {
        "": _("Weights stand for them"),
        "nowcast": _("Carried forward from the year before, by the growth of those who have answered"),
    },
}
FIELDS = {
    "align": _("How accounting periods are brought to the year"),
    "impute": _("How empty values are found"),
    "late": _("Late returns of provisional years"),
    "balance": _("How purchases by product are balanced"),
}
HELP = {"balance": _("Cells that are held on the input-output table are held in the run.")}
WORDS = {key: words for choices in CHOICES.values() for key, words in choices.items() if key}


def field(name: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=FIELDS[name], choices=list(CHOICES[name].items()), required=False, help_text=HELP.get(name, "")
    )
