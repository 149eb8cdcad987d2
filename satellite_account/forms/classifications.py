"""Classifications, crosswalks and aggregations: is it well said?"""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.common import forms
from satellite_account.models import Classification

FILE = _("File (CSV, XLSX or ODS)")


class LoadClassification(forms.Form):
    """A version of a classification; the first of it has a title."""

    title = forms.CharField(label=_("Title of the classification"), max_length=200)
    source = forms.CharField(label=_("Who publishes it, and when"), max_length=200)
    file = forms.FileField(
        label=FILE, help_text=_("With the columns code, parent and title, exactly so named")
    )
    note = forms.CharField(label=_("What changed, and why"), max_length=400, required=False)

    def __init__(self, *args: Any, before: Classification | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if before is not None:
            self.initial = {"title": before.title, "source": before.source}
            self.fields["note"].required = True


class LoadCrosswalk(forms.Form):
    """A version of a crosswalk; the first of it says between which classifications."""

    source = forms.ChoiceField(label=_("From"))
    target = forms.ChoiceField(label=_("To"))
    basis = forms.CharField(label=_("Where the shares come from"), max_length=300)
    file = forms.FileField(
        label=FILE,
        help_text=_(
            "With the columns source, target and share, exactly so named. The shares of each source sum to 1; shares "
            "rounded to six places are scaled to it."
        ),
    )
    note = forms.CharField(label=_("What changed, and why"), max_length=400, required=False)

    def __init__(self, *args: Any, before: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {row.slug: row for row in Classification.objects.newest()}  # type: ignore[attr-defined]
        choices = [(slug, f"{row.title}, version {row.version}") for slug, row in self.rows.items()]
        for name in ("source", "target"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        if before is not None:
            self.initial = {"basis": before.basis}
            for name in ("source", "target"):
                del self.fields[name]
            self.fields["note"].required = True

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("source") and said.get("source") == said.get("target"):
            self.add_error("target", _("Select another classification than the one that it comes from"))
        return said


class NewAggregation(forms.Form):
    title = forms.CharField(
        label=_("Title of the aggregation"), max_length=200,
        help_text=_("A title that is there already makes its next version"),
    )  # fmt: skip
    codes = forms.LongTextField(
        label=_("Codes"), max_length=4000, rows=5,
        help_text=_("Parted by commas or lines. A code stands for everything below it."),
    )  # fmt: skip
    note = forms.CharField(label=_("What changed, and why"), max_length=400, required=False)

    def clean_codes(self) -> list[str]:
        return list(dict.fromkeys(code for code in re.split(r"[,;\s]+", self.cleaned_data["codes"]) if code))
