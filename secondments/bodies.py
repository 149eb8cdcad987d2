"""Bodies as people name them: a department by its code, an organisation by its reference."""

from collections.abc import Iterable
from typing import Any

from foundation.directory.models import Department, Organisation
from foundation.directory.standing import standing
from secondments.querysets import offices


def known(words: Iterable[str]) -> tuple[list[str], list[str]]:
    """The keys that are bodies of ours, each once and in order, and the words that are none."""
    asked = {word.upper(): word for word in words}
    found = {
        *Department.objects.filter(code__in=asked).values_list("code", flat=True),
        *Organisation.objects.filter(ref__in=asked).values_list("ref", flat=True),
    }
    return sorted(found), [word for key, word in asked.items() if key not in found]


def by_key(key: str) -> Any:
    return Department.objects.filter(code=key).first() or Organisation.objects.filter(ref=key).first()


def spoken_for(user: Any) -> list[tuple[str, str]]:
    """Key and name of the bodies for which somebody speaks as home body: leads and secondments officers."""
    departments: Any = Department.objects.filter(pk__in=offices(user)) if offices(user) else []
    mine = standing(user).lead_organisation_ids
    organisations: Any = Organisation.objects.filter(pk__in=mine).order_by("name")[:20] if mine else []
    return [(one.code, str(one)) for one in departments] + [(one.ref, str(one)) for one in organisations]
