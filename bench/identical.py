"""A campaign of 100,000 identical responses: what the form takes for the first per cent and for the last.

The portal's own view takes them, one after the other, in this process. Between the two are all the others, and the
sweep has read them.
"""

import time
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.utils import timezone

from bench import prepare
from bench.consultations import consultation, cookie, drafts, grow

ALL, PART, WARM = 100_000, 1_000, 20
CONTENT = "application/x-www-form-urlencoded"


def measure() -> dict[str, Any]:
    """Milliseconds of a submission: median of the first and of the last, by the clock and by the processor."""
    from engagement.consultations.analysis.sweeping import sweep

    row = consultation(f"A measured campaign {timezone.now():%H:%M:%S}")
    _submissions(row, WARM)
    first = _submissions(row, PART)
    grow(row, ALL - 2 * PART - WARM, f"RS-{row.pk % 900 + 1000}-")
    while sweep(seconds=60):
        pass
    last = _submissions(row, PART)
    seconds = first["seconds"] + last["seconds"]
    shown = {
        f"{name}_{part}_ms": found[name]
        for part, found in (("first", first), ("last", last))
        for name in ("p50", "cpu")
    }
    return {
        "name": "identical_submissions_100k",
        "seconds": round(seconds, 2),
        "items": 2 * PART,
        "items_per_second": round(2 * PART / seconds, 1),
        "peak_mb": None,
        "rows": ALL,
        "last_to_first": round(last["p50"] / first["p50"], 2),
    } | shown


def _submissions(row: Any, many: int) -> dict[str, float]:
    client, body = Client(SERVER_NAME="127.0.0.1"), urlencode({"csrfmiddlewaretoken": prepare.CSRF})
    made = drafts(many, row)
    walls, started = [], time.process_time()
    for key, secret in made:
        begun = time.perf_counter()
        address = f"/consultations/{row.slug}/respond/{key}/check/"
        answer = client.post(address, body, CONTENT, headers=cookie(key, secret))
        walls.append(time.perf_counter() - begun)
        if answer.status_code != 303:
            raise RuntimeError(f"A submission was answered with status {answer.status_code}.")
    cpu = (time.process_time() - started) / many
    middle = sorted(walls)[many // 2]
    return {"p50": round(middle * 1000, 2), "cpu": round(cpu * 1000, 2), "seconds": sum(walls)}
