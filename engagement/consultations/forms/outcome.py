"""What officials write of an outcome: a theme, and the two reports."""

from typing import Any

from engagement.consultations.models import Consultation
from engagement.programmes.models import Decision
from foundation.common import forms


class ThemeForm(forms.Form):
    title = forms.CharField(label="Theme", max_length=150)
    title_cy = forms.CharField(label="Theme in Welsh", max_length=150, required=False)
    we_asked = forms.LongTextField(
        label="We asked", max_length=2000, rows=3, error_messages={"required": "Enter what you asked"}
    )
    we_asked_cy = forms.LongTextField(label="We asked, in Welsh", max_length=2000, rows=3, required=False)
    you_said = forms.LongTextField(
        label="You said", max_length=3000, rows=4, error_messages={"required": "Enter what people said"}
    )
    you_said_cy = forms.LongTextField(label="You said, in Welsh", max_length=3000, rows=4, required=False)
    we_did = forms.LongTextField(
        label="We did",
        help_text="The outcome is published once each theme says what was done, or why not",
        max_length=3000,
        rows=4,
        required=False,
    )
    we_did_cy = forms.LongTextField(label="We did, in Welsh", max_length=3000, rows=4, required=False)
    reason_not_done = forms.LongTextField(label="Or why we did not", max_length=3000, rows=4, required=False)
    reason_not_done_cy = forms.LongTextField(
        label="Why we did not, in Welsh", max_length=3000, rows=4, required=False
    )
    decision = forms.ModelChoiceField(
        label="Decision that it led to", queryset=Decision.objects.none(), empty_label="None", required=False
    )

    def __init__(self, *args: Any, consultation: Consultation, **options: Any) -> None:
        super().__init__(*args, **options)
        own = (
            Decision.objects.filter(programme=consultation.programme_id)
            if consultation.programme_id
            else Decision.objects.none()
        )
        self.fields["decision"].queryset = own


class ReportForm(forms.Form):
    detail = forms.LongTextField(label="Text", max_length=20_000, rows=12)
    detail_cy = forms.LongTextField(label="Text in Welsh", max_length=20_000, rows=12, required=False)
