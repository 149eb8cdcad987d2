"""The pins of a run: what its recipe names by hash, as the methods take them."""

import hashlib
from collections.abc import Iterable
from typing import Any

from satellite_account.engine.code import canonical
from satellite_account.models import Pin, Run, RunPin, Version


def standing(versions: Iterable[Version]) -> list[Pin]:
    """Pins of these tables that nobody withdrew."""
    rows = Pin.objects.filter(version__in=list(versions), withdrawn_at__isnull=True)
    return list(rows.select_related("version", "by").order_by("row", "industry"))


def digest(pin: Pin) -> str:
    """Of the table's file, the cell, what is said of it, who said it and when."""
    said = [
        pin.version.sha256,
        pin.row,
        pin.industry,
        pin.value,
        pin.reason,
        str(pin.by_id),
        pin.at.isoformat(),
    ]
    return hashlib.sha256(canonical(said)).hexdigest()


def named(run: Run) -> list[RunPin]:
    return list(run.pins.select_related("pin__version", "pin__by").order_by("pin__row", "pin__industry"))


def of_run(run: Run) -> Any:
    """As the methods take them. Raises MethodError when one is not what the recipe names."""
    from satellite_account.methods.errors import MethodError
    from satellite_account.methods.prices.balancing import Pin as Held

    found = []
    for held in named(run):
        if digest(held.pin) != held.sha256:
            raise MethodError(f"The pin of {held.pin} is not the one that the recipe names.")
        cell = (held.pin.row, held.pin.industry)
        found.append(Held(cell, held.pin.reason, held.pin.value))
    return tuple(found)
