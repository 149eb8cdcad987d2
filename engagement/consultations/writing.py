"""Writing files of responses, in parts that survive the worker.

The row says what is to be written and how far it is; a part and that mark stand or fall together. A worker takes the
row for a few minutes; if it dies, the next sweep lets another go on after the last part.
"""

import logging
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone, translation

from engagement.consultations import exporting, listing, published, rules, workbooks
from engagement.consultations.enums import ExportFormat, ExportState, ResponseState
from engagement.consultations.exporting import JSON_FOOT, Sheet, after, json_line
from engagement.consultations.forms.responses import DeskFilter
from engagement.consultations.models import Export, ExportPart, Response
from foundation.common.errors import NotAllowed
from foundation.common.spreadsheets import BOM, csv_line

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
ATTEMPTS = 3
CHUNK = 4 * 1024 * 1024
PACKED = frozenset({ExportFormat.XLSX, ExportFormat.ODS})
WRITING = (ExportState.WRITING, ExportState.PACKING)
FEET = {"csv": "", "json": JSON_FOOT, "xlsx": workbooks.XLSX_FOOT, "ods": workbooks.ODS_FOOT}


class _Overtaken(Exception):
    """Another worker has gone on with it."""


def work() -> int:
    """Write what waits, one file after the other. Returns how many were finished."""
    finished = 0
    while (export := _take()) is not None:
        finished += _write(export)
    return finished


def begin(export: Export) -> None:
    """The first part at once: a short file is ready when the page is answered. The rest is for a worker."""
    row = _take(export.pk)
    if row is not None:
        with _told(row):
            while step(row) and row.state == ExportState.PACKING:
                pass
            if row.is_running:
                Export.objects.filter(pk=row.pk).update(lease_until=None, state=ExportState.WAITING)


def _write(export: Export) -> bool:
    with _told(export):
        while step(export):
            pass
    return export.state == ExportState.DONE


@transaction.atomic
def _take(pk: int | None = None) -> Export | None:
    """The oldest that waits or was left lying; the third worker that dies over one part is the last."""
    now = timezone.now()
    left = Q(state__in=WRITING, lease_until__lt=now)
    rows = Export.objects.select_for_update(skip_locked=True).filter(Q(state=ExportState.WAITING) | left)
    row = (rows.filter(pk=pk) if pk else rows).order_by("pk").first()
    if row is None:
        return None
    if row.attempts >= ATTEMPTS:
        _stop(row, "It stopped three times at the same place. Ask for it again, or export fewer responses.")
        return _take(pk)
    if row.state == ExportState.WAITING:
        row.state = ExportState.WRITING
    row.attempts, row.lease_until = row.attempts + 1, now + LEASE
    row.save()
    return row


@contextmanager
def _told(export: Export) -> Iterator[None]:
    """A failure is written on the row, where whoever asked for it looks."""
    try:
        yield
    except (_Overtaken, IntegrityError):
        logger.warning("another worker goes on with an export", extra={"export": export.pk})
    except Exception:
        logger.exception("an export could not be written", extra={"export": export.pk})
        _stop(export, "Something went wrong. It was reported; you can ask for the file again.")


def _stop(row: Export, problem: str) -> None:
    row.state, row.problem, row.finished_at, row.lease_until = (
        ExportState.FAILED,
        problem,
        timezone.now(),
        None,
    )
    row.save()


def step(export: Export) -> bool:
    """One part of the file, or the packing of it; whether there is more to do."""
    if export.state == ExportState.PACKING:
        _pack(export)
    else:
        _part(export)
    return export.state in WRITING


@transaction.atomic
def _part(export: Export) -> None:
    row = (
        Export.objects.select_for_update(of=("self",)).select_related("by", "consultation").get(pk=export.pk)
    )
    if row.last != export.last or row.parts != export.parts or not row.is_running:
        raise _Overtaken
    if not may_read(row):
        _stop(export, "You may no longer read these responses, so the file was not written.")
        return
    rows = _rows(row)
    export.total = export.total or rows.count()
    sheet = Sheet(row.consultation, rows, public=row.is_public)
    found = after(rows, export.last, sheet.names)
    with translation.override(row.language):
        text = _text(export, sheet, found)
    if _is_last(found) and row.is_public and not published.is_current(row):
        _stop(export, "What is published changed while it was written.")
        return
    _keep(export, export.parts, text.encode())
    export.parts, export.done, export.attempts = export.parts + 1, export.done + len(found), 0
    export.last = found[-1][0].pk if found else export.last
    if _is_last(found):
        _written(export)
    export.lease_until = timezone.now() + LEASE if export.is_running else None
    export.save()


