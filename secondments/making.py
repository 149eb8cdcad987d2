"""Files that take too long for a page: asked for by a row, made by the worker, given from what was kept.

The row is the promise. Pages wake the worker, the clock looks every minute, and what failed three times says so.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.common.errors import Invalid
from secondments import terms
from secondments.enums import FileKind, FileState
from secondments.models import Agreement, MadeFile
from secondments.waking import FILES, wake

logger = logging.getLogger(__name__)
PAPERS = (FileKind.PDF, FileKind.DOCX)
TRIES = 3
BATCH = 20
KEPT = timedelta(days=30)  # files of texts that nobody signed


def fingerprint(text: Agreement, content_hash: str = "") -> str:
    """Of what is read and who has signed it. Raises Invalid while a draft lacks particulars."""
    content = text.text_hash or content_hash or terms.paper_of(text).content_hash
    signed = "".join(
        f"|{one.party}|{one.name}|{one.at.isoformat()}" for one in text.signatures.order_by("pk")
    )
    return sha256(f"{content}{signed}".encode()).hexdigest()


def papers(text: Agreement, content_hash: str = "") -> dict[str, MadeFile]:
    """The files of a text as it now stands, by kind, without their bytes."""
    rows = MadeFile.objects.filter(agreement=text, fingerprint=fingerprint(text, content_hash))
    return {row.kind: row for row in rows.defer("body")}


def ask(text: Agreement, kinds: Iterable[str] = PAPERS) -> None:
    """Have files of a text made, unless they are there. One that failed is tried again."""
    now, said = timezone.now(), fingerprint(text)
    about = {"agreement": text, "figures": None, "year_figures": None}
    for kind in kinds:
        row, _new = MadeFile.objects.get_or_create(
            **about,
            kind=kind,
            part="",
            fingerprint=said,
            defaults={"asked_at": now},
        )
        if row.state == FileState.FAILED:
            MadeFile.objects.filter(pk=row.pk).update(state=FileState.WAITING, tries=0, asked_at=now)
    wake(FILES)


def bytes_of(row: MadeFile) -> bytes:
    return bytes(MadeFile.objects.values_list("body", flat=True).get(pk=row.pk))


def work() -> int:
    """Make what waits, each in a transaction of its own; another worker leaves what this one holds."""
    tried: set[int] = set()
    while len(tried) < BATCH and _next(tried):
        pass
    _forget()
    return len(tried)


@transaction.atomic
def _next(tried: set[int]) -> bool:
    waiting = (
        MadeFile.objects.filter(state=FileState.WAITING).exclude(pk__in=tried).order_by("asked_at", "pk")
    )
    row = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if row is None:
        return False
    tried.add(row.pk)
    row.tries += 1
    try:
        with transaction.atomic():
            body = _paper(row) if row.agreement_id else _picture(row)
    except Exception:
        logger.exception("a file could not be made", extra={"file": row.pk})
        row.state = FileState.FAILED if row.tries >= TRIES else FileState.WAITING
        row.save(update_fields=["state", "tries"])
        return True
    if body is None:  # the draft has changed since
        row.delete()
        return True
    row.body, row.sha256 = body, sha256(body).hexdigest()
    row.state, row.made_at = FileState.MADE, timezone.now()
    row.save()
    return True


def _paper(row: MadeFile) -> bytes | None:
    text = Agreement.objects.select_related(*BESIDE).get(pk=row.agreement_id)
    try:
        paper = terms.paper_of(text)
    except Invalid:
        return None
    if fingerprint(text, paper.content_hash) != row.fingerprint:
        return None
    if row.kind == FileKind.PDF:
        from secondments.papers.pdf import render
    else:
        from secondments.papers.docx import render
    return render(paper, terms.signatures_of(text))


BESIDE = (
    *(
        "placement__person",
        "placement__nomination__opportunity__priority",
        "placement__nomination__candidate",
    ),
    *(f"placement__{side}_{body}" for side in ("home", "host") for body in ("department", "organisation")),
)


def _picture(row: MadeFile) -> bytes:
    from secondments.publishing import charts

    return charts.png(row)


def _forget() -> None:
    """Files of drafts and of texts that came to nothing. What was signed is kept, and can be made again anyway."""
    old: Any = MadeFile.objects.filter(agreement__isnull=False, asked_at__lt=timezone.now() - KEPT)
    old.exclude(agreement__state__in=("signed", "issued")).delete()
