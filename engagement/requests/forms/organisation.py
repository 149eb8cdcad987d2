"""For which organisation a person writes: one of theirs, one from the directory, or a group that nobody listed yet."""

from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from engagement.requests.forms.ask import Question
from foundation.common import forms
from foundation.directory.enums import Nation
from foundation.directory.models import Organisation
from foundation.directory.standing import standing

ANOTHER = "another"


class WhichOrganisation(Question):
    """Choices are the organisations that the person may write for."""

    heading = _("Which organisation do you write for?")
    organisation = forms.ChoiceField(
        label=heading,
        widget=django_forms.RadioSelect,
        error_messages={"required": _("Select the organisation you write for")},
    )
    show = {"organisation": {"heading": "l"}}

    def prepare(self) -> None:
        self.mine = {row.ref: row for row in writable(self.by)}
        self.fields["organisation"].choices = [
            *((ref, row.name) for ref, row in self.mine.items()),
            (ANOTHER, _("Another organisation or group")),
        ]
        chosen = self.initial.get("organisation")
        self.initial["organisation"] = chosen.ref if chosen else None

    def said(self) -> dict[str, Any]:
        return {"organisation": self.mine.get(self.cleaned_data["organisation"])}


def writable(person: Any) -> list[Organisation]:
    """Organisations that the person may write for, by name; a person belongs to few."""
    keys = standing(person).writable_organisation_ids
    return (
        list(Organisation.objects.filter(pk__in=keys).only("ref", "name").order_by("name")[:50])
        if keys
        else []
    )


class WhichOne(forms.Form):
    """Which of the organisations found it is."""

    organisation = forms.ChoiceField(
        label=_("Which one is yours?"),
        widget=django_forms.RadioSelect,
        error_messages={"required": _("Select your organisation, or that it is none of these")},
    )

    def __init__(self, *args: Any, found: list[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation"].choices = [
            *((row.ref, row.name) for row in found),
            (ANOTHER, _("None of these: add my group")),
        ]
        self.show = {"organisation": {"legend": "m", "hints": {row.ref: _known_by(row) for row in found}}}


def _known_by(row: Organisation) -> str:
    numbers = [str(identifier) for identifier in row.identifiers.all()][:3]
    return " · ".join([*numbers, *([str(row.get_nation_display())] if row.nation else [])])


class NewGroup(forms.Form):
    """A group that no register holds, in as few words as its members can say it."""

    heading = _("Add your organisation or group")
    name = forms.CharField(
        label=_("Name of the organisation or group"),
        max_length=300,
        error_messages={"required": _("Enter the name of your organisation")},
    )
    stated_number = forms.CharField(
        label=_("Its number in a register"),
        help_text=_("A charity, company or mutual number. Leave it empty if there is none."),
        required=False,
        max_length=32,
    )
    nation = forms.ChoiceField(
        label=_("Where is it based?"),
        choices=[choice for choice in Nation.choices if choice[0]],
        widget=django_forms.RadioSelect,
        required=False,
    )
    website = forms.CharField(label=_("Website"), required=False, max_length=300)
    show = {"name": {"label": "s"}, "stated_number": {"label": "s", "width": 10}, "website": {"label": "s"}}

    def said(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value or name == "name"}
