"""A home body's verbs: what it can spare, with whom it has something live, where one of its people must not work."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.common.errors import Invalid
from secondments import bodies, rules
from secondments.actions.steps import save, take
from secondments.models import Candidate, HomeTerms


@transaction.atomic
def set_terms(
    *, by: Any, most_away: int | None, department: Any = None, organisation: Any = None, **live: Any
) -> HomeTerms:
    """Say how many people the body can spare at once, and its live bids, grants and contracts.

    Rounds that are worked out from then on heed it.
    """
    home = {"home_department": department, "home_organisation": organisation}
    rules.check(by, "home_terms", HomeTerms(**home))
    row, _made = HomeTerms.objects.locked().get_or_create(**home)
    row.most_away = most_away
    for name in ("bids", "grants", "contracts"):
        setattr(row, name, _bodies(name, live.get(name, ())))
    counts = {name: len(getattr(row, name)) for name in ("bids", "grants", "contracts")}
    return save(row, by=by, verb="secondment.home_terms", most_away=most_away, **counts)


@transaction.atomic
def avoid(*, candidate: Candidate, avoids: Iterable[str], by: Any) -> Candidate:
    """Name, for the home body, where this person must not work: because of a bid, a grant or an interest."""
    row = take(candidate, by=by, verb="release")
    row.avoids_for_home = _bodies("avoids", avoids)
    return save(row, by=by, verb="candidate.avoids_for_home", bodies=len(row.avoids_for_home))


def _bodies(field: str, words: Iterable[str]) -> list[str]:
    found, unknown = bodies.known(words)
    if unknown:
        raise Invalid({field: [_("There is no body of this name.")]})
    return found
