"""Files that the worker makes: agreements to take away, pictures of published figures."""

from django.db import models
from django.db.models import Q

from secondments import enums
from secondments.models.common import BARE, known
from secondments.models.figures import QuarterFigures, YearFigures
from secondments.models.placements import Agreement


class MadeFile(models.Model):
    """One file of what it is about, as `fingerprint` says that stood; the same content is made once."""

    agreement = models.ForeignKey(Agreement, **BARE | {"on_delete": models.CASCADE})
    figures = models.ForeignKey(QuarterFigures, **BARE | {"on_delete": models.CASCADE})
    year_figures = models.ForeignKey(YearFigures, **BARE | {"on_delete": models.CASCADE})
    kind = models.CharField(max_length=4, choices=enums.FileKind)
    part = models.CharField(max_length=20, blank=True, help_text="Which picture, and in which language")
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=enums.FileState, default=enums.FileState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    body = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "figures", "year_figures", "kind", "part", "fingerprint"],
                nulls_distinct=False,
                name="made_file_once",
            ),
            models.CheckConstraint(
                condition=Q(agreement__isnull=False, figures__isnull=True, year_figures__isnull=True)
                | Q(agreement__isnull=True, figures__isnull=False, year_figures__isnull=True)
                | Q(agreement__isnull=True, figures__isnull=True, year_figures__isnull=False),
                name="made_file_of_one_thing",
            ),
            known("state", enums.FileState, "made_file_state_known"),
            models.CheckConstraint(
                condition=~Q(state="made") | Q(body__isnull=False, made_at__isnull=False) & ~Q(sha256=""),
                name="made_file_has_its_bytes",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at", "id"], name="made_file_waiting", condition=Q(state="waiting"))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.fingerprint[:8]}"

    @property
    def published(self) -> QuarterFigures | YearFigures | None:
        """The figures of which it is a picture."""
        return self.figures or self.year_figures
