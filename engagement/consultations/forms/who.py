"""Who responds and for whom, what may be published, and the equality questions."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from engagement.consultations.enums import Capacity, Format, Publication
from engagement.consultations.models import Response
from foundation.common import forms
from foundation.directory.enums import Nation
from foundation.directory.models import Organisation

ANOTHER = "another"
NATIONS = [("", _("I prefer not to say")), *((key, label) for key, label in Nation.choices if key)]


class WhoForm(forms.Form):
    capacity = forms.ChoiceField(
        label=_("How are you responding?"),
        choices=Capacity.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select how you are responding")},
    )
    organisation_name = forms.CharField(label=_("Name of the organisation"), max_length=300, required=False)
    has_authority = forms.BooleanField(
        label=_("I may respond on behalf of this organisation"), required=False
    )
    how_gathered = forms.LongTextField(
        label=_("How did you gather the views that you give?"),
        help_text=_("For example, a meeting of members, a survey, or talks with the person you respond for"),
        max_length=2000,
        rows=3,
        required=False,
    )
    name = forms.CharField(label=_("Your name"), max_length=200, required=False)
    email = forms.EmailField(
        label=_("Email address"), help_text=_("For your receipt. It is never published."), required=False
    )
    nation = forms.ChoiceField(label=_("Where do you live or work?"), choices=NATIONS, required=False)
    wants_outcome = forms.BooleanField(label=_("Tell me what came of this consultation"), required=False)
    show = {
        "capacity": {"legend": "m"},
        "name": {"autocomplete": "name"},
        "email": {"autocomplete": "email", "spellcheck": "false"},
        "nation": {"optional": False},
        "organisation": {"optional": False},
        "organisation_name": {"optional": False},
        "how_gathered": {"optional": False},
    }

    def __init__(self, *args: Any, mine: Sequence[Organisation] = (), **options: Any) -> None:
        """`mine`: the organisations that somebody who is signed in may write for."""
        super().__init__(*args, **options)
        self.mine = {row.ref: row for row in mine}
        if mine:
            chosen = self.initial.get("organisation")
            self.initial["organisation"] = self._first(chosen)
            self.fields["organisation"] = forms.prepared(which(mine))
            self.fields["organisation_name"].label = _("Name of the other organisation")

    def _first(self, chosen: Organisation | None) -> str:
        """Their own, when it is chosen or nothing is; they have one as a rule."""
        if chosen is not None or self.initial.get("organisation_name"):
            return chosen.ref if chosen is not None and chosen.ref in self.mine else ANOTHER
        return next(iter(self.mine)) if len(self.mine) == 1 else ""

    @property
    def said(self) -> dict[str, Any]:
        """One of their own, or else the name."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "organisation"}
        own = self.mine.get(self.cleaned_data.get("organisation") or "")
        return found | ({"organisation": own, "organisation_name": own.name} if own else {})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("capacity") == Capacity.ORGANISATION:
            if self.mine:
                self._need("organisation", _("Select the organisation you write for"))
            if said.get("organisation") not in self.mine:
                self._need("organisation_name", _("Enter the name of the organisation"))
            self._need("has_authority", _("Confirm that you may respond for the organisation"))
            self._need("how_gathered", _("Say how you gathered the views that you give"))
        if said.get("wants_outcome") and not said.get("email") and "email" not in self.errors:
            self.add_error("email", _("Enter an email address, so that we can tell you"))
        return said

    def _need(self, name: str, sentence: Any) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, sentence)


class PublicationForm(forms.Form):
    publication = forms.ChoiceField(
        label=_("May we publish your response?"),
        help_text=_("An individual is never named. An organisation is named only if you agree."),
        choices=Publication.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select whether we may publish your response")},
    )
    confidential = forms.BooleanField(
        label=_("I ask for my response to be kept confidential"), required=False
    )
    confidential_reason = forms.LongTextField(
        label=_("Why should it be kept confidential?"),
        help_text=_("We cannot promise it: the law may require us to disclose what you say."),
        max_length=1000,
        rows=3,
        required=False,
    )
    show = {"publication": {"legend": "m"}, "confidential_reason": {"optional": False}}

    def __init__(self, *args: Any, capacity: str, **options: Any) -> None:
        super().__init__(*args, **options)
        if capacity != Capacity.ORGANISATION:
            self.fields["publication"].choices = [
                choice for choice in Publication.choices if choice[0] != Publication.NAME_AND_RESPONSE
            ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("confidential") and not said.get("confidential_reason"):
            self.add_error("confidential_reason", _("Say why your response should be kept confidential"))
        return said


def initial(response: Response, form: type[forms.Form]) -> dict[str, Any]:
    found = {name: getattr(response, name) for name in form.base_fields}
    return found | ({"organisation": response.organisation} if form is WhoForm else {})


def which(mine: Sequence[Organisation]) -> forms.ChoiceField:
    choices = [*((row.ref, row.name) for row in mine), (ANOTHER, _("Another organisation or group"))]
    label = _("Which organisation do you write for?")
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, required=False)


class WhichForm(forms.Form):
    """Which of the organisations that were found it is."""

    organisation = forms.ChoiceField(
        label=_("Which one is yours?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select your organisation, or that it is none of these")},
    )

    def __init__(self, *args: Any, found: Sequence[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        self.found = {row.ref: row for row in found}
        self.fields["organisation"].choices = [
            *((row.ref, row.name) for row in found),
            (ANOTHER, _("None of these")),
        ]
        self.show = {"organisation": {"legend": "m", "hints": {row.ref: _known_by(row) for row in found}}}

    @property
    def chosen(self) -> Organisation | None:
        return self.found.get(self.cleaned_data["organisation"])


def _known_by(row: Organisation) -> str:
    numbers = [str(identifier) for identifier in row.identifiers.all()][:3]
    return " · ".join([*numbers, *([str(row.get_nation_display())] if row.nation else [])])


class LinkForm(forms.Form):
    email = forms.EmailField(
        label=_("Email address"), help_text=_("We send the link there and do not keep the address.")
    )
    show = {"email": {"autocomplete": "email", "spellcheck": "false"}}


class FormatForm(forms.Form):
    format = forms.ChoiceField(
        label=_("Which format do you need?"),
        choices=Format.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select which format you need")},
    )
    email = forms.EmailField(label=_("Email address"), required=False)
    contact = forms.LongTextField(
        label=_("Another way to reach you"),
        help_text=_("A postal address or a phone number, if you do not use email"),
        max_length=500,
        rows=3,
        required=False,
    )
    note = forms.LongTextField(
        label=_("Anything else we should know"),
        help_text=_("For example, the language or the size of print"),
        max_length=1000,
        rows=3,
        required=False,
    )
    show = {"format": {"legend": "m"}}
