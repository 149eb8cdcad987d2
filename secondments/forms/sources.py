"""What is chosen by words: skills of a published taxonomy, and colleagues who can agree to release somebody."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from secondments import people, skills_index
from secondments.forms.picking import MOST, Choices, Source
from secondments.models import Skill

FEW = 60  # what a list still shows
NO_SKILL = _("No skill fits “%(words)s”. Check the spelling, or try another word for it.")


def current_skills() -> QuerySet:
    return Skill.objects.filter(is_current=True).order_by("name", "pk")


def skills(every: Choices | None) -> Source:
    return Source(
        every,
        named=lambda codes: [(one.code, str(one)) for one in current_skills().filter(code__in=list(codes))],
        fitting=_fitting_skills,
        empty=_("Enter a word of the skill"),
        nothing=NO_SKILL,
    )


def _fitting_skills(words: str) -> Choices:
    codes = skills_index.search(words, MOST + 1)
    found = {one.code: str(one) for one in current_skills().filter(code__in=codes)}
    return [(code, found[code]) for code in codes if code in found]


def colleagues(rows: QuerySet) -> Source:
    """Of a body of thousands: all of them where they are few."""
    first = list(rows[: FEW + 1])
    return Source(
        _named(first) if len(first) <= FEW else None,
        named=lambda keys: _named(rows.filter(public_id__in=_keys(keys))),
        fitting=lambda words: _named(people.called(rows, words)[: MOST + 1]),
        empty=_("Enter their name or their email address"),
        nothing=_(
            "Nobody of your body who is active here fits “%(words)s”. Check the spelling. If they are not here yet, "
            "whoever manages the people of your organisation or department has to add them first."
        ),
    )


def _keys(values: Iterable[str]) -> list[Any]:
    from uuid import UUID

    found = []
    for value in values:
        try:
            found.append(UUID(str(value)))
        except ValueError:
            continue
    return found


def _named(rows: Iterable[User]) -> Choices:
    """Two of the same name are told apart by their address."""
    found = list(rows)
    names = Counter(one.name for one in found)
    return [
        (str(one.public_id), f"{one.name} ({one.email})" if names[one.name] > 1 else one.name or one.email)
        for one in found
    ]
