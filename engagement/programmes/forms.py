"""Forms of programmes, for officials."""

from typing import Any

from django.utils import timezone

from engagement.programmes.enums import DecisionState, Stage
from engagement.programmes.models import Programme
from foundation.common import forms
from foundation.directory.models import Department


class ProgrammeForm(forms.Form):
    department = forms.ModelChoiceField(
        label="Department", queryset=Department.objects.none(), empty_label=None
    )
    title = forms.CharField(label="Name of the programme", max_length=120)
    title_cy = forms.CharField(label="Name in Welsh", max_length=120, required=False)
    problem = forms.LongTextField(label="What problem does it deal with?", max_length=3000)
    problem_cy = forms.LongTextField(label="The problem, in Welsh", max_length=3000, required=False)
    owner_role = forms.CharField(label="Who is responsible?", help_text="A role, not a name", max_length=120)
    how_to_get_involved = forms.LongTextField(
        label="How can people get involved?", max_length=2000, required=False
    )

    def __init__(
        self, *args: Any, departments: Any = (), programme: Programme | None = None, **options: Any
    ) -> None:
        found = {name: getattr(programme, name) for name in self.base_fields} if programme else None
        super().__init__(*args, initial=found, **options)
        if programme:
            del self.fields["department"]
        else:
            self.fields["department"].queryset = Department.objects.filter(pk__in=departments)


class MoveForm(forms.Form):
    stage = forms.ChoiceField(label="Stage", choices=Stage.choices, widget=forms.RadioSelect)
    note = forms.LongTextField(
        label="What has changed", help_text="The public reads it", max_length=2000, rows=4
    )


class DecisionForm(forms.Form):
    question = forms.CharField(label="What is to be decided?", max_length=300)
    decided_by_role = forms.CharField(label="Who decides?", help_text="A role, not a name", max_length=120)
    due_on = forms.DateInputField(label="By when?", required=False)


class DecidedForm(forms.Form):
    state = forms.ChoiceField(
        label="What happened?",
        choices=[choice for choice in DecisionState.choices if choice[0] != DecisionState.OPEN],
        widget=forms.RadioSelect,
    )
    words = forms.LongTextField(label="What was decided, and why", max_length=3000, rows=5)
    decided_on = forms.DateInputField(label="On which day?", not_after=timezone.localdate)