def may_read(export: Export) -> bool:
    """Asked anew before each part is written and before each part is sent."""
    if export.by is None:
        return True
    return export.by.is_active and rules.allowed(export.by, "see_inside", export.consultation)


def _rows(export: Export) -> QuerySet:
    """The responses that the list showed, by the rights that its reader has now."""
    if export.is_public:
        return published.responses(export.consultation)
    form = DeskFilter(QueryDict(export.filters), consultation=export.consultation)
    if not form.is_valid():
        raise ValueError("an export with filters that its list would refuse")
    seen = Response.objects.visible_to(export.by).filter(consultation=export.consultation)
    rows = listing.responses(seen.exclude(state=ResponseState.DRAFT), form.cleaned_data)
    return rows.filter(published_at__isnull=True) if form.cleaned_data["unread"] else rows


def _text(export: Export, sheet: Sheet, found: list) -> str:
    """The next stretch: the head before the first, the foot where nothing is left."""
    parts = [_head(export.format, sheet)] if export.parts == 0 else []
    for row, answers, names in found:
        line = sheet.line(row, answers, names)
        match export.format:
            case ExportFormat.CSV:
                parts.append(csv_line(line))
            case ExportFormat.JSON:
                is_first = export.done == 0 and row is found[0][0]
                parts.append(json_line(sheet.body(line, answers), first=is_first))
            case ExportFormat.XLSX:
                parts.append(workbooks.xlsx_row(line))
            case _:
                parts.append(workbooks.ods_row(line))
    return "".join([*parts, FEET[export.format] if _is_last(found) else ""])


def _is_last(found: list) -> bool:
    return len(found) < exporting.CHUNK


def _head(format: str, sheet: Sheet) -> str:
    match format:
        case ExportFormat.CSV:
            return BOM + csv_line(sheet.head())
        case ExportFormat.JSON:
            return "["
        case ExportFormat.XLSX:
            return workbooks.XLSX_HEAD + workbooks.xlsx_row(sheet.head())
        case _:
            return workbooks.ODS_HEAD + workbooks.ods_row(sheet.head())


def _written(export: Export) -> None:
    if export.format in PACKED:
        export.state = ExportState.PACKING
    else:
        export.state, export.finished_at = ExportState.DONE, timezone.now()


def _keep(export: Export, number: int, content: bytes) -> None:
    packed = zlib.compress(content, 1)
    ExportPart.objects.create(export_id=export.pk, number=number, content=packed, size=len(content))
    export.size += len(content)


def contents(export: Export) -> Iterator[bytes]:
    """The file, part by part: no more than one is in memory."""
    for number in range(export.parts):
        yield _content(export, number)


def _content(export: Export, number: int) -> bytes:
    content = ExportPart.objects.values_list("content", flat=True).get(export=export, number=number)
    return zlib.decompress(content)


def stretch(export: Export, start: int, length: int) -> Iterator[bytes]:
    """So many bytes of the file from `start` on, cut off at the next part once they may no longer be read.

    Raises NotAllowed when an official has lost the right, Outdated when what the public reads became another.
    """
    sizes = ExportPart.objects.filter(export=export).order_by("number").values_list("number", "size")
    for number, size in list(sizes):
        if length and start < size:
            piece = _content(export, number)[start : start + length]
            _require_still(export)
            length -= len(piece)
            yield piece
        start = max(0, start - size)


def _require_still(export: Export) -> None:
    if export.is_public:
        published.require_current(export)
    elif not may_read(Export.objects.select_related("by", "consultation").get(pk=export.pk)):
        raise NotAllowed("You may no longer read these responses.")


def _pack(export: Export) -> None:
    """Rows become a workbook. Whoever dies here leaves the rows, and the next packs them again."""
    with tempfile.TemporaryFile() as file:
        for _part in workbooks.packed(export.format, contents(export), file):
            _go_on_holding(export)
        file.seek(0)
        with transaction.atomic():
            row = Export.objects.select_for_update().get(pk=export.pk)
            if row.parts != export.parts or not row.is_running:
                raise _Overtaken
            export.contents.all().delete()
            export.parts = export.size = 0
            while chunk := file.read(CHUNK):
                _keep(export, export.parts, chunk)
                export.parts += 1
            export.state, export.finished_at, export.lease_until = ExportState.DONE, timezone.now(), None
            export.save()


def _go_on_holding(export: Export) -> None:
    now = timezone.now()
    if export.lease_until is None or export.lease_until - now < LEASE / 2:
        export.lease_until = now + LEASE
        export.save(update_fields=["lease_until"])
