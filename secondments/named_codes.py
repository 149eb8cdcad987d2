"""Skills and priorities that a row keeps by their codes, as they are shown."""

from collections.abc import Sequence
from typing import Any

from foundation.directory.models import Priority, PriorityFramework
from secondments.models import Skill


def of_codes(codes: Sequence[str]) -> list[Skill]:
    return list(Skill.objects.filter(code__in=codes)) if codes else []


def missions_of(codes: Sequence[str]) -> list[Any]:
    now = PriorityFramework.objects.current()
    return list(Priority.objects.filter(code__in=codes, framework__in=now)) if codes else []
