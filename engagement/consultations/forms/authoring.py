"""The builder's forms: what the public reads, what the principles ask."""

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from engagement.consultations.enums import DecisionStage, Kind
from engagement.consultations.models import Consultation
from engagement.programmes.models import Programme
from foundation.common import forms
from foundation.directory.enums import Nation
from foundation.directory.enums import Section as Cause
from foundation.directory.models import Department

NATIONS = [(key, label) for key, label in Nation.choices if key]
CAUSES = [(key, label) for key, label in Cause.choices if key]
OPENS, CLOSES = time(9, 0), time(23, 45)


class LinesField(forms.LongTextField):
    """One thing a line; cleaned to a list without empty lines or repeats."""

    def __init__(self, *, most: int = 20, each: int = 300, **options: Any) -> None:
        self.most, self.each = most, each
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        lines = list(dict.fromkeys(line.strip() for line in super().clean(value).split("\n") if line.strip()))
        if len(lines) > self.most:
            raise forms.ValidationError(f"Enter {self.most} lines or fewer")
        if any(len(line) > self.each for line in lines):
            raise forms.ValidationError(f"Each line must be {self.each} characters or fewer")
        return lines


class ClockField(forms.TimeField):
    """A time of day as people write it: 9am, 5:30pm, 14:30."""

    FORMATS = ("%H:%M", "%H.%M", "%I:%M%p", "%I.%M%p", "%I%p")

    def __init__(self, **options: Any) -> None:
        words = f"{options['label']} must be a time, like 9am or 23:45"
        super().__init__(input_formats=self.FORMATS, error_messages={"invalid": words}, **options)

    def to_python(self, value: Any) -> Any:
        said = value.replace(" ", "").lower() if isinstance(value, str) else value
        return super().to_python({"midday": "12:00", "noon": "12:00"}.get(said, said))


def moment(day: date | None, clock: time | None, usual: time) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, clock or usual)) if day else None


class NewForm(forms.Form):
    title = forms.CharField(
        label="Title", help_text="About 65 characters, without the word “consultation”", max_length=120
    )
    kind = forms.ChoiceField(
        label="Type",
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether it is a consultation or a call for evidence"},
    )
    department = forms.ModelChoiceField(
        label="Department", queryset=Department.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, departments: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["department"].queryset = Department.objects.filter(pk__in=departments)


class DetailsForm(forms.Form):
    title = forms.CharField(label="Title", max_length=120)
    title_cy = forms.CharField(label="Title in Welsh", max_length=120, required=False)
    summary = forms.CharField(label="Summary", help_text="One sentence", max_length=300)
    summary_cy = forms.CharField(label="Summary in Welsh", max_length=300, required=False)
    body = forms.LongTextField(
        label="Text", help_text="About 100 words; 300 at most", max_length=2000, required=False
    )
    body_cy = forms.LongTextField(label="Text in Welsh", max_length=2000, required=False)
    easy_read = forms.LongTextField(label="Easy-read text", max_length=3000, required=False)
    opening_on = forms.DateInputField(label="Opening date", required=False)
    opening_time = ClockField(label="Opening time", help_text="9am if you leave it empty", required=False)
    closing_on = forms.DateInputField(label="Closing date", required=False)
    closing_time = ClockField(label="Closing time", help_text="11:45pm if you leave it empty", required=False)
    nations = forms.MultipleChoiceField(
        label="Where it applies", choices=NATIONS, widget=forms.Checkboxes(), required=False
    )
    audience = forms.MultipleChoiceField(
        label="Organisations it asks",
        help_text="To show when several consultations ask the same organisations at once",
        choices=CAUSES,
        widget=forms.Checkboxes(),
        required=False,
    )
    programme = forms.ModelChoiceField(
        label="Policy programme", queryset=Programme.objects.none(), empty_label="None", required=False
    )
    respond_email = forms.EmailField(label="Email address for responses", required=False)
    respond_post = forms.LongTextField(
        label="Postal address for responses", max_length=500, rows=3, required=False
    )
    privacy_note = forms.LongTextField(label="Privacy: what is special here", max_length=3000, required=False)
    privacy_note_cy = forms.LongTextField(label="Privacy in Welsh", max_length=3000, required=False)
    asks_monitoring = forms.BooleanField(label="Ask equality questions, kept apart", required=False)
    show = {"opening_time": {"width": 5}, "closing_time": {"width": 5}} | {
        name: {"optional": False} for name in ("opening_on", "closing_on", "nations")
    }

    def __init__(self, *args: Any, consultation: Consultation, by: Any, **options: Any) -> None:
        self.row = consultation
        super().__init__(*args, initial=details_of(consultation), **options)
        own = Programme.objects.filter(department=consultation.department_id).visible_to(by)
        self.fields["programme"].queryset = own

    def said(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        said["opening_at"] = moment(said.pop("opening_on"), said.pop("opening_time"), OPENS)
        said["closing_at"] = moment(said.pop("closing_on"), said.pop("closing_time"), CLOSES)
        return said


def details_of(row: Consultation) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in DetailsForm.base_fields if hasattr(row, name)}
    for name, at in (("opening", row.opening_at), ("closing", row.closing_at)):
        local = timezone.localtime(at) if at else None
        found[f"{name}_on"] = local.date() if local else None
        found[f"{name}_time"] = f"{local:%H:%M}" if local else ""
    return found


class PrinciplesForm(forms.Form):
    purpose = forms.LongTextField(label="What is it for?", max_length=2000, rows=4, required=False)
    decision_stage = forms.ChoiceField(
        label="At which stage is the decision?",
        choices=DecisionStage.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    undecided_points = LinesField(
        label="What is still undecided?",
        help_text="One point a line; the public reads it",
        max_length=6000,
        required=False,
    )
    already_decided = LinesField(
        label="What is already decided?",
        help_text="One point a line, or “Nothing is decided yet”; the public reads it",
        max_length=6000,
        required=False,
    )
    decision_maker_role = forms.CharField(
        label="Who decides?", help_text="A role, not a name", max_length=120, required=False
    )
    decision_expected_on = forms.DateInputField(label="When is the decision expected?", required=False)
    civil_society_impact = forms.LongTextField(
        label="What would it mean for civil society?", max_length=2000, rows=4, required=False
    )
    affected_groups = LinesField(
        label="Who is affected?", help_text="One group a line", max_length=4000, required=False
    )
    length_reason = forms.CharField(
        label="Reason, if it is open for less than 12 weeks", max_length=1000, required=False
    )
    statutory_duty = forms.CharField(
        label="Provision of law that requires it, if any", max_length=300, required=False
    )
    pre_election_reason = forms.CharField(
        label="Reason, if it must open in a pre-election period", max_length=1000, required=False
    )
    campaign_method = forms.LongTextField(
        label="How are campaign responses counted?",
        help_text="Published before the close",
        max_length=2000,
        rows=3,
        required=False,
    )
    principles_considered = forms.BooleanField(
        label="We have considered the consultation principles", required=False
    )
    show = {
        name: {"optional": False}
        for name in (
            "purpose",
            "decision_stage",
            "undecided_points",
            "already_decided",
            "decision_maker_role",
            "civil_society_impact",
        )
    }

    def __init__(self, *args: Any, consultation: Consultation, **options: Any) -> None:
        found = {name: getattr(consultation, name) for name in self.base_fields}
        super().__init__(*args, initial=found, **options)
