"""The verbs: hold, attach, remove, erase. Bytes first, then rows; bytes without a row are dropped."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation import audit
from foundation.common.actors import SYSTEM
from foundation.common.errors import Invalid, NotAllowed
from foundation.documents import quotas, storing
from foundation.documents.enums import Reading
from foundation.documents.hosts import host_of
from foundation.documents.inspection import Refused, inspect
from foundation.documents.models import Disposal, Document
from foundation.documents.storing import Stored
from foundation.notifications import dispatch


@contextmanager
def holding(files: Iterable[Any]) -> Iterator[list[Stored]]:
    """Look into files and put them into the storage; whatever fails inside the block takes them out again.

    Enter it outside of a transaction, so that no row is locked while bytes travel. Raises Invalid with a sentence for
    each file that is refused (then none is kept), Unavailable when the storage does not answer.
    """
    checked, errors = [], []
    for file in files:
        try:
            checked.append(inspect(file))
        except Refused as refusal:
            errors.append(str(refusal))
    if errors:
        raise Invalid({"files": errors})
    if len(checked) > settings.DOCUMENT_MOST_AT_ONCE:
        raise Invalid({"files": [_too_many_at_once()]})
    stored: list[Stored] = []
    try:
        for each in checked:
            stored.append(storing.put(each))
        yield stored
    except BaseException:
        for one in stored:
            storing.drop(one.key)
        raise


def _too_many_at_once() -> Any:
    return _("Send up to %(most)d files at once") % {"most": settings.DOCUMENT_MOST_AT_ONCE}


@transaction.atomic
def attach(
    held: Sequence[Stored], *, to: Model, by: Any, part: str = "", address: str = ""
) -> list[Document]:
    """Make held files files of a row. Whether `by` may change the row has been asked before.

    Nobody but the sender knows of them until they are scanned. Raises Invalid when the row would carry too many,
    TooMany when the person has sent too much today. `address`: the network address of a sender without an account.
    """
    host = host_of(to)
    size = sum(one.size for one in held)
    quotas.spend(by=by, about=to, files=len(held), size=size, address=address)
    quotas.room_for(host, to, len(held))
    now = timezone.now()
    place: dict[str, Any] = {"about_type": host.model, "about_id": to.public_id, "part": part}  # type: ignore[attr-defined]
    sender = {"uploader_id": getattr(by, "pk", None), "client_id": _client(by)}
    rows = Document.objects.bulk_create(
        Document(
            **place,
            **sender,
            name=one.checked.name,
            format=one.checked.format.name,
            size=one.size,
            sha256=one.sha256,
            key=one.key,
            reading=Reading.WAITING if one.checked.format.readable else Reading.NONE,
            at=now,
            sweep_at=now,
        )
        for one in held
    )
    for row in rows:
        facts: dict[str, Any] = {"format": row.format, "size": row.size}
        audit.record(by=_actor(by), verb="document.attached", target=row, after=row.state, **facts)
    transaction.on_commit(lambda: _wake([row.pk for row in rows]))
    return rows


def _wake(keys: list[int]) -> None:
    """A hint to the worker; without it the sweep finds the rows within the minute."""
    dispatch.send("documents.examine", keys, queue=settings.CELERY_TASK_DEFAULT_QUEUE)


@transaction.atomic
def remove(*, document: Document, by: Any, sender: bool = False) -> None:
    """Take back a file. Whether `by` may change the row it belongs to has been asked before.

    `sender`: `by` is one of those who write the row together, and so may take back what a colleague added.
    """
    row = Document.objects.locked().filter(pk=document.pk).first()
    if row is None:
        return
    own = row.uploader_id in (None, getattr(by, "pk", None)) and row.client_id in ("", _client(by))
    if not (own or sender or getattr(by, "is_system", False)):
        raise NotAllowed(_("Only the person who sent a file can take it back."))
    _discard([row], by=by, verb="document.removed")


@transaction.atomic
def erase(*, about: Model, by: Any, part: str | None = None) -> int:
    """Remove all files of a row, what was read in them, and in the end their bytes. Returns how many there were."""
    rows = Document.objects.of(about)
    found = list((rows if part is None else rows.filter(part=part)).locked())
    _discard(found, by=by, verb="document.erased")
    return len(found)


def _discard(rows: list[Document], *, by: Any, verb: str) -> None:
    """Delete rows and write down, in the same transaction, that their bytes have to go."""
    for row in rows:
        audit.record(by=_actor(by), verb=verb, target=row, before=row.state)
    keys = [row.key for row in rows]
    Disposal.objects.bulk_create([Disposal(key=key) for key in keys], ignore_conflicts=True)
    Document.objects.filter(pk__in=[row.pk for row in rows]).delete()
    transaction.on_commit(lambda: dispose(keys))


def dispose(keys: Iterable[str]) -> int:
    """Remove bytes that were written down for it; those that would not go stay written down."""
    gone = [key for key in keys if storing.drop(key)]
    Disposal.objects.filter(key__in=gone).delete()
    return len(gone)


def of(row: Model, principal: Any, *, sender: bool = False) -> QuerySet[Document]:
    """The files of a row that the principal may know of; the row itself has been granted before.

    `sender`: the reader is the one who sent the row, by a link that only they hold, and so knows of all its files.
    """
    files = Document.objects.of(row)
    return files if sender else files.known_to(principal)


def _client(by: Any) -> str:
    return getattr(by, "client_id", "")


def _actor(by: Any) -> Any:
    """Who is on record. Somebody without an account is nobody: the portal took the file for them."""
    return by if hasattr(by, "audit_identity") else SYSTEM
