"""The main paths, each as it is called in the results."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import load, prepare, satellite_workbench
from bench.server import Server
from engagement.requests.models import EngagementRequest

SECONDS = float(os.environ.get("BENCH_SECONDS", "8"))
WARM_UP = 1.5
SUBMITS = 4000


@dataclass(frozen=True, slots=True)
class Path:
    """A path of the portal. `kind` names the floor it is compared with: read, list, submit or api."""

    name: str
    kind: str
    rows: int
    headers: Callable[["Setting"], dict[str, str]]
    address: Callable[[], str]


@dataclass
class Setting:
    """What every path may need: the server, the machine client and its token."""

    server: Server
    client: dict[str, str]
    bearer: dict[str, str]


def anonymous(setting: Setting) -> dict[str, str]:
    return {}


def signed_in(role: str) -> Callable[[Setting], dict[str, str]]:
    return lambda setting: prepare.session(role)


def machine(setting: Setting) -> dict[str, str]:
    if not setting.bearer:
        setting.bearer.update(prepare.token(setting.server.port, setting.client))
    return setting.bearer


def a_request() -> str:
    answered = EngagementRequest.objects.filter(organisation_name="Riverside Food Bank", state="closed")
    return f"/requests/{answered.earliest('pk').ref}/"


SMALL, LARGE = 10_000, 1_000_000

PATHS = [
    Path("register_10k", "list", SMALL, anonymous, lambda: "/register/"),
    Path("triage_10k", "list", SMALL, signed_in("triage"), lambda: "/triage/"),
    Path("request_detail", "read", SMALL, signed_in("lead"), a_request),
    Path("request_submit", "submit", SMALL, signed_in("lead"), lambda: ""),
    Path("api_requests_50", "api", SMALL, machine, lambda: "/api/v1/requests/?page_size=50"),
    Path("satellite_table", "list", SMALL, signed_in("statistician"), satellite_workbench.table_page),
    Path("home", "read", SMALL, anonymous, lambda: "/"),
    Path("register_1m", "list", LARGE, anonymous, lambda: "/register/"),
    Path("triage_1m", "list", LARGE, signed_in("triage"), lambda: "/triage/"),
    Path("request_detail_1m", "read", LARGE, signed_in("lead"), a_request),
    Path("api_requests_50_1m", "api", LARGE, machine, lambda: "/api/v1/requests/?page_size=50"),
]

FLOOR = {"read": "/items/77/", "list": "/items/", "api": "/api/"}


def floor(server: Server) -> dict[str, load.Outcome]:
    """The bare Django answers per second, by kind."""
    outcomes = {kind: _measure(server.port, load.forever(load.get(path))) for kind, path in FLOOR.items()}
    body = urlencode({"title": "A measured request", "body": "Evidence that was typed. " * 30}).encode()
    outcomes["submit"] = _measure(server.port, load.forever(load.post("/submit/", body)))
    return outcomes


def _measure(port: int, requests: Iterator[bytes]) -> load.Outcome:
    load.run(port, requests, WARM_UP)
    return load.run(port, requests, SECONDS)


def measure(path: Path, setting: Setting, floor_rate: float) -> dict[str, Any]:
    """One row of the results. Raises RuntimeError when the portal did not answer as it should."""
    headers = path.headers(setting)
    if path.kind == "submit":
        requests, expected = prepare.submissions(prepare.drafts(SUBMITS), headers), {302, 303}
    else:
        requests, expected = load.forever(load.get(path.address(), **headers)), {200}
    outcome = _measure(setting.server.port, requests)
    if wrong := set(outcome.statuses) - expected:
        raise RuntimeError(f"{path.name} answered with status {sorted(wrong)} instead of {sorted(expected)}.")
    return {
        "name": path.name,
        "kind": path.kind,
        "requests_per_second": round(outcome.per_second(), 1),
        "p50_ms": round(outcome.percentile(0.50), 1),
        "p99_ms": round(outcome.percentile(0.99), 1),
        "ratio_to_floor": round(outcome.per_second() / floor_rate, 3),
        "queries": _queries(path, headers),
        "pss_mb": setting.server.pss_mb(),
        "rows": path.rows,
    }


def _queries(path: Path, headers: dict[str, str]) -> int:
    """SQL statements of one warm request, counted inside this process."""
    client = Client(headers=headers, SERVER_NAME="127.0.0.1")
    for cookie in headers.get("cookie", "").split("; "):
        if cookie:
            name, value = cookie.split("=", 1)
            client.cookies[name] = value
    if path.kind == "submit":
        address = f"/requests/new/{prepare.drafts(1)[0]}/check/"
        with CaptureQueriesContext(connection) as captured:
            client.post(address)
        return len(captured)
    address = path.address()
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def audit_appends() -> dict[str, Any]:
    """Audit events written by sixteen writers at once, each in a transaction of its own."""
    from bench.writers import append_from_many

    started = time.perf_counter()
    items = append_from_many(writers=16, seconds=min(SECONDS, 5))
    seconds = time.perf_counter() - started
    return {
        "name": "audit_append_16_writers",
        "seconds": round(seconds, 2),
        "items": items,
        "items_per_second": round(items / seconds, 1),
        "peak_mb": None,
    }
