"""The form that gathers a matching round."""

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from foundation.common import forms
from foundation.directory.models import Department
from secondments import enums
from secondments.forms.base import VerbForm, chosen, line, one_of
from secondments.models import Opportunity
from secondments.querysets import offices

LISTED = 200
SOME = _("The 200 that close first. Those that are still open close to new applications.")


class RoundForm(VerbForm):
    name = line(_("Name of the round"), limit=150)
    department = chosen(_("Department"), [])
    everything = forms.BooleanField(label=_("All that wait"), required=False)
    opportunities = forms.MultipleChoiceField(
        label=_("Opportunities"),
        choices=[],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those that are still open close to new applications."),
    )
    method = one_of(
        _("How to match"),
        enums.Method,
        hint=_(
            "Stable follows the wishes of both sides. Best total fit may pass over a wish for a better sum."
        ),
    )

    def prepare(self) -> None:
        own = Department.objects.filter(pk__in=offices(self.by))
        self.departments = {one.code: one for one in own}
        self.waiting = waiting(self.by)
        self.rows = {row.ref: row for row in with_people(self.waiting)[:LISTED]}
        number = self.waiting.count()
        self.fields["everything"].label = _("All that wait (%(number)s)") % {"number": number}
        if number > LISTED:
            self.fields["opportunities"].help_text = SOME
        self.fields["department"].choices = [
            ("", _("Select one")),
            *((code, str(one)) for code, one in self.departments.items()),
        ]
        self.fields["opportunities"].choices = [
            (ref, f"{row.title} ({row.host}), {_put_forward(row.people)}") for ref, row in self.rows.items()
        ]
        self.start_with(method=enums.Method.STABLE)
        if len(self.departments) == 1:
            self.start_with(department=next(iter(self.departments)))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("everything") and not said.get("opportunities") and not self.errors:
            self.add_error("opportunities", _("Choose at least one opportunity."))
        return said

    def said(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        said["department"] = self.departments[said["department"]]
        chosen = [self.rows[ref] for ref in said["opportunities"]]
        everything = self.waiting.filter(overseer=said["department"])
        said["opportunities"] = everything if said.pop("everything") else chosen
        return said


def _put_forward(people: int) -> str:
    said = ngettext("%(num)s person put forward", "%(num)s people put forward", people)
    return said % {"num": people}


def waiting(user: Any) -> Any:
    """Opportunities that could go into a round, those that close first before the others."""
    rows = Opportunity.objects.filter(overseer__in=offices(user), state__in=("advertised", "matching"))
    busy = Opportunity.objects.filter(rounds__state__in=("open", "queued", "decided"))
    return rows.exclude(pk__in=busy.values("pk")).order_by("closes_on", "pk")


def with_people(rows: Any) -> Any:
    """With how many people were put forward."""
    there = Count("nominations", filter=Q(nominations__state__in=enums.IN_PLAY))
    return rows.select_related("host_department", "host_organisation").annotate(people=there)
