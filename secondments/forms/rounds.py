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


class RoundForm(VerbForm):
    name = line(_("Name of the round"), limit=150)
    department = chosen(_("Department"), [])
    opportunities = forms.MultipleChoiceField(
        label=_("Opportunities"),
        choices=[],
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
        self.rows = {row.ref: row for row in waiting(self.by)}
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

    def said(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        said["department"] = self.departments[said["department"]]
        said["opportunities"] = [self.rows[ref] for ref in said["opportunities"]]
        return said


def _put_forward(people: int) -> str:
    said = ngettext("%(num)s person put forward", "%(num)s people put forward", people)
    return said % {"num": people}


def waiting(user: Any) -> list[Any]:
    """Opportunities that could go into a round, with how many people were put forward."""
    rows = Opportunity.objects.filter(overseer__in=offices(user), state__in=("advertised", "matching"))
    busy = Opportunity.objects.filter(rounds__state__in=("open", "queued", "decided"))
    rows = rows.exclude(pk__in=busy.values("pk"))
    there = Count("nominations", filter=Q(nominations__state__in=enums.IN_PLAY))
    found = rows.select_related("host_department", "host_organisation").annotate(people=there)
    return list(found.order_by("closes_on", "pk")[:200])
