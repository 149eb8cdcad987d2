"""A load of HTTP requests over kept connections. Small on purpose: what it costs itself, both sides pay alike."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

CONNECTIONS = 16
CHUNKED = 0
LAST_CHUNK = b"0\r\n\r\n"


@dataclass
class Outcome:
    """Latencies in seconds, seconds of wall clock, and how many answers had which status."""

    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0
    statuses: dict[int, int] = field(default_factory=dict)

    def per_second(self) -> float:
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds below which that share of the answers came."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


class Client(asyncio.Protocol):
    """One connection: sends a request, reads its answer whole, sends the next."""

    def __init__(
        self, requests: Iterator[bytes], outcome: Outcome, until: float, done: asyncio.Future
    ) -> None:
        self.requests, self.outcome, self.until, self.done = requests, outcome, until, done
        self.buffer = b""
        self.wanted = -1
        self.started = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.send()

    def send(self) -> None:
        request = next(self.requests, None)
        if request is None or time.perf_counter() > self.until:
            self.transport.close()
            return
        self.buffer, self.wanted = b"", -1
        self.started = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.wanted < 0 and (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            self.wanted = self._whole(self.buffer[:end].lower(), end + 4)
        if self.wanted < 0:
            return
        whole = (
            self.buffer.endswith(LAST_CHUNK) if self.wanted == CHUNKED else len(self.buffer) >= self.wanted
        )
        if whole:
            self.outcome.latencies.append(time.perf_counter() - self.started)
            status = int(self.buffer[9:12])
            self.outcome.statuses[status] = self.outcome.statuses.get(status, 0) + 1
            self.send()

    @staticmethod
    def _whole(head: bytes, start: int) -> int:
        """Length of the whole answer, or CHUNKED when only its last chunk tells."""
        place = head.find(b"content-length:")
        if place < 0:
            return CHUNKED if b"chunked" in head else start
        return start + int(head[place + 15 :].split(b"\r\n", 1)[0])

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


def run(port: int, requests: Iterator[bytes], seconds: float, connections: int = CONNECTIONS) -> Outcome:
    """Send what `requests` yields for so many seconds, or until it ends."""
    return asyncio.run(_run(port, requests, seconds, connections))


async def _run(port: int, requests: Iterator[bytes], seconds: float, connections: int) -> Outcome:
    loop = asyncio.get_running_loop()
    outcome = Outcome()
    started = time.perf_counter()
    ends = []
    for _ in range(connections):
        done: asyncio.Future = loop.create_future()
        ends.append(done)
        await loop.create_connection(_maker(requests, outcome, started + seconds, done), "127.0.0.1", port)
    await asyncio.gather(*ends)
    outcome.seconds = time.perf_counter() - started
    return outcome


def _maker(
    requests: Iterator[bytes], outcome: Outcome, until: float, done: asyncio.Future
) -> Callable[[], Client]:
    return lambda: Client(requests, outcome, until, done)


def forever(request: bytes) -> Iterator[bytes]:
    while True:
        yield request


def get(path: str, **headers: str) -> bytes:
    return _request("GET", path, b"", headers)


def post(path: str, body: bytes, **headers: str) -> bytes:
    headers.setdefault("content-type", "application/x-www-form-urlencoded")
    return _request("POST", path, body, headers)


def _request(method: str, path: str, body: bytes, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body
