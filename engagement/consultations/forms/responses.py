"""Officials' filters of responses, and the form by which staff enter what came another way."""

from typing import Any

from django.utils import timezone

from engagement.consultations import whose
from engagement.consultations.enums import OFFLINE, Capacity, Channel, Publication, ResponseState
from engagement.consultations.forms.authoring import NATIONS
from engagement.consultations.forms.listing import ResponseFilter
from engagement.consultations.models import Consultation, OutcomeTheme
from foundation.common import forms

CHANNELS = [choice for choice in Channel.choices if choice[0] in OFFLINE]
STATES = [choice for choice in ResponseState.choices if choice[0] != ResponseState.DRAFT]


class DeskFilter(ResponseFilter):
    channel = forms.ChoiceField(
        label="Channel", choices=[("", "Every channel"), *Channel.choices], required=False
    )
    state = forms.ChoiceField(label="State", choices=[("", "Every state"), *STATES], required=False)
    theme = forms.ModelChoiceField(
        label="Theme", queryset=OutcomeTheme.objects.none(), empty_label="Every theme", required=False
    )
    unread = forms.BooleanField(label="Not published", required=False)
    show = ResponseFilter.show | {name: {"optional": False} for name in ("channel", "state", "theme")}

    def __init__(self, *args: Any, consultation: Consultation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["theme"].queryset = OutcomeTheme.objects.filter(consultation=consultation)


class EntryForm(forms.Form):
    channel = forms.ChoiceField(label="How it came", choices=CHANNELS, widget=forms.RadioSelect)
    received_on = forms.DateInputField(label="The day on which it reached us", not_after=timezone.localdate)
    language = forms.ChoiceField(label="Language", choices=[("en", "English"), ("cy", "Welsh")], initial="en")
    capacity = forms.ChoiceField(label="Who responds", choices=Capacity.choices, widget=forms.RadioSelect)
    organisation_name = forms.CharField(label="Name of the organisation", max_length=300, required=False)
    organisation_number = forms.CharField(
        label="Its number in a register, or its reference in the directory",
        help_text="For example a charity number. Leave it empty to have it found by its name.",
        max_length=40,
        required=False,
    )
    how_gathered = forms.LongTextField(
        label="How views were gathered", max_length=2000, rows=3, required=False
    )
    name = forms.CharField(label="Name", max_length=200, required=False)
    email = forms.EmailField(label="Email address", required=False)
    nation = forms.ChoiceField(label="Nation", choices=[("", "Not said"), *NATIONS], required=False)
    publication = forms.ChoiceField(
        label="May it be published?", choices=Publication.choices, initial=Publication.DO_NOT_PUBLISH
    )
    confidential = forms.BooleanField(label="Asks for it to be kept confidential", required=False)
    confidential_reason = forms.LongTextField(
        label="Their reason for confidentiality", max_length=1000, rows=3, required=False
    )
    wants_outcome = forms.BooleanField(label="Wants to be told the outcome", required=False)

    def __init__(self, *args: Any, by: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.by, self.found = by, None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("capacity") == Capacity.ORGANISATION:
            if number := said.get("organisation_number"):
                self.found = whose.numbered(number, self.by)
                if self.found is None:
                    self.add_error("organisation_number", whose.no_such_number())
            elif not said.get("organisation_name"):
                self.add_error("organisation_name", "Enter the name of the organisation")
        if said.get("confidential") and not said.get("confidential_reason"):
            self.add_error("confidential_reason", "Enter the reason that they gave")
        return said

    def who(self) -> dict[str, Any]:
        aside = {"channel", "received_on", "language", "organisation_number"}
        said = {name: value for name, value in self.cleaned_data.items() if name not in aside}
        tied: dict[str, Any] = {"organisation": self.found} if self.found else {}
        return said | tied | {"has_authority": said["capacity"] == Capacity.ORGANISATION}
