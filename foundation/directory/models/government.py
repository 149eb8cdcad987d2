"""The government's side: departments, their teams, who holds which role there and from when to when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.directory.enums import DEPARTMENTAL_ROLES, DepartmentKind, GovernmentRole
from foundation.directory.querysets import AppointmentQuerySet, DatedQuerySet, DepartmentQuerySet
from foundation.directory.words import in_language

ENDS = _("The first day on which it no longer holds.")


def dates_in_order(name: str) -> models.CheckConstraint:
    ordered = Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from"))
    return models.CheckConstraint(condition=ordered, name=name)


class Department(models.Model):
    """A department or other public body. Its slug is the one it has on GOV.UK."""

    code = models.CharField(_("abbreviation"), max_length=12, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    name_cy = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=40, choices=DepartmentKind)
    about = models.TextField(blank=True, help_text=_("What people may come to it about."))
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True, help_text=ENDS)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors"
    )

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        constraints = [
            dates_in_order("department_dates_in_order"),
            models.CheckConstraint(condition=Q(kind__in=DepartmentKind.values), name="department_kind_known"),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(valid_to__isnull=False),
                name="department_succeeded_has_ended",
            ),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return in_language(self.name, self.name_cy)

    def get_absolute_url(self) -> str:
        return reverse("directory:department", args=[self.slug])


class Team(models.Model):
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="teams")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    mailbox = models.EmailField(
        blank=True, help_text=_("The team’s shared address. Shown to officials only.")
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True, help_text=ENDS)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["department", "slug"], name="team_slug_unique"),
            dates_in_order("team_dates_in_order"),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Minister(models.Model):
    """Who is known to hold a post in a department. `seen_on` is the day on which the source was true."""

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="ministers")
    name = models.CharField(max_length=200)
    post = models.CharField(max_length=200)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True, help_text=ENDS)
    seen_on = models.DateField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["department", "name", "post", "valid_from"],
                nulls_distinct=False,
                name="minister_unique",
            ),
            dates_in_order("minister_dates_in_order"),
        ]
        ordering = ["department", "name"]

    def __str__(self) -> str:
        return self.name


class Appointment(models.Model):
    """A role that a person holds in government, for as long as the dates say."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=24, choices=GovernmentRole)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text=ENDS)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=GovernmentRole.values), name="appointment_role_known"
            ),
            models.CheckConstraint(
                condition=Q(role__in=DEPARTMENTAL_ROLES, department__isnull=False)
                | (~Q(role__in=DEPARTMENTAL_ROLES) & Q(department__isnull=True)),
                name="appointment_department_fits_role",
            ),
            models.CheckConstraint(
                condition=Q(team__isnull=True) | Q(department__isnull=False),
                name="appointment_team_has_department",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="appointment_dates_in_order",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "department", "team"],
                condition=Q(valid_to__isnull=True),
                nulls_distinct=False,
                name="appointment_open_once",
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


class ClientDepartment(models.Model):
    """Whose rows a department's own system may see."""

    client_id = models.CharField(max_length=100)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="clients")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text=ENDS)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client_id"], condition=Q(valid_to__isnull=True), name="client_has_one_department"
            ),
            dates_in_order("client_dates_in_order"),
        ]

    def __str__(self) -> str:
        return self.client_id
