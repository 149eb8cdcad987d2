"""The filters of public lists."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from engagement.consultations.enums import Capacity, Kind, Phase
from foundation.common import forms
from foundation.directory.enums import Nation
from foundation.directory.models import Department


class ListFilter(forms.Form):
    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    phase = forms.ChoiceField(
        label=_("Where it stands"), choices=[("", _("Anywhere")), *Phase.choices], required=False
    )
    kind = forms.ChoiceField(label=_("Type"), choices=[("", _("Every type")), *Kind.choices], required=False)
    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("All departments"),
    )
    show = {name: {"optional": False} for name in ("q", "phase", "kind", "department")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["department"].queryset = Department.objects.only("code", "name", "name_cy")

    @property
    def in_use(self) -> int:
        return sum(bool(value) for value in self.cleaned_data.values()) if self.is_valid() else 0


class ResponseFilter(forms.Form):
    """Of responses, public or not; officials have more."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    capacity = forms.ChoiceField(
        label=_("Who responded"), choices=[("", _("Everybody")), *Capacity.choices], required=False
    )
    nation = forms.ChoiceField(
        label=_("Nation"),
        choices=[("", _("All nations")), *((k, v) for k, v in Nation.choices if k)],
        required=False,
    )
    show = {name: {"optional": False} for name in ("q", "capacity", "nation")}

    @property
    def in_use(self) -> int:
        return sum(bool(value) for value in self.cleaned_data.values()) if self.is_valid() else 0
