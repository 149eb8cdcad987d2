"""The last minutes before the close: some thousands send at once, each over a connection of their own.

Nobody waits for anybody: all connections are offered within one second, whether the portal keeps up or not. Whoever is
told to wait (429, 503) or finds no place comes back as a browser would. In the end each receipt is looked up in the
database, and nothing else may be there. `BENCH_CROWD` sets how many come.
"""

import asyncio
import os
import random
import resource
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from bench import prepare
from bench.consultations import consultation, cookie, drafts
from bench.load import post
from bench.server import serve

MANY = int(os.environ.get("BENCH_CROWD", "3000"))
PATIENCE, AGAIN, LONGEST = 600.0, (1.0, 2.0, 4.0, 8.0), 60.0


@dataclass
class Fates:
    """How it went for each: seconds until the receipt, and what stood in the way meanwhile."""

    waited: dict[str, float] = field(default_factory=dict)
    answers: Counter = field(default_factory=Counter)

    def at(self, share: float) -> float:
        ordered = sorted(self.waited.values())
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 2) if ordered else 0.0


def measure() -> dict[str, Any]:
    """Seconds until the receipt, how many were told to wait, and whether what has a receipt is on record."""
    row = consultation(f"A crowd at the close {timezone.now():%H:%M:%S}")
    made = drafts(MANY, row)
    body = urlencode({"csrfmiddlewaretoken": prepare.CSRF}).encode()
    requests = {
        key: post(
            f"/consultations/{row.slug}/respond/{key}/check/", body, connection="close", **cookie(key, secret)
        )
        for key, secret in made
    }
    _allow_sockets(MANY + 200)
    with serve("portal.wsgi:application", "portal.settings") as server:
        started = time.perf_counter()
        fates = asyncio.run(_everybody(server.port, requests))
        seconds, memory = time.perf_counter() - started, server.pss_mb()
    return {
        "name": "crowd_at_the_close",
        "seconds": round(seconds, 2),
        "items": MANY,
        "items_per_second": round(len(fates.waited) / seconds, 1),
        "peak_mb": memory,
        "first_half_s": fates.at(0.5),
        "p99_s": fates.at(0.99),
        "slowest_s": fates.at(1.0),
        "told_to_wait": fates.answers[429] + fates.answers[503],
        "no_place": fates.answers["no place"],
        "errors": sum(many for status, many in fates.answers.items() if status not in EXPECTED),
    } | _on_record(row, set(fates.waited))


EXPECTED = {303, 429, 503, "no place"}


def _on_record(row: Any, receipts: set[str]) -> dict[str, int]:
    """What is on record without a receipt, and what has a receipt and is not: both have to be nothing."""
    from engagement.consultations.models import Response
    from foundation.audit.models import AuditEvent

    sent = Response.objects.filter(consultation=row, state="submitted")
    kept = {str(key) for key in sent.values_list("public_id", flat=True)}
    refs = list(sent.values_list("ref", flat=True))
    trail = AuditEvent.objects.filter(verb="response.received", target_ref__in=[*refs, *kept]).count()
    return {
        "taken": len(kept),
        "lost": len(receipts - kept),
        "twice": len(refs) - len(set(refs)),
        "without_trail": len(kept) - trail,
    }


def _allow_sockets(many: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < many:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(many, hard), hard))


async def _everybody(port: int, requests: dict[str, bytes]) -> Fates:
    fates, chance = Fates(), random.Random(74)
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(
            *(_one(port, key, request, chance.random(), fates) for key, request in requests.items())
        )
    return fates


async def _one(port: int, key: str, request: bytes, pause: float, fates: Fates) -> None:
    await asyncio.sleep(pause)
    started = time.perf_counter()
    for attempt in range(1000):
        status, after = await _ask(port, request)
        fates.answers[status] += 1
        if status == 303:
            fates.waited[key] = time.perf_counter() - started
            return
        if status not in EXPECTED:
            return
        await asyncio.sleep(min(after or AGAIN[min(attempt, len(AGAIN) - 1)], LONGEST))


async def _ask(port: int, request: bytes) -> tuple[Any, float]:
    """The status of one answer and how long to wait before the next attempt."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        finally:
            writer.close()
    except (OSError, asyncio.IncompleteReadError):
        return "no place", 0.0
    after = next((line[12:] for line in head.split("\r\n") if line.startswith("retry-after:")), "0")
    return int(head.split(" ", 2)[1]), float(after)
