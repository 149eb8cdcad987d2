"""The filter of the list of placements."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.common import forms
from secondments.enums import PlacementState

OPEN, OVER = "open", "over"
GROUPS = ((OPEN, _("All in which somebody still has to act")), (OVER, _("All that are closed or cancelled")))


class PlacementFinder(forms.Form):
    state = forms.ChoiceField(label=_("Where it stands"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["state"].choices = [("", _("All")), *GROUPS, *PlacementState.choices]

    @property
    def in_use(self) -> int:
        return int(bool(self.data.get("state")))
