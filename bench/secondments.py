"""Secondments at a hundred thousand: the list, its filters and words, a placement, one's own page, the figures."""

import resource
import time
from collections.abc import Iterator
from typing import Any

from bench.paths import Path, Setting, anonymous, signed_in
from bench.paths import measure as of_path
from bench.server import serve

ROWS = 100_000
LIST = "/secondments/"


def a_placement() -> str:
    """One that comes to its end, among those of the demonstration: it has everything around it."""
    from secondments.models import Placement

    return Placement.objects.filter(state="ending").latest("pk").get_absolute_url()


def _of_all(tail: str = "") -> Any:
    return lambda: LIST + tail


officer = signed_in("secondments")
PATHS = (
    Path("secondments_list_100k", "list", ROWS, anonymous, _of_all()),
    Path("secondments_filter_100k", "list", ROWS, anonymous, _of_all("?remote=full&cost=none")),
    Path("secondments_search_100k", "list", ROWS, anonymous, _of_all("?q=refuges+number")),
    Path("secondments_rare_word_100k", "list", ROWS, anonymous, _of_all("?q=77777")),
    Path("secondment_page_100k", "read", ROWS, officer, a_placement),
    Path("secondments_mine_100k", "list", ROWS, officer, _of_all("mine/")),
)


def grow() -> None:
    """A hundred thousand open opportunities and as many placements, written by the database itself."""
    from django.db import connection

    from portal.demo import secondments_volume

    secondments_volume.multiply(ROWS // 10_000)
    with connection.cursor() as cursor:
        for table in ("opportunity", "placement", "nomination", "recusal"):
            cursor.execute(f"VACUUM (ANALYZE) secondments_{table}")


def quarter() -> dict[str, Any]:
    """One quarter of a hundred thousand placements, read, counted and protected."""
    from secondments.figures.placements import Quarter
    from secondments.models import Placement
    from secondments.publishing.quarters import compute

    started = Placement.objects.filter(activated_on__isnull=False).order_by("activated_on")
    chosen = Quarter.of(started[ROWS // 2].activated_on)
    return _whole("secondments_quarter_100k", lambda: compute(chosen)["rows"])


def year() -> dict[str, Any]:
    """Four quarters and their total, of a hundred thousand placements."""
    from bench.figures import placements
    from secondments.figures.placements import Quarter
    from secondments.figures.quarterly import publish

    given = placements(ROWS)
    quarters = [Quarter(2026, number) for number in (1, 2, 3, 4)]
    return _whole("secondments_year_100k", lambda: publish(given, quarters).rows)


def _whole(name: str, work: Any) -> dict[str, Any]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, busy = time.perf_counter(), time.process_time()
    cells = len(work())
    seconds = time.perf_counter() - started
    return {
        "name": name,
        "seconds": round(seconds, 2),
        "process_seconds": round(time.process_time() - busy, 2),
        "items": ROWS,
        "items_per_second": round(ROWS / seconds, 1),
        "peak_mb": round((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, 1),
        "cells": cells,
    }


WHOLES = {"secondments_quarter_100k": quarter, "secondments_year_100k": year}


def run(only: list[str], floor: dict[str, float]) -> Iterator[dict[str, Any]]:
    chosen = [path for path in PATHS if not only or path.name in only]
    wholes = [work for name, work in WHOLES.items() if not only or name in only]
    if chosen or wholes:
        grow()
    for path in chosen:
        with serve("portal.wsgi:application", "portal.settings") as server:
            yield of_path(path, Setting(server, {}, {}), floor[path.kind])
    for work in wholes:
        yield work()
