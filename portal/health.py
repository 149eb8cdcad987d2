"""Is the process alive (/healthz), and has it all it needs (/readyz)?"""

import logging
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation.documents.health import scanner
from foundation.notifications.health import worker_heartbeat_age
from portal.celery import app

logger = logging.getLogger(__name__)
HEARTBEAT_MAX_AGE = 150  # seconds: five missed beats


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """503 with the list of what fails; the log says why, the page does not."""
    failures = [name for name, works in CHECKS.items() if not _passes(name, works)]
    degraded = [name for name, works in HELPERS.items() if not _passes(name, works)]
    said = {"ready": not failures, "failures": failures, "degraded": degraded}
    return JsonResponse(said, status=503 if failures else 200)


def _passes(name: str, works: Callable[[], bool]) -> bool:
    try:
        return works()
    except Exception:
        logger.warning("readiness check failed: %s", name, exc_info=True)
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _cache() -> bool:
    """The cache treats a dead server as a miss, so only what comes back proves that it lives."""
    cache.set("readyz", "yes", 10)
    return cache.get("readyz") == "yes"


def _queue() -> bool:
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=0, timeout=1)
        return bool(broker.connected)


def _worker() -> bool:
    age = worker_heartbeat_age()
    return age is not None and age < HEARTBEAT_MAX_AGE


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "cache": _cache,
    "queue": _queue,
    "worker": _worker,
}
# Without these people are served all the same: files wait until somebody can scan them.
HELPERS: dict[str, Callable[[], bool]] = {"scanner": scanner}
