"""What the nouns of the room share: two sides that are each a department or an organisation, and a reference."""

from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

BARE: dict[str, Any] = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+"}
PERSON: dict[str, Any] = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "related_name": "+"}
SOMEBODY: dict[str, Any] = PERSON | {"null": True, "blank": True}


def department_or_organisation(side: str, name: str) -> models.CheckConstraint:
    """Exactly one of the two columns of a side is filled."""
    department, organisation = f"{side}_department__isnull", f"{side}_organisation__isnull"
    one = Q(**{department: False, organisation: True}) | Q(**{department: True, organisation: False})
    return models.CheckConstraint(condition=one, name=name)


def paired(first: str, second: str, name: str) -> models.CheckConstraint:
    """Both are known or neither."""
    both = Q(**{f"{first}__isnull": False, f"{second}__isnull": False})
    return models.CheckConstraint(
        condition=both | Q(**{f"{first}__isnull": True, f"{second}__isnull": True}), name=name
    )


def known(field: str, choices: Any, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)


class Worded(models.Model):
    """Django writes out and hashes all words of a field for each that it shows; here they are looked up."""

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: Any) -> str:
        value = getattr(self, field.attname)
        return words_of(field, get_language()).get(value, str(value))


@cache
def words_of(field: Any, language: str | None) -> dict[Any, str]:
    """In the language being read, whose name is given: a catalogue does not change while a process lives."""
    return {value: str(words) for value, words in field.flatchoices}


class Referenced(Worded):
    """A row that people name by its reference; its version goes up at every write."""

    ref = models.CharField(max_length=24, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.ref


class Homed(models.Model):
    """A row that belongs to a home body."""

    home_department = models.ForeignKey("directory.Department", **BARE)
    home_organisation = models.ForeignKey("directory.Organisation", **BARE)

    class Meta:
        abstract = True

    @property
    def home(self) -> Any:
        return self.home_department or self.home_organisation


class Hosted(models.Model):
    """A row that belongs to a host body."""

    host_department = models.ForeignKey("directory.Department", **BARE)
    host_organisation = models.ForeignKey("directory.Organisation", **BARE)

    class Meta:
        abstract = True

    @property
    def host(self) -> Any:
        return self.host_department or self.host_organisation
