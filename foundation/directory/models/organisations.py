"""Civil society organisations and the numbers that registers know them by."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.directory.enums import (
    LegalForm,
    Nation,
    OrganisationStatus,
    Section,
    SizeBand,
    Source,
    Verification,
)
from foundation.directory.identifiers import OTHER_STORED, STORED, Scheme, shown
from foundation.directory.models.generated import SEARCH_KEY, SEARCH_VECTOR, SIZE_BAND, WEIGHT
from foundation.directory.querysets import OrganisationQuerySet


class Organisation(models.Model):
    """A body of civil society, registered or not. A number is never required."""

    ref = models.CharField(max_length=20, editable=False)
    name = models.CharField(max_length=300)
    other_names = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    legal_form = models.CharField(max_length=20, choices=LegalForm, blank=True)
    income = models.BigIntegerField(_("yearly income in pounds"), null=True, blank=True)
    income_year_end = models.DateField(null=True, blank=True)
    icnp_section = models.CharField(max_length=1, choices=Section, blank=True)
    icnp_group = models.CharField(max_length=3, blank=True)
    nation = models.CharField(max_length=20, choices=Nation, blank=True)
    region = models.ForeignKey(
        "directory.Place",
        to_field="code",
        db_column="region",
        db_index=False,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
    )
    website = models.CharField(max_length=300, blank=True)
    description = models.TextField(max_length=4000, blank=True)
    stated_number = models.CharField(
        max_length=50,
        blank=True,
        help_text=_("A number that its members gave and no register has confirmed."),
    )
    user_led = models.BooleanField(
        null=True,
        blank=True,
        help_text=_("More than half of those who run it are from the community it serves."),
    )
    is_infrastructure = models.BooleanField(default=False, help_text=_("Its members are organisations."))
    verification_level = models.PositiveSmallIntegerField(
        choices=Verification, default=Verification.SELF_DECLARED
    )
    status = models.CharField(max_length=8, choices=OrganisationStatus, default=OrganisationStatus.ACTIVE)
    removed_on = models.DateField(null=True, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="linked"
    )
    source = models.CharField(max_length=12, choices=Source, default=Source.SELF)
    edited_fields = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        help_text=_("What its members said themselves; a register’s load leaves these alone."),
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    size_band = models.GeneratedField(
        expression=SIZE_BAND, output_field=models.CharField(max_length=12, choices=SizeBand), db_persist=True
    )
    weight = models.GeneratedField(expression=WEIGHT, output_field=models.BigIntegerField(), db_persist=True)
    search_key = models.GeneratedField(
        expression=SEARCH_KEY, output_field=models.TextField(db_collation="C"), db_persist=True
    )
    search = models.GeneratedField(
        expression=SEARCH_VECTOR, output_field=SearchVectorField(), db_persist=True
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ref"], name="organisation_ref_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_a_name"),
            models.CheckConstraint(
                condition=Q(income__isnull=True) | Q(income__range=(0, 10**14)),
                name="organisation_income_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OrganisationStatus.values), name="organisation_status_known"
            ),
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True) | Q(status="removed"),
                name="organisation_removal_is_marked",
            ),
            models.CheckConstraint(condition=Q(nation__in=Nation.values), name="organisation_nation_known"),
            models.CheckConstraint(
                condition=Q(region__isnull=True) | Q(nation=Nation.ENGLAND),
                name="organisation_region_is_in_england",
            ),
            models.CheckConstraint(
                condition=Q(icnp_section__in=Section.values), name="organisation_section_known"
            ),
            models.CheckConstraint(
                condition=Q(icnp_group="")
                | Q(icnp_group__startswith=F("icnp_section")) & ~Q(icnp_section=""),
                name="organisation_group_fits_section",
            ),
            models.CheckConstraint(
                condition=Q(verification_level__range=(0, 4)), name="organisation_verification_known"
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="organisation_is_not_its_parent"),
        ]
        indexes = [
            GinIndex(fields=["search"], name="organisation_search"),
            models.Index(fields=["search_key", "id"], name="organisation_by_name"),
            models.Index(F("weight").desc(), "id", name="organisation_by_weight"),
            models.Index(fields=["updated_at", "id"], name="organisation_by_update"),
            models.Index(fields=["nation", "search_key", "id"], name="organisation_by_nation"),
            models.Index(fields=["icnp_section", "search_key", "id"], name="organisation_by_section"),
            models.Index(fields=["size_band", "search_key", "id"], name="organisation_by_size"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("directory:organisation", args=[self.ref])

    @property
    def size(self) -> str:
        """The band in words: Django offers get_…_display for columns that it writes itself only."""
        return str(SizeBand(self.size_band).label)

    @property
    def is_registered(self) -> bool:
        return self.source != Source.SELF

    @property
    def is_removed(self) -> bool:
        return self.status == OrganisationStatus.REMOVED

    @property
    def is_linked(self) -> bool:
        return self.parent_id is not None

    @property
    def may_speak_publicly(self) -> bool:
        """Whether what is published in its name may carry that name without a caveat."""
        needed = Verification.IN_REGISTER if self.is_registered else Verification.VOUCHED
        return self.verification_level >= needed


class Identifier(models.Model):
    """One number of one public register. It belongs to one organisation at most."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=10, choices=Scheme)
    number = models.CharField(max_length=32)
    is_primary = models.BooleanField(default=False)
    source = models.CharField(max_length=12, choices=Source, default=Source.SELF)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="identifier_unique"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(is_primary=True), name="identifier_one_primary"
            ),
            models.CheckConstraint(condition=Q(scheme__in=Scheme.values), name="identifier_scheme_known"),
            models.CheckConstraint(
                condition=Q(number__regex=OTHER_STORED)
                & Q(*(~Q(scheme=scheme) | Q(number__regex=shape) for scheme, shape in STORED.items())),
                name="identifier_well_formed",
            ),
        ]
        indexes = [models.Index(fields=["number"], name="identifier_number")]

    def __str__(self) -> str:
        return self.shown

    @property
    def org_id(self) -> str:
        return f"{self.scheme}-{self.number}"

    @property
    def shown(self) -> str:
        return shown(self.scheme, self.number)
