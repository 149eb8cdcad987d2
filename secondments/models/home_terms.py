"""What a home body lets the matching heed about all its people."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from secondments.models.common import Homed, Worded, department_or_organisation
from secondments.querysets import HomeTermsQuerySet


def codes() -> Any:
    """Codes of departments, references of organisations, codes of skills or priorities."""
    return ArrayField(models.CharField(max_length=80), default=list, db_default=[], blank=True)


class HomeTerms(Worded, Homed):
    """How many people it can spare at once, and with whom it has a live bid, grant or contract."""

    most_away = models.PositiveSmallIntegerField(null=True, blank=True)
    bids = codes()
    grants = codes()
    contracts = codes()
    version = models.PositiveIntegerField(default=1, db_default=1)
    updated_at = models.DateTimeField(auto_now=True)

    objects = HomeTermsQuerySet.as_manager()

    class Meta:
        constraints = [
            department_or_organisation("home", "home_terms_one_home"),
            *(
                models.UniqueConstraint(
                    fields=[f"home_{side}"],
                    condition=Q(**{f"home_{side}__isnull": False}),
                    name=f"home_terms_once_a_{side}",
                )
                for side in ("department", "organisation")
            ),
        ]

    def __str__(self) -> str:
        return str(self.home)
