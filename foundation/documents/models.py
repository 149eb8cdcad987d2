"""Files, what was read in them, what is to be removed from the storage, and how much a person has sent."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from foundation.common.errors import WrongState
from foundation.documents.enums import MOVES, Reading, State
from foundation.documents.formats import FORMATS, NAMES, Format
from foundation.documents.querysets import DocumentQuerySet
from foundation.documents.words import Words


class Document(models.Model):
    """One file that somebody sent with a row of an upper room, named by its model and public id.

    `part` says where within the row it belongs (a question); `client_id` which department's system sent it, if one did;
    `key` is its name in the storage, which says nothing. `sweep_at`: when the sweep looks again (null: it need not).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    about_type = models.CharField(max_length=60)
    about_id = models.UUIDField()
    part = models.CharField(max_length=60, blank=True)
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    client_id = models.CharField(max_length=100, blank=True, db_default="", default="")
    name = models.CharField(max_length=130)
    format = models.CharField(max_length=8, choices=NAMES)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=80, unique=True, editable=False)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    finding = models.CharField(max_length=200, blank=True, help_text="What the scanner found")
    reading = models.CharField(max_length=8, choices=Reading, default=Reading.NONE)
    at = models.DateTimeField(default=timezone.now)
    scanned_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sweep_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="document_state_known"),
            models.CheckConstraint(condition=Q(format__in=list(FORMATS)), name="document_format_known"),
            models.CheckConstraint(condition=Q(reading__in=Reading.values), name="document_reading_known"),
            models.CheckConstraint(
                condition=Q(state="waiting", scanned_at__isnull=True, sweep_at__isnull=False)
                | (~Q(state="waiting") & Q(scanned_at__isnull=False)),
                name="document_waits_to_be_scanned",
            ),
            models.CheckConstraint(
                condition=Q(state="quarantined") & ~Q(finding="") | ~Q(state="quarantined") & Q(finding=""),
                name="document_quarantined_for_a_finding",
            ),
            models.CheckConstraint(condition=~Q(size=0) & ~Q(name=""), name="document_holds_something"),
        ]
        indexes = [
            models.Index(fields=["about_type", "about_id", "id"], name="document_about"),
            models.Index(
                fields=["sweep_at", "id"], name="document_sweep", condition=Q(sweep_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def move_to(self, state: str) -> None:
        """Change the state in memory if the move is legal; raises WrongState."""
        if state not in MOVES[self.state]:
            raise WrongState(f"A file that is {self.state} does not become {state}.")
        self.state = state

    @property
    def kind(self) -> Format:
        return FORMATS[self.format]

    @property
    def is_clean(self) -> bool:
        return self.state == State.CLEAN

    @property
    def content_type(self) -> str:
        return self.kind.content_type


class DocumentText(models.Model):
    """What was read in a file, for search alone. Goes with the file."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, primary_key=True, related_name="text")
    body = models.TextField()
    pages = models.PositiveIntegerField(default=0)
    is_whole = models.BooleanField(default=True)

    class Meta:
        indexes = [GinIndex(Words(), name="document_words")]

    def __str__(self) -> str:
        return f"{self.pages} pages"


class Disposal(models.Model):
    """Bytes that nobody needs any more, written down with the fact; the sweep removes them from the storage."""

    key = models.CharField(max_length=80, unique=True)
    since = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.key


class Allowance(models.Model):
    """How much one person, or the writer of one row without an account, has sent on one day."""

    holder = models.CharField(max_length=100)
    day = models.DateField()
    files = models.PositiveIntegerField(default=0)
    size = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["holder", "day"], name="allowance_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.holder} on {self.day}"
