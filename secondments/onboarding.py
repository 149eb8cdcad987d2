"""What has to be ready for a first day, and on which side; what the secondee stays out of from the first moment."""

from datetime import timedelta

from django.utils.translation import gettext_noop as _

from secondments.enums import Party
from secondments.models import OnboardingItem, Placement

HOME_MATTER = _("Bids, grants and contracts of the civil society body")
# What, whose, and how many days before (or after) the first day.
ITEMS: tuple[tuple[str, Party, int], ...] = (
    (_("A mentor outside the line is named"), Party.HOST, -14),
    (_("Pass, laptop and accounts are ordered"), Party.HOST, -14),
    (_("Adjustments are in place"), Party.HOST, -5),
    (_("Work is handed over at home"), Party.HOME, -5),
    (_("A keeping-in-touch plan is agreed"), Party.HOME, 0),
    (_("Conduct, confidentiality and recusals are talked through"), Party.HOST, 1),
    (_("A learning plan is written"), Party.SECONDEE, 10),
)


def items_for(placement: Placement) -> list[OnboardingItem]:
    return [
        OnboardingItem(
            placement=placement,
            title=title,
            side=side,
            position=position,
            due_on=placement.starts_on + timedelta(days),
        )
        for position, (title, side, days) in enumerate(ITEMS)
    ]
