"""What may be asked of a queue through its address, and the forms of the bulk steps."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from engagement.requests.enums import Kind
from engagement.requests.forms.verbs import department_choices, departments
from foundation.common import forms
from foundation.directory.enums import Nation

NATIONS = [(value, label) for value, label in Nation.choices if value]


def _one_of(label: Any, everything: Any, choices: Any = ()) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", everything), *choices])


class QueueForm(forms.Form):
    """Filters, words and order. `without` names those that this queue or tab does not offer."""

    q = forms.CharField(label=_("Words or a reference"), required=False, max_length=200)
    sort = forms.ChoiceField(label=_("Order"), required=False)
    who = _one_of(_("Who deals with it"), _("Anybody"))
    state = _one_of(_("State"), _("Any state"))
    department = _one_of(_("Department"), _("Any department"))
    kind = _one_of(_("Kind"), _("Any kind"), Kind.choices)
    topic = _one_of(_("Topic"), _("Any topic"))
    nation = _one_of(_("Nation"), _("Any nation"), NATIONS)
    late = forms.BooleanField(label=_("Overdue only"), required=False)
    risk = forms.BooleanField(label=_("Risk to people only"), required=False)
    show = {
        "late": {"small": True},
        "risk": {"small": True},
        **{
            name: {"optional": False}
            for name in ("q", "sort", "who", "state", "department", "kind", "topic", "nation")
        },
    }

    def __init__(self, data: Any, *, choices: dict[str, list[tuple[str, Any]]], without: set[str]) -> None:
        super().__init__(data, auto_id="filter-%s")
        for name, offered in choices.items():
            everything = [] if name == "sort" else self.fields[name].choices[:1]
            self.fields[name].choices = [*everything, *offered]
        for name in without:
            del self.fields[name]

    def chosen(self) -> dict[str, Any]:
        """Filters in use, without the order and the words."""
        return {
            name: value for name, value in self.cleaned_data.items() if value and name not in {"sort", "q"}
        }


class BulkRoute(forms.Form):
    """Where all the chosen requests go."""

    department = forms.ChoiceField(
        label=_("Which department should deal with them?"),
        error_messages={"required": _("Select a department")},
    )
    note = forms.LongTextField(
        label=_("Note on your decision"),
        required=False,
        max_length=1000,
        rows=3,
        help_text=_("Kept beside each decision, for government only."),
    )
    show = {"department": {"label": "m"}, "note": {"label": "s"}}

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        found = departments()
        self.departments = {one.code: one for one in found}
        self.fields["department"].choices = department_choices(found)

    def said(self) -> dict[str, Any]:
        return {
            "department": self.departments[self.cleaned_data["department"]],
            "note": self.cleaned_data["note"],
        }
