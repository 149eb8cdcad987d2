"""Cases of docs/hardening.md at a size that tests do not hold: a petition's minute, lists by size, a file of a million.

Each is bounded by time, not by size, and says how far it came. `BENCH_SCALE_SECONDS` sets the time.
"""

import asyncio
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.utils import timezone

from bench import load, prepare
from bench.consultations import RESPONSES, consultation, cookie, drafts, grow, grow_responses
from bench.load import post
from bench.server import serve

SECONDS = float(os.environ.get("BENCH_SCALE_SECONDS", "40"))
SENT_A_MINUTE, READ_A_SECOND = 2000, 100
SIZES = (10_000, 100_000, RESPONSES)
DOORS = {
    "list": "/consultations/{slug}/responses/",
    "filter": "/consultations/{slug}/responses/?capacity=individual&nation=wales",
    "words": "/consultations/{slug}/responses/?q=lighthouse+keeper",
    "api": "/api/v1/consultations/{slug}/published-responses/",
}
STEP = 1.5  # seconds for each door at each size
# A cookie of a session that ended: its reader gets no page that was kept for others.
NOT_KEPT = {"cookie": "session=ended0000000000000000000000000"}


# 73: a petition's minute


def petition() -> dict[str, Any]:
    """2,000 submissions a minute offered beside 100 reads a second, each over a connection of its own.

    Times count from the moment at which each was to be sent, so that a queue is no excuse.
    """
    row = consultation(f"A petition {timezone.now():%H:%M:%S}")
    made = drafts(int(SECONDS * SENT_A_MINUTE / 60), row)
    body, home = urlencode({"csrfmiddlewaretoken": prepare.CSRF}).encode(), f"/consultations/{row.slug}/"
    sends = [
        post(f"{home}respond/{key}/check/", body, connection="close", **cookie(key, secret))
        for key, secret in made
    ]
    pages = [load.get(page, connection="close") for page in ("/consultations/", home, f"{home}questions/")]
    reads = [pages[n % len(pages)] for n in range(int(SECONDS * READ_A_SECOND))]
    with serve("portal.wsgi:application", "portal.settings") as server:
        started = time.perf_counter()
        sent, read = asyncio.run(_both(server.port, sends, reads))
        seconds, memory = time.perf_counter() - started, server.pss_mb()
    good = len(row.responses.filter(state="submitted"))
    return {
        "name": "petition_minute",
        "seconds": round(seconds, 2),
        "items": len(sends),
        "items_per_second": round(len(sends) / seconds, 1),
        "peak_mb": memory,
        "submit_p99_ms": round(sent.percentile(0.99)),
        "reads_per_second": round(len(reads) / seconds, 1),
        "read_p99_ms": round(read.percentile(0.99)),
        "errors": sum(many for status, many in _statuses(sent, read).items() if status not in (200, 303)),
        "lost": sent.statuses.get(303, 0) - good,
    }


def _statuses(*outcomes: load.Outcome) -> Counter:
    return sum((Counter(each.statuses) for each in outcomes), Counter())


async def _both(port: int, sends: list[bytes], reads: list[bytes]) -> tuple[load.Outcome, load.Outcome]:
    sent, read = load.Outcome(), load.Outcome()
    began = time.perf_counter() + 0.2
    await asyncio.gather(
        _paced(port, sends, began, 60 / SENT_A_MINUTE, sent),
        _paced(port, reads, began, 1 / READ_A_SECOND, read),
    )
    return sent, read


async def _paced(port: int, requests: list[bytes], began: float, apart: float, outcome: load.Outcome) -> None:
    """Each is sent at its moment, whether or not the ones before were answered."""
    async with asyncio.TaskGroup() as group:
        for n, request in enumerate(requests):
            moment = began + n * apart
            await asyncio.sleep(max(0, moment - time.perf_counter()))
            group.create_task(_at(port, request, moment, outcome))


