"""What is asked before an opportunity with places left is advertised again."""

from django.utils.translation import gettext_lazy as _

from secondments.forms.base import VerbForm, day


class Again(VerbForm):
    closes_on = day(_("Last day to apply"))
    starts_on = day(_("First day"))
    ends_on = day(_("Last day"))

    def prepare(self) -> None:
        self.start_with(starts_on=self.row.starts_on, ends_on=self.row.ends_on)
