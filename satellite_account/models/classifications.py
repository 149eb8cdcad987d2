"""Classifications, the weighted crosswalks between them, and named aggregations over a tree of codes.

Each is loaded as a version that never changes; what is newer is the next version of the same name.
"""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from satellite_account.querysets import WorkbenchQuerySet


class ListQuerySet(WorkbenchQuerySet):
    def newest(self) -> Self:
        """Of each name the newest version."""
        same: dict[str, Any] = {name: OuterRef(name) for name in self.model.NAMED_BY}  # type: ignore[attr-defined]
        return self.filter(
            ~Exists(self.model._default_manager.filter(version__gt=OuterRef("version"), **same))
        )


class Listed(models.Model):
    """Who loaded which file as which version, and what changed."""

    NAMED_BY: ClassVar[tuple[str, ...]] = ("slug",)

    version = models.PositiveSmallIntegerField(default=1, db_default=1)
    note = models.CharField(max_length=400, blank=True, db_default="", help_text="What changed, and why")
    file_name = models.CharField(max_length=200, blank=True, db_default="")
    sha256 = models.CharField(
        max_length=64, blank=True, db_default="", help_text="Of the file, where there was one"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())

    objects = ListQuerySet.as_manager()

    class Meta:
        abstract = True


class Classification(Listed):
    slug = models.SlugField(max_length=30)
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["slug", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="satellite_classification_version")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("satellite:classification", kwargs={"slug": self.slug})


class Code(models.Model):
    classification = models.ForeignKey(Classification, on_delete=models.CASCADE, related_name="codes")
    code = models.CharField(max_length=20)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    title = models.CharField(max_length=300)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["classification", "code"], name="satellite_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Crosswalk(Listed):
    """From one classification to another. A source code may go to several: its shares sum to one."""

    slug = models.SlugField(max_length=60)
    source = models.ForeignKey(Classification, on_delete=models.PROTECT, related_name="crosswalks_from")
    target = models.ForeignKey(Classification, on_delete=models.PROTECT, related_name="crosswalks_to")
    basis = models.CharField(max_length=300, help_text="Where the shares come from")

    class Meta:
        ordering = ["slug", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="satellite_crosswalk_version")
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"

    def get_absolute_url(self) -> str:
        return reverse("satellite:crosswalk", kwargs={"slug": self.slug})


class Share(models.Model):
    crosswalk = models.ForeignKey(Crosswalk, on_delete=models.CASCADE, related_name="shares")
    source = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+")
    share = models.FloatField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["crosswalk", "source", "target"], name="satellite_share_once"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="satellite_share_in_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}: {self.share}"


class Aggregation(Listed):
    """A named group over the tree, such as "Groups 5 to 9", shown as one row. A code stands for all below it."""

    NAMED_BY = ("classification", "slug")

    classification = models.ForeignKey(Classification, on_delete=models.CASCADE, related_name="aggregations")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    codes = ArrayField(models.CharField(max_length=20))

    class Meta:
        ordering = ["classification", "slug", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["classification", "slug", "version"], name="satellite_aggregation_version"
            ),
            models.CheckConstraint(condition=~Q(codes=[]), name="satellite_aggregation_has_codes"),
        ]

    def __str__(self) -> str:
        return self.title
