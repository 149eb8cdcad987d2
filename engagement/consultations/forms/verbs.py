"""What each step of the workflow asks of an official."""

from datetime import time
from typing import Any

from django.utils import timezone

from engagement.consultations.enums import Exclusion
from engagement.consultations.forms.authoring import CLOSES, ClockField, moment
from engagement.consultations.models import Consultation
from foundation.common import forms

USUAL = time(9, 30)


class Plain(forms.Form):
    def __init__(self, *args: Any, consultation: Consultation, **options: Any) -> None:
        self.row = consultation
        super().__init__(*args, **options)

    def said(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class Note(Plain):
    note = forms.CharField(label="What changed since the last version", max_length=500, required=False)


class Reason(Plain):
    reason = forms.LongTextField(label="Reason", max_length=1000, rows=4)


class BringBack(Plain):
    length_reason = forms.LongTextField(
        label="Why people have less than 12 weeks to answer",
        help_text="Only where this is so without the days for which it was withdrawn. The public reads it",
        max_length=1000,
        rows=3,
        required=False,
    )

    def __init__(self, *args: Any, consultation: Consultation, **options: Any) -> None:
        found = {"length_reason": consultation.length_reason}
        super().__init__(*args, consultation=consultation, initial=found, **options)


class When(Plain):
    """Now, or at a day and time."""

    publish_on = forms.DateInputField(
        label="Publish on", help_text="Leave empty to publish now", required=False
    )
    publish_time = ClockField(label="Publish at", help_text="9:30am if you leave it empty", required=False)
    show = {"publish_time": {"width": 5}}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        at = moment(said.get("publish_on"), said.get("publish_time"), USUAL)
        if at is not None and at <= timezone.now():
            text = "This moment has passed. Choose a later one, or leave the day empty to publish now"
            self.add_error("publish_on", text)
        elif at is None and said.get("publish_time") and not self.errors:
            self.add_error("publish_on", "Enter the day on which it is published at this time")
        return said

    def said(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        at = moment(said.pop("publish_on"), said.pop("publish_time"), USUAL)
        return said | {"publish_at": at}


class Forced(When):
    reason = forms.LongTextField(label="Why it cannot wait for a second check", max_length=1000, rows=4)


class Amendment(Plain):
    change_note = forms.CharField(
        label="What changed and why", help_text="The public reads it", max_length=500
    )
    summary = forms.CharField(label="Summary", max_length=300)
    summary_cy = forms.CharField(label="Summary in Welsh", max_length=300, required=False)
    body = forms.LongTextField(label="Text", max_length=2000, required=False)
    body_cy = forms.LongTextField(label="Text in Welsh", max_length=2000, required=False)
    closing_on = forms.DateInputField(label="Closing date", help_text="It can only move later")
    closing_time = ClockField(label="Closing time", required=False)
    show = {"closing_time": {"width": 5}}

    def __init__(self, *args: Any, consultation: Consultation, **options: Any) -> None:
        local = timezone.localtime(consultation.closing_at)
        found = {name: getattr(consultation, name) for name in ("summary", "summary_cy", "body", "body_cy")}
        found |= {"closing_on": local.date(), "closing_time": f"{local:%H:%M}"}
        super().__init__(*args, consultation=consultation, initial=found, **options)

    def said(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        closing = moment(said.pop("closing_on"), said.pop("closing_time"), CLOSES)
        kept: Any = self.row.closing_at
        same = closing == kept.replace(second=0, microsecond=0)
        return said | {"closing_at": self.row.closing_at if same else closing}


class Delay(Plain):
    reason = forms.LongTextField(
        label="Why the response is late", help_text="The public reads it", max_length=1000, rows=4
    )
    expected_on = forms.DateInputField(label="When it will come")


class Leave(forms.Form):
    reason = forms.ChoiceField(
        label="Why it is left out", choices=Exclusion.choices, widget=forms.RadioSelect
    )
