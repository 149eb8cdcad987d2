"""Texts that arrived, each once, and the campaigns that they make.

Nothing here is written while somebody submits. One sweep writes these rows after the commit; a response's own row says
which text it carries, so a hundred thousand copies are a hundred thousand rows that never wait for each other.
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from engagement.consultations.analysis.enums import CAMPAIGN_MOVES, CampaignState
from foundation.common.errors import WrongState

PERSON: dict[str, Any] = {
    "on_delete": models.PROTECT,
    "null": True,
    "blank": True,
    "related_name": "+",
    "db_index": False,
}
# So many submissions before the portal proposes that texts are a campaign.
LEAST_COPIES = 3


class DistinctText(models.Model):
    """All that one response said in words, kept once however many sent it. `leader` stands for its near-identical
    group, `family` for groups made from one template, which may ask for opposite things.
    """

    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    digest = models.BinaryField(max_length=16)
    body = models.TextField()
    words = models.PositiveIntegerField()
    stance = models.BigIntegerField(default=0)
    leader = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followers"
    )
    family = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="relatives"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "digest"], name="distinct_text_once")]

    def __str__(self) -> str:
        return f"text {self.pk}"

    @property
    def opening(self) -> str:
        return " ".join(self.body.split())[:160]


class TextKey(models.Model):
    """The index in which near-identical texts are found: keys of groups' representatives."""

    text = models.ForeignKey(DistinctText, on_delete=models.CASCADE, related_name="keys")
    key = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["key", "text"], name="text_key")]

    def __str__(self) -> str:
        return str(self.key)


class Occurrence(models.Model):
    """Which text a response carries, as of one version of it, and what its sender added to the group's
    text.
    """

    response = models.OneToOneField(
        "consultations.Response", on_delete=models.CASCADE, related_name="occurrence"
    )
    text = models.ForeignKey(DistinctText, on_delete=models.PROTECT, related_name="occurrences")
    version = models.PositiveIntegerField()
    own_words = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"occurrence {self.pk}"


class Campaign(models.Model):
    """Near-identical responses: found by the portal or registered by an organiser, and decided by a person."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="campaigns"
    )
    leader = models.OneToOneField(DistinctText, on_delete=models.PROTECT, related_name="campaign")
    state = models.CharField(max_length=12, choices=CampaignState, default=CampaignState.PROPOSED)
    name = models.CharField(max_length=150, blank=True)
    organiser = models.CharField(max_length=200, blank=True)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON)
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    # Counted by the sweep alone.
    submissions = models.PositiveIntegerField(default=0)
    identical = models.PositiveIntegerField(default=0)
    personalised = models.PositiveIntegerField(default=0)
    organisations = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CampaignState.values), name="campaign_state_known"),
            models.CheckConstraint(
                condition=Q(
                    state__in=["proposed", "registered"], decided_by__isnull=True, decided_at__isnull=True
                )
                | Q(state__in=["confirmed", "rejected"], decided_by__isnull=False, decided_at__isnull=False),
                name="campaign_decided_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(identical__lte=F("submissions"), personalised__lte=F("submissions")),
                name="campaign_counts_add_up",
            ),
        ]
        indexes = [models.Index(fields=["consultation", "-submissions", "-id"], name="campaign_by_size")]

    def __str__(self) -> str:
        return self.name or self.leader.opening[:80]

    def move_to(self, state: str) -> None:
        if state not in CAMPAIGN_MOVES[self.state]:
            raise WrongState(f"This campaign is “{self.get_state_display()}” already.")
        self.state = state


class Figures(models.Model):
    """The three headline figures, counted by the sweep."""

    consultation = models.OneToOneField(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="figures"
    )
    submissions = models.PositiveIntegerField(default=0)
    texts = models.PositiveIntegerField(default=0)
    organisations = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)
    compare = models.BooleanField(default=False, help_text="All texts are to be compared anew")
    compared_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.submissions} submissions"


class Watermark(models.Model):
    """How far the sweep has read. One row; whoever holds its lock sweeps."""

    at = models.DateTimeField()
    response = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"read up to {self.at}"
