"""What the versions hold, row for row. Written once by COPY; the database refuses to change it afterwards."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from satellite_account.enums import Link
from satellite_account.models.sources import Version


class RegisterRow(models.Model):
    """What one register says of one organisation."""

    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, related_name="register_rows", db_index=False
    )
    row = models.BigIntegerField()
    unit_id = models.CharField(max_length=40)
    name = models.CharField(max_length=300)
    legal_form = models.CharField(max_length=30, null=True)  # noqa: DJ001  (absent is not the same as empty)
    status = models.CharField(max_length=10)
    sna_sector = models.CharField(max_length=4, null=True)  # noqa: DJ001
    market = models.BooleanField(null=True)
    government_controlled = models.BooleanField(null=True)
    distributes_profit = models.BooleanField(null=True)
    activity = models.CharField(max_length=3, null=True)  # noqa: DJ001
    icnpo = models.CharField(max_length=6, null=True)  # noqa: DJ001
    sic = models.CharField(max_length=5, null=True)  # noqa: DJ001
    region = models.CharField(max_length=9, null=True)  # noqa: DJ001
    income = models.BigIntegerField(null=True)
    expenditure = models.BigIntegerField(null=True)
    staff_costs = models.BigIntegerField(null=True)
    employees = models.IntegerField(null=True)
    volunteers = models.IntegerField(null=True)
    year_end = models.DateField(null=True)
    registered_on = models.DateField(null=True)
    removed_on = models.DateField(null=True)
    same_as = ArrayField(models.CharField(max_length=40), null=True)
    group_id = models.CharField(max_length=40, null=True)  # noqa: DJ001

    class Meta:
        indexes = [models.Index(fields=["version", "unit_id"], name="satellite_row_unit")]

    def __str__(self) -> str:
        return self.name


class Observation(models.Model):
    """One value of a table, a series or an account."""

    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, related_name="observations", db_index=False
    )
    number = models.BigIntegerField()
    row = models.CharField(max_length=80)
    column = models.CharField(max_length=80)
    period = models.CharField(max_length=12)
    value = models.FloatField(null=True)
    unit = models.CharField(max_length=40)
    status = models.CharField(max_length=1)

    class Meta:
        indexes = [
            models.Index(fields=["version", "row", "column", "period"], name="satellite_observation_key")
        ]

    def __str__(self) -> str:
        return f"{self.row} × {self.column} {self.period}"


class Relation(models.Model):
    """Two registrations that are one organisation, or one group."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="relations", db_index=False)
    row = models.BigIntegerField()
    former = models.CharField(max_length=40)
    counted_as = models.CharField(max_length=40)
    link = models.CharField(max_length=6, choices=Link)
    valid_from = models.DateField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["version", "former"], name="satellite_relation_former")]

    def __str__(self) -> str:
        return f"{self.former} → {self.counted_as}"
