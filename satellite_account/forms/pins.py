"""A cell that is held when purchases are balanced."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.common import forms


class NewPin(forms.Form):
    row = forms.ChoiceField(label=_("What is bought"))
    industry = forms.ChoiceField(
        label=_("Industry of S.15 that buys it"),
        error_messages={"required": _("Select the industry that buys it")},
    )
    value = forms.FloatField(
        label=_("Value, £ million"),
        required=False,
        help_text=_("Leave it empty to hold the cell where the official shares put it."),
    )
    reason = forms.LongTextField(
        label=_("Reason"), max_length=500, rows=3, error_messages={"required": _("Enter a reason")}
    )
    show = {"value": {"width": 10}}

    def __init__(self, *args: Any, rows: list[str], industries: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, codes in (("row", rows), ("industry", industries)):
            self.fields[name].choices = [("", _("Select one")), *((code, code) for code in codes)]
