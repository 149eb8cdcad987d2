"""Secondments at a hundred thousand: `python -m bench.secondments` (services from the environment, as for bench)."""

import os
import sys
import time
from typing import Any

ROWS = 100_000


def grow() -> None:
    """A hundred thousand open opportunities and as many placements."""
    from django.core.management import call_command

    from portal.demo import secondments_volume

    call_command("migrate", verbosity=0)
    call_command("seed_demo", verbosity=0)
    secondments_volume.multiply(ROWS // 10_000)


def paths() -> list[Any]:
    from bench.paths import Path, anonymous, signed_in

    return [
        Path("secondments_list_100k", "list", ROWS, anonymous, lambda: "/secondments/"),
        Path(
            "secondments_filter_100k", "list", ROWS, anonymous, lambda: "/secondments/?remote=full&cost=none"
        ),
        Path("secondments_search_100k", "list", ROWS, anonymous, lambda: "/secondments/?q=refuges+number"),
        Path("secondments_rare_word_100k", "list", ROWS, anonymous, lambda: "/secondments/?q=77777"),
        Path("secondment_page", "read", ROWS, signed_in("secondments"), a_placement),
        Path("secondments_mine_100k", "list", ROWS, signed_in("secondments"), lambda: "/secondments/mine/"),
    ]


def a_placement() -> str:
    from secondments.models import Placement

    return Placement.objects.filter(state="ending").latest("pk").get_absolute_url()


def quarterly_figures() -> dict[str, Any]:
    """One quarter of a hundred thousand placements, counted and protected."""
    import resource

    from secondments.figures.placements import Quarter
    from secondments.models import Placement
    from secondments.publishing.quarters import compute

    newest = (
        Placement.objects.filter(activated_on__isnull=False).order_by("activated_on")[ROWS // 2].activated_on
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    data = compute(Quarter.of(newest))
    seconds = time.perf_counter() - started
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return {
        "name": "secondments_quarter_100k",
        "seconds": round(seconds, 2),
        "items": Placement.objects.count(),
        "items_per_second": round(Placement.objects.count() / seconds, 1),
        "peak_mb": round(peak, 1),
        "cells": len(data["rows"]),
    }


def main(only: list[str]) -> int:
    from bench import report
    from bench.paths import FLOOR, Setting, floor, measure
    from bench.prepare import _floor
    from bench.server import serve

    grow()
    _floor()
    with serve("bench.floor.wsgi:application", "bench.floor.settings") as server:
        rates = {kind: outcome.per_second() for kind, outcome in floor(server).items() if kind in FLOOR}
    print(report.HEAD)
    for path in paths():
        if not only or path.name in only:
            with serve("portal.wsgi:application", "portal.settings") as server:
                print(report.line(measure(path, Setting(server, {}, {}), rates[path.kind])), flush=True)
    if not only:
        print(quarterly_figures())
    return 0


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    os.environ.setdefault("DEMO", "1")
    os.environ.setdefault("API_LIMIT_ANONYMOUS", "0")
    django.setup()
    sys.exit(main(sys.argv[1:]))
