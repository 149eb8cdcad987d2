"""What got stuck or was left behind: files to scan, bytes to remove, bytes that no row knows of, counts of past days.

The database and the storage alone say what is to be done, so it does not matter how often the clock strikes.
"""

import logging
from collections import Counter
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from foundation import audit
from foundation.common.actors import SYSTEM
from foundation.documents import storing
from foundation.documents.actions import dispose
from foundation.documents.enums import State
from foundation.documents.examining import examine
from foundation.documents.models import Allowance, Disposal, Document

logger = logging.getLogger(__name__)

BATCH = 100
HOURS_LOOKED_BACK = 48


def sweep() -> bool:
    """Scan and read what is due. Stops at the first file that the scanner gives no verdict on."""
    return examine(list(Document.objects.due(timezone.now()).values_list("pk", flat=True)[:BATCH]))


def tidy(now: datetime | None = None) -> Counter[str]:
    """Remove what nobody needs any more."""
    now = now or timezone.now()
    done: Counter[str] = Counter()
    done["disposed"] = dispose(Disposal.objects.order_by("pk").values_list("key", flat=True)[: 10 * BATCH])
    done["orphans"] = sum(_orphans(folder) for folder in storing.hours_before(now, HOURS_LOOKED_BACK))
    done["quarantined"] = _forget_quarantined(now)
    Allowance.objects.filter(day__lt=timezone.localdate() - timedelta(days=2)).delete()
    if done.total():
        logger.info("evidence swept", extra=dict(done))
    return done


def _orphans(folder: str) -> int:
    """Bytes of one past hour that no row knows of: an upload was cut, or a process died between bytes and row."""
    keys = storing.keys_in(folder)
    known = set(Document.objects.filter(key__in=keys).values_list("key", flat=True)) if keys else set()
    return sum(storing.drop(key) for key in keys if key not in known)


def _forget_quarantined(now: datetime) -> int:
    """What was held back is kept a while for whoever has to look into it, then its bytes go; the row stays."""
    old = now - timedelta(days=settings.DOCUMENT_QUARANTINE_DAYS)
    rows = Document.objects.filter(state=State.QUARANTINED, scanned_at__lt=old).exclude(
        key__startswith="gone/"
    )
    total = 0
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        total += _forget(pk)
    return total


@transaction.atomic
def _forget(pk: int) -> int:
    row = Document.objects.locked().filter(pk=pk, state=State.QUARANTINED).first()
    if row is None or row.key.startswith("gone/"):
        return 0
    Disposal.objects.bulk_create([Disposal(key=row.key)], ignore_conflicts=True)
    key, row.key = row.key, f"gone/{row.public_id}"
    row.save(update_fields=["key"])
    audit.record(by=SYSTEM, verb="document.disposed", target=row, before=row.state, after=row.state)
    transaction.on_commit(lambda: dispose([key]))
    return 1
