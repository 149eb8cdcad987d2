"""What the public register adds up to, counted by the clock so that no page has to count a million rows."""

from django.db import models


class Figures(models.Model):
    """One row: the newest count. `seconds` is what it cost, so that the next one can wait accordingly."""

    name = models.CharField(max_length=20, primary_key=True)
    counted_at = models.DateTimeField()
    seconds = models.FloatField()
    counted = models.JSONField()

    class Meta:
        verbose_name_plural = "figures"
        constraints = [models.CheckConstraint(condition=models.Q(seconds__gte=0), name="figures_cost_known")]

    def __str__(self) -> str:
        return f"{self.name} at {self.counted_at:%Y-%m-%d %H:%M}"
