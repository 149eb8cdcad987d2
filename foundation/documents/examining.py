"""From "awaiting scan" to clean or held back, then the reading of the text. A worker takes a row on loan, so that two
never do the same, and a worker that dies loses nothing but time.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation import audit, notifications
from foundation.common.actors import SYSTEM
from foundation.common.errors import Unavailable
from foundation.documents import reading, scanning, storing
from foundation.documents.enums import Reading, State
from foundation.documents.hosts import host_of
from foundation.documents.models import Document, DocumentText

logger = logging.getLogger(__name__)

LOAN = timedelta(minutes=10)
PAUSES = (1, 1, 2, 5, 10, 15)  # minutes until the scanner is asked again
MOST_READINGS = 3
# The letter once nothing can be added any more: with an address to write to, or without.
CLOSED = {True: "document_quarantined_late", False: "document_quarantined_over"}


def examine(keys: Iterable[int]) -> bool:
    """Scan and read those of these files that are due. False as soon as the scanner gives no verdict on one."""
    return all(_examine(key) for key in keys)


def _examine(key: int) -> bool:
    row = _borrow(key)
    if row is None:
        return True
    if row.state == State.WAITING and not _scan(row):
        return False
    if row.state == State.CLEAN and row.reading == Reading.WAITING:
        _read(row)
    return True


@transaction.atomic
def _borrow(key: int) -> Document | None:
    """The row, if it is due and nobody else has it."""
    rows = Document.objects.due(timezone.now()).select_for_update(of=("self",), skip_locked=True)
    row = rows.filter(pk=key).first()
    if row is not None:
        row.sweep_at, row.attempts = timezone.now() + LOAN, row.attempts + 1
        row.save(update_fields=["sweep_at", "attempts"])
    return row


def _scan(row: Document) -> bool:
    try:
        with storing.fetch(row.key) as file:
            verdict = scanning.scan(file)
    except (scanning.ScannerAway, Unavailable) as trouble:
        _later(row, trouble)
        return False
    return _settle(row, verdict)


def _later(row: Document, trouble: Exception) -> None:
    pause = PAUSES[min(row.attempts, len(PAUSES)) - 1]
    Document.objects.filter(pk=row.pk, state=State.WAITING).update(
        sweep_at=timezone.now() + timedelta(minutes=pause)
    )
    logger.warning("a file waits to be scanned", extra={"document": str(row.public_id), "why": str(trouble)})


@transaction.atomic
def _settle(row: Document, verdict: scanning.Verdict) -> bool:
    """Write down the verdict, with its audit event and, for a virus, the message to the sender."""
    fresh = Document.objects.locked().filter(pk=row.pk, state=State.WAITING).first()
    if fresh is None:
        return False
    fresh.move_to(State.QUARANTINED if verdict.finding else State.CLEAN)
    fresh.finding, fresh.scanned_at = verdict.finding, timezone.now()
    if verdict.finding:
        fresh.reading = Reading.NONE
    fresh.attempts = 0
    fresh.sweep_at = timezone.now() + LOAN if fresh.reading == Reading.WAITING else None
    fresh.save()
    audit.record(by=SYSTEM, verb="document.scanned", target=fresh, before=State.WAITING, after=fresh.state)
    if verdict.finding:
        _tell(fresh)
    row.state, row.reading = fresh.state, fresh.reading
    return True


def _tell(row: Document) -> None:
    """The sender, or whoever the row's room names where nobody signed in, is told what to do."""
    host = host_of(row.about_type)
    about = host.row(row.about_id)
    people: list[Any] = [row.uploader] if row.uploader else list(host.told(about)) if about else []
    open_still = about is None or host.takes(about)
    contact = "" if open_still else host.contact(about)
    notifications.tell(
        people,
        kind="document_quarantined" if open_still else CLOSED[bool(contact)],
        about=str(row.public_id),
        url=host.url(about) if about is not None else "",
        context={"name": row.name} | ({"contact": contact} if contact else {}),
        event="quarantined",
        language=host.language(about) if about is not None else "en",
    )


def _read(row: Document) -> None:
    """Read the text in a process of its own; a file that breaks the reader is left unread, not tried for ever."""
    try:
        with storing.fetch(row.key) as file:
            found = reading.read(file, row.format)
    except Unavailable:
        found = None
        if row.attempts < MOST_READINGS:
            return
    with transaction.atomic():
        fresh = Document.objects.locked().filter(pk=row.pk, reading=Reading.WAITING).first()
        if fresh is None:
            return
        fresh.reading, fresh.sweep_at = (Reading.FAILED if found is None else Reading.DONE), None
        fresh.save(update_fields=["reading", "sweep_at"])
        if found is not None:
            DocumentText.objects.update_or_create(
                document=fresh,
                defaults={"body": found.body, "pages": found.pages, "is_whole": found.is_whole},
            )
