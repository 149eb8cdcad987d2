"""For which organisation a person writes: one of theirs, one from the directory, or a group that nobody listed yet."""

from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from engagement.requests.forms.ask import Question
from foundation.common import forms
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
