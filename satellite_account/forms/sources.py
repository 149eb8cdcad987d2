"""Files, populations and scope: is it well said? Field names are the actions' arguments."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.common import forms
from satellite_account.enums import Answer, Criterion, Kind, Loading
from satellite_account.models import Version
from satellite_account.sources import layouts

ITEMS = {
    "income": _("Income"), "expenditure": _("Expenditure"), "staff_costs": _("Staff costs"),
    "employees": _("Employees"), "volunteers": _("Volunteers"), "activity": _("Activity"),
    "region": _("Region"), "year_end": _("End of the financial year"),
}  # fmt: skip


def layout_choices() -> list[tuple[str, Any]]:
    return [("", _("Select what the file holds")), *((each.key, each.title) for each in layouts.every())]


class NewDataset(forms.Form):
    title = forms.CharField(label=_("Title of the dataset"), max_length=160)
    layout = forms.ChoiceField(label=_("What the file holds"), choices=layout_choices)
    publisher = forms.CharField(label=_("Publisher"), max_length=160, required=False)
    licence = forms.CharField(label=_("Licence"), max_length=160, required=False)
    address = forms.URLField(
        label=_("Address where it comes from"), max_length=500, required=False, assume_scheme="https"
    )
    covers = forms.CharField(
        label=_("Whom it covers, and whom it leaves out"), max_length=300, required=False
    )


class NewVersion(forms.Form):
    file = forms.FileField(label=_("File (CSV, XLSX, ODS or JSON; CSV and JSON may be zipped)"))
    vintage = forms.CharField(
        label=_("Vintage"), max_length=40, help_text=_("What its publisher calls it, or the day it was taken")
    )
    reference = forms.CharField(label=_("Period it speaks of"), max_length=80, required=False)
    show = {"vintage": {"width": 20}, "reference": {"width": 20}}


class NewFrame(forms.Form):
    title = forms.CharField(label=_("Title of the population"), max_length=160)
    day = forms.DateInputField(
        label=_("Day on which organisations must be active"), initial=timezone.localdate
    )
    versions = forms.MultipleChoiceField(label=_("Registers and links"), widget=forms.Checkboxes)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Version.objects.filter(
            state=Loading.READY, dataset__kind__in=[Kind.REGISTER, Kind.RELATIONS]
        ).exclude(dataset__layout="population")
        self.found = {str(version.public_id): version for version in held.select_related("dataset")}
        self.fields["versions"].choices = [(key, str(version)) for key, version in self.found.items()]

    def chosen(self) -> list[Version]:
        return [self.found[key] for key in self.cleaned_data["versions"]]


class Decide(forms.Form):
    criterion = forms.ChoiceField(label=_("Criterion"), choices=Criterion.choices)
    answer = forms.ChoiceField(label=_("Answer"), choices=Answer.choices, widget=forms.RadioSelect)
    evidence = forms.LongTextField(label=_("Evidence"), max_length=1000, rows=3)
    show = {"answer": {"inline": True}}
