"""The forms of the verbs: is it well said? Field names are the action's arguments."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from foundation.common import forms


class VerbForm(forms.Form):
    """The base, and the form of a verb that needs no words. `parts` are headings, by the field they stand before."""

    parts: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, row: Any, by: Any, **options: Any) -> None:
        self.row, self.by = row, by
        super().__init__(*args, **options)
        self.prepare()

    def prepare(self) -> None:
        """Choices and first values that depend on the row."""

    def said(self) -> dict[str, Any]:
        """The action's arguments."""
        return dict(self.cleaned_data)

    def start_with(self, **values: Any) -> None:
        for name, value in values.items():
            self.initial.setdefault(name, value)


def _else(error: Any) -> dict[str, Any]:
    """What is said when nothing was given: for a question, whose words cannot stand in "Enter …"."""
    return {"error_messages": {"required": error}} if error else {}


def text(
    label: Any, *, limit: int = 1000, rows: int = 4, hint: Any = "", required: bool = True, error: Any = ""
) -> Any:
    return forms.LongTextField(
        label=label, max_length=limit, rows=rows, help_text=hint, required=required, **_else(error)
    )


def line(label: Any, *, limit: int = 200, hint: Any = "", required: bool = True, error: Any = "") -> Any:
    return forms.CharField(label=label, max_length=limit, help_text=hint, required=required, **_else(error))


def day(label: Any, *, hint: Any = "", required: bool = True, error: Any = "", **options: Any) -> Any:
    return forms.DateInputField(label=label, help_text=hint, required=required, **_else(error), **options)


def number(
    label: Any, least: int, most: int, *, hint: Any = "", required: bool = True, error: Any = ""
) -> Any:
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, help_text=hint, required=required, **_else(error)
    )


def one_of(label: Any, choices: Any, *, hint: Any = "", required: bool = True, error: Any = "") -> Any:
    """Radios for a short list."""
    found = [pair for pair in getattr(choices, "choices", choices) if pair[0] != ""]
    return forms.ChoiceField(
        label=label,
        choices=found,
        widget=forms.RadioSelect,
        help_text=hint,
        required=required,
        **_else(error),
    )


def chosen(
    label: Any, choices: Any, *, hint: Any = "", required: bool = True, empty: Any = "", error: Any = ""
) -> Any:
    """A list to pull down, for a long one."""
    found = [pair for pair in getattr(choices, "choices", choices) if pair[0] != ""]
    return forms.ChoiceField(
        label=label,
        choices=[("", empty or _("Select one")), *found],
        help_text=hint,
        required=required,
        **_else(error),
    )


class Reason(VerbForm):
    reason = text(_("Reason"), error=_("Enter a reason"))


class Note(VerbForm):
    note = text(_("Anything to add?"), required=False)


class NoteNeeded(VerbForm):
    note = text(_("Reason"), hint=_("The person reads it."), error=_("Enter a reason"))
