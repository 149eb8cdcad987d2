"""Which organisation of the directory a response is from, and how many organisations responded.

Whatever the door, a name is matched whole and folded as the directory folds names, and only where one body has it.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Func, Q, QuerySet, TextField
from django.utils.translation import gettext as _

from engagement.consultations.enums import Capacity
from foundation.common.references import normalise as reference
from foundation.common.text import forbidden
from foundation.directory.enums import OrganisationStatus
from foundation.directory.identifiers import candidates
from foundation.directory.models import Organisation
from foundation.directory.standing import standing

KEYS = "SELECT name, organisation_key(name) FROM unnest(%s::text[]) AS said (name)"
Spelling = tuple[int | None, str | None, str]


def there(by: Any) -> QuerySet:
    """The organisations that `by` may be told of."""
    return Organisation.objects.visible_to(by).filter(status=OrganisationStatus.ACTIVE)


def mine(by: Any) -> list[Organisation]:
    """Those that a person who is signed in may write for; a person belongs to few."""
    keys = standing(by).writable_organisation_ids
    return list(Organisation.objects.filter(pk__in=keys).order_by("name")[:50]) if keys else []


def is_known_of(organisation: Organisation | None, by: Any) -> bool:
    """Whether it is confirmed that `by` belongs to it."""
    return organisation is not None and organisation.pk in standing(by).organisation_ids


def named(names: Collection[str], by: Any) -> dict[str, Organisation]:
    """By name as it was written, where one organisation has that name: two questions, however many there are."""
    if not names:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(KEYS, [list(names)])
        keys = dict(cursor.fetchall())
    found: dict[str, list[Organisation]] = {}
    for row in there(by).filter(search_key__in=set(keys.values()) - {""}):
        found.setdefault(row.search_key, []).append(row)
    only = {key: one for key, rows in found.items() if (one := _only(rows))}
    return {name: only[key] for name, key in keys.items() if key in only}


def _only(rows: Sequence[Organisation]) -> Organisation | None:
    """A charity goes before the funds linked to it, which often have its name."""
    free = [row for row in rows if row.parent_id is None] or rows
    return free[0] if len(free) == 1 else None


def numbered(text: str, by: Any) -> Organisation | None:
    """By its number in a public register, such as GB-CHC-1090095, or its reference in the directory."""
    if forbidden(text):
        return None
    wanted = Q(ref=ref) if (ref := reference(text)) else Q(pk__in=())
    for number in candidates(text):
        wanted |= Q(identifiers__scheme=number.scheme, identifiers__number=number.value)
    found = list(there(by).filter(wanted).distinct()[:2])
    return found[0] if len(found) == 1 else None


def no_such_number() -> str:
    return _("The directory has no organisation with this number")


# Counting


def spellings(rows: QuerySet, prefix: str = "", *more: str) -> QuerySet:
    """What tells organisations apart, of responses or of what belongs to them: each pair once."""
    key = Func(f"{prefix}organisation_name", function="organisation_key", output_field=TextField())
    bodies = rows.filter(**{f"{prefix}capacity": Capacity.ORGANISATION}).order_by()
    about = (f"{prefix}organisation", f"{prefix}organisation__search_key")
    return bodies.annotate(spelt=key).values_list(*more, *about, "spelt").distinct()


def many(found: Iterable[Spelling]) -> int:
    """Each organisation once, however it is spelt: those of the directory, and names that none of them has."""
    known, names = {}, set()
    for pk, key, spelt in found:
        if pk is not None:
            known[pk] = key
        elif spelt:
            names.add(spelt)
    return len(known) + len(names - set(known.values()))
