"""Classifications, the weighted crosswalks between them, and named aggregations over a tree of codes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from satellite_account.querysets import WorkbenchQuerySet


class Classification(models.Model):
    slug = models.SlugField(max_length=30, unique=True)
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=200, blank=True)

    objects = WorkbenchQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]

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


class Crosswalk(models.Model):
    """From one classification to another. A source code may go to several: its shares sum to one."""

    slug = models.SlugField(max_length=60, unique=True)
    source = models.ForeignKey(Classification, on_delete=models.PROTECT, related_name="crosswalks_from")
    target = models.ForeignKey(Classification, on_delete=models.PROTECT, related_name="crosswalks_to")
    basis = models.CharField(max_length=300, help_text="Where the shares come from")

    objects = WorkbenchQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]

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


class Aggregation(models.Model):
    """A named group over the tree, such as "Groups 5 to 9", shown as one row."""

    classification = models.ForeignKey(Classification, on_delete=models.CASCADE, related_name="aggregations")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    codes = ArrayField(models.CharField(max_length=20))

    class Meta:
        ordering = ["classification", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["classification", "slug"], name="satellite_aggregation_once"),
            models.CheckConstraint(condition=~Q(codes=[]), name="satellite_aggregation_has_codes"),
        ]

    def __str__(self) -> str:
        return self.title
