"""Published figures: what was counted of a quarter, and of the year that four of them make."""

from django.db import models


class Published(models.Model):
    """Numbers as they stood when they were published. They are not counted again."""

    data = models.JSONField()
    frozen_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """By which it is known in addresses and files."""
        raise NotImplementedError


class QuarterFigures(Published):
    quarter = models.DateField(unique=True, help_text="Its first day")

    class Meta:
        ordering = ["-quarter"]

    @property
    def code(self) -> str:
        return f"{self.quarter.year}-q{(self.quarter.month + 2) // 3}"


class YearFigures(Published):
    """Of a calendar year: no number in it tells more of a quarter than the quarter itself does."""

    year = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        ordering = ["-year"]

    @property
    def code(self) -> str:
        return str(self.year)
