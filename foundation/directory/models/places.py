"""Places and priorities of government: dated rows, since both change."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.directory.enums import Nation, PlaceKind
from foundation.directory.querysets import DatedQuerySet
from foundation.directory.words import in_language


class Place(models.Model):
    """A nation of the United Kingdom or a region of England, by its code of the Office for National Statistics."""

    code = models.CharField(_("GSS code"), max_length=9, unique=True)
    name = models.CharField(max_length=100)
    name_cy = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=10, choices=PlaceKind)
    nation = models.CharField(max_length=20, choices=Nation)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[EKNSW][0-9]{8}$"), name="place_code_is_gss"),
            models.CheckConstraint(condition=Q(kind__in=PlaceKind.values), name="place_kind_known"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="place_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.name, self.name_cy)


class PriorityFramework(models.Model):
    """What the government of the day calls its priorities: missions, milestones, foundations."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    name_cy = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(
        null=True, blank=True, help_text=_("The first day on which it no longer holds.")
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="framework_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return in_language(self.name, self.name_cy)


class Priority(models.Model):
    framework = models.ForeignKey(PriorityFramework, on_delete=models.CASCADE, related_name="priorities")
    code = models.SlugField(max_length=60)
    title = models.CharField(max_length=300)
    title_cy = models.CharField(max_length=300, blank=True)
    milestone = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    lead_department = models.ForeignKey(
        "directory.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="leads_on"
    )
    contributing = models.ManyToManyField("directory.Department", blank=True, related_name="contributes_to")

    class Meta:
        verbose_name_plural = "priorities"
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="priority_code_unique")]
        ordering = ["framework", "position", "pk"]

    def __str__(self) -> str:
        return in_language(self.title, self.title_cy)
