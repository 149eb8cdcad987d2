"""A swap: two halves, one each way, that are agreed, begin and end together until the officer unties them."""

from typing import Any

from django.db import models
from django.db.models import Q

from secondments.models.common import SOMEBODY, Referenced, paired
from secondments.querysets import LockedQuerySet


class Swap(Referenced):
    """What ties two opportunities, and later two placements. `from_government` says which side proposed it."""

    from_government = models.BooleanField()
    agreed_by = models.ForeignKey(**SOMEBODY)
    agreed_at = models.DateTimeField(null=True, blank=True)
    untied_by = models.ForeignKey(**SOMEBODY)
    untied_at = models.DateTimeField(null=True, blank=True)
    untied_reason = models.CharField(max_length=1000, blank=True)
    undecided_since = models.DateField(
        null=True, blank=True, help_text="One half stopped, and nobody has said yet what becomes of the other"
    )

    objects = LockedQuerySet.as_manager()

    class Meta:
        constraints = [
            paired("agreed_by", "agreed_at", "swap_agreement_paired"),
            paired("untied_by", "untied_at", "swap_untying_paired"),
            models.CheckConstraint(
                condition=Q(untied_at__isnull=True) | ~Q(untied_reason=""), name="swap_untied_with_reason"
            ),
        ]

    @property
    def is_tied(self) -> bool:
        return self.untied_at is None

    def beside(self, row: Any) -> Any:
        """The other half of this kind, if there is one: an opportunity beside an opportunity, and so on."""
        halves = self.placements if row._meta.model_name == "placement" else self.opportunities
        return next((one for one in halves.all() if one.pk != row.pk and one.state != "cancelled"), None)