async def _at(port: int, request: bytes, moment: float, outcome: load.Outcome) -> None:
    status = 0
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        status = int((await reader.read())[9:12] or 0)
        writer.close()
    except (OSError, ValueError):
        status = 0
    outcome.latencies.append(time.perf_counter() - moment)
    outcome.statuses[status] = outcome.statuses.get(status, 0) + 1


# 77: the same doors at three sizes


def by_size() -> dict[str, Any]:
    """99 of 100 answers of each door came within so many milliseconds, at 10,000, 100,000 and a million."""
    homes = [_of_size(many) for many in SIZES]
    found: dict[str, list[float]] = {name: [] for name in DOORS}
    middle: dict[str, list[float]] = {name: [] for name in DOORS}
    queries: dict[str, list[int]] = {name: [] for name in DOORS}
    started, items = time.perf_counter(), 0
    with serve("portal.wsgi:application", "portal.settings") as server:
        for home in homes:
            for name, door in DOORS.items():
                request = load.get(door.format(slug=home.slug), **NOT_KEPT)
                load.run(server.port, load.forever(request), 0.5, 4)
                outcome = load.run(server.port, load.forever(request), STEP, 4)
                if set(outcome.statuses) != {200}:
                    raise RuntimeError(f"{name} answered with status {sorted(outcome.statuses)}.")
                found[name].append(round(outcome.percentile(0.99), 1))
                middle[name].append(round(outcome.percentile(0.5), 1))
                queries[name].append(_queries(door.format(slug=home.slug)))
                items += len(outcome.latencies)
        memory = server.pss_mb()
    seconds = time.perf_counter() - started
    return (
        {"name": "responses_by_size", "seconds": round(seconds, 2), "items": items}
        | {"items_per_second": round(items / seconds, 1), "peak_mb": memory, "rows": RESPONSES}
        | {f"{name}_p99_ms": times for name, times in found.items()}
        | {f"{name}_p50_ms": times for name, times in middle.items()}
        | {f"{name}_queries": many for name, many in queries.items()}
        | {"largest_ratio": round(max(times[-1] / times[0] for times in found.values()), 2)}
    )


def _of_size(many: int) -> Any:
    if many == RESPONSES:
        row = consultation()
        grow_responses(row)
        return row
    row = consultation(f"A consultation with {many} responses")
    grow(row, many, f"RS-{1990 + len(str(many))}-")
    return row


def _queries(address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    reader = Client(SERVER_NAME="127.0.0.1", headers=NOT_KEPT)
    reader.get(address)
    with CaptureQueriesContext(connection) as asked:
        reader.get(address)
    return len(asked)


# 78: a file of a million


def export() -> dict[str, Any]:
    """How much of a file of a million responses is written in the time, how much its writer grew, and who goes on."""
    from engagement.consultations import writing
    from engagement.consultations.models import Export

    row = consultation()
    grow_responses(row)
    Export.objects.filter(consultation=row, by__isnull=False).delete()
    made = Export.objects.create(consultation=row, format="csv", by=row.owner)
    one = writing._take(made.pk)
    for _warm in range(3):
        writing.step(one)
    before, started, parts = _most(), time.perf_counter(), _steps(one)
    while time.perf_counter() - started < SECONDS and next(parts):
        pass
    seconds, grown = time.perf_counter() - started, _most() - before
    done = one.done - 3000
    Export.objects.filter(pk=made.pk).update(lease_until=timezone.now())
    other = writing._take(made.pk)
    goes_on = other is not None and other.done == one.done and (not other.is_running or writing.step(other))
    return {
        "name": "export_memory",
        "seconds": round(seconds, 2),
        "items": done,
        "items_per_second": round(done / seconds, 1),
        "peak_mb": round(grown, 1),
        "rows": RESPONSES,
        "bytes_mb": round(one.size / 1e6, 1),
        "goes_on": bool(goes_on),
    }


def _steps(one: Any) -> Iterator[bool]:
    from engagement.consultations import writing

    while True:
        yield writing.step(one)


def _most() -> float:
    """The most memory that this process ever had, in MB."""
    unit = 1024 if sys.platform == "darwin" else 1
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit / 1024
