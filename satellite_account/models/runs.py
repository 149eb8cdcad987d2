"""Runs: a recipe, what became of it, and every figure with the way to its inputs."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from foundation.common.errors import WrongState
from satellite_account.enums import MOVES, RunState
from satellite_account.models.classifications import Crosswalk
from satellite_account.models.population import Frame
from satellite_account.models.sources import Version
from satellite_account.querysets import RunQuerySet, WorkbenchQuerySet


class Run(models.Model):
    """The recipe is fixed when the run is made: method and its version, inputs by hash, parameters, code version."""

    ref = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=160)
    method = models.CharField(max_length=40)
    method_version = models.CharField(max_length=20)
    code_version = models.CharField(max_length=64)
    parameters = models.JSONField(default=dict)
    recipe = models.CharField(max_length=64, help_text="Hash of all that decides the result")
    frame = models.ForeignKey(Frame, on_delete=models.PROTECT, null=True, blank=True, related_name="runs")
    repeats = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="repeated_by"
    )
    is_invented = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.WAITING)
    stage = models.CharField(max_length=60, blank=True)
    step = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=1000, blank=True)
    result = models.CharField(max_length=64, blank=True, help_text="Hash of every table")
    seconds = models.FloatField(default=0)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="finished") & Q(finished_at__isnull=False) & ~Q(result=""))
                | (~Q(state="finished") & Q(finished_at__isnull=True, result="")),
                name="satellite_run_finished",
            ),
            models.CheckConstraint(condition=Q(state="failed") | Q(failure=""), name="satellite_run_failure"),
        ]
        indexes = [
            models.Index(
                fields=["touched_at"],
                condition=Q(state__in=["waiting", "running"]),
                name="satellite_run_going",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("satellite:run", kwargs={"ref": self.ref})

    def move_to(self, state: str) -> None:
        if state not in MOVES[self.state]:
            raise WrongState
        self.state = state

    @property
    def percent(self) -> int:
        return round(100 * self.step / self.steps) if self.steps else 0


class RunInput(models.Model):
    """A version that the run read, under the name that the method knows it by."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="inputs")
    role = models.CharField(max_length=40)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="used_by")
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "role", "version"], name="satellite_input_once")
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.version_id}"


class RunWalk(models.Model):
    """A crosswalk that the run goes through; without a version it is the one that is built in."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="walks")
    role = models.CharField(max_length=20)
    crosswalk = models.ForeignKey(
        Crosswalk, on_delete=models.PROTECT, null=True, blank=True, related_name="used_by"
    )
    sha256 = models.CharField(max_length=64, help_text="Of its shares")

    class Meta:
        ordering = ["role"]
        constraints = [models.UniqueConstraint(fields=["run", "role"], name="satellite_walk_once")]

    def __str__(self) -> str:
        return f"{self.role}: {self.crosswalk_id}"


class Artifact(models.Model):
    """What one step made: after a crash the run goes on from here."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="artifacts")
    step = models.CharField(max_length=60)
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    seconds = models.FloatField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["run", "step"], name="satellite_artifact_once")]

    def __str__(self) -> str:
        return self.step


class RunTable(models.Model):
    """One table of a run. `sha256` is of its figures in their canonical form."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="tables")
    code = models.CharField(max_length=12)
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=60)
    rows = ArrayField(models.CharField(max_length=20), help_text="Dimensions that go down, the usual first")
    columns = ArrayField(models.CharField(max_length=20), help_text="Dimensions that go across")
    dimensions = models.JSONField(
        default=dict, help_text="Codes with their words, of each dimension that varies"
    )
    formulas = models.JSONField(default=dict, help_text="What each balance is made of: added and taken away")
    roles = ArrayField(models.CharField(max_length=40), default=list, help_text="Inputs that it rests on")
    figures = models.IntegerField(default=0)
    sha256 = models.CharField(max_length=64)

    objects = WorkbenchQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["run", "code"], name="satellite_table_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("satellite:table", kwargs={"ref": self.run.ref, "code": self.code.lower()})


def _dimension(default: str = "_T") -> models.CharField:
    return models.CharField(max_length=60, default=default)


class Figure(models.Model):
    """One cell. A dimension that a table does not use is `_T`; `key` is all dimensions in one text."""

    table = models.ForeignKey(RunTable, on_delete=models.CASCADE, related_name="cells", db_index=False)
    number = models.IntegerField()
    key = models.CharField(max_length=300)
    time_period = models.CharField(max_length=12)
    sto = _dimension()
    sector = _dimension()
    activity = _dimension()
    region = _dimension()
    size = _dimension()
    legal_form = _dimension()
    counterpart = _dimension()
    product = _dimension()
    breakdown = _dimension()
    basis = _dimension("NA")
    prices = _dimension("V")
    value = models.FloatField(null=True)
    se = models.FloatField(null=True)
    cv = models.FloatField(null=True)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    contributors = models.FloatField(null=True)
    response = models.FloatField(null=True)
    imputed = models.FloatField(null=True)
    obs_status = models.CharField(max_length=1, default="A")
    conf_status = models.CharField(max_length=1, default="F")
    unit_measure = models.CharField(max_length=20)
    unit_mult = models.SmallIntegerField(default=0)
    decimals = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["table", "key"], name="satellite_figure_once"),
            models.UniqueConstraint(fields=["table", "number"], name="satellite_figure_number"),
        ]

    def __str__(self) -> str:
        return self.key
