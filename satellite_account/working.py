"""What waits for a worker: files to read, populations to build, runs to bring to their end. Rows say it; any worker may
ask, as often as it likes."""

import logging
import time

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from foundation.common.alone import alone
from satellite_account import invented, invented_registers
from satellite_account.building import build
from satellite_account.enums import Building, Loading
from satellite_account.models import Frame, Run, Version
from satellite_account.running import LOCK, advance
from satellite_account.sources.loading import load

logger = logging.getLogger(__name__)
BUDGET = 400.0  # seconds of one task; a run that needs longer goes on in the next


def work(seconds: float = BUDGET) -> int:
    """Do what waits, the oldest first, until there is nothing or the time is up; the answer is how much was done."""
    until, done = time.monotonic() + seconds, 0
    with alone(LOCK, 0) as free:
        while free and time.monotonic() < until and _one(until):
            done += 1
    return done


def _one(until: float) -> bool:
    version = Version.objects.filter(state__in=[Loading.WAITING, Loading.LOADING]).order_by("pk").first()
    if version is not None:
        load(version)
        return True
    frame = Frame.objects.filter(state__in=[Building.WAITING, Building.BUILDING]).order_by("pk").first()
    if frame is not None:
        _build(frame)
        return True
    run = Run.objects.going().order_by("pk").first()
    if run is not None:
        advance(run, until=until)
        return True
    return _demonstrate()


def _build(frame: Frame) -> None:
    """A population that cannot be built is marked so: it must not hold up the runs behind it."""
    try:
        build(frame)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("a population could not be built", extra={"frame": frame.pk})
        Frame.objects.filter(pk=frame.pk).update(state=Building.FAILED, settled_at=timezone.now())


def _demonstrate() -> bool:
    """Files, a population and runs for invented datasets that somebody asked for and that hold nothing yet."""
    if invented.is_wanted():
        return bool(invented.fill())
    return (invented_registers.plan() or invented.plan()) is not None
