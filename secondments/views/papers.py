"""The agreement to read and to take away, for its three parties; and what the placement costs each of them."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.common.errors import Invalid
from secondments import terms
from secondments.actions.agreements import party_of
from secondments.costs.words import say
from secondments.enums import Party
from secondments.models import Agreement, Placement
from secondments.views.shared import SECTION, read, signed_in

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def _placements(user: Any) -> QuerySet:
    rows = Placement.objects.visible_to(user).for_reading()
    return rows.select_related("nomination__opportunity__priority", "nomination__candidate")


def newest(row: Placement) -> Agreement | None:
    """The text at work, else the one that holds."""
    texts = row.agreements.exclude(state="superseded").prefetch_related("signatures").order_by("-number")
    found = next(iter(texts[:1]), None)
    if found is not None:
        found.placement = row
    return found


def shown(row: Placement, user: Any) -> dict[str, Any] | None:
    """The newest text as blocks, who has signed it, and for whom the reader would sign; None when there is none."""
    text = newest(row)
    if text is None:
        return None
    found: dict[str, Any] = {"row": text, "signatures": list(text.signatures.all()), "party": ""}
    if party := party_of(user, row):
        found["party"] = Party(party).label
    try:
        paper = terms.paper_of(text)
    except Invalid as refusal:
        return found | {
            "blocks": [],
            "lacks": [words for lines in refusal.errors.values() for words in lines],
        }
    return found | {"blocks": paper.blocks, "lacks": [], "title": paper.title}


@require_safe
@signed_in
def agreement(request: HttpRequest, ref: str) -> HttpResponse:
    row = read(_placements(request.user), ref)
    text = shown(row, request.user)
    if text is None:
        raise Http404
    context = SECTION | {"row": row, "text": text, "costs": _costs(text["row"]), "parties": Party}
    return render(request, "secondments/agreement.html", context)


def _costs(text: Agreement) -> dict[str, Any] | None:
    if not text.salary_pence:
        return None
    found = terms.costing(text)
    return {
        "total": found.total,
        "payable": found.payable,
        "lines": [(say(line.said), line.amount) for line in found.lines],
        "shares": [(party, found.borne_by(party)) for party in found.shares],
        "instalments": found.instalments,
        "notes": [say(note) for note in found.notes],
    }


def _file(request: HttpRequest, ref: str, kind: str) -> HttpResponse:
    row = read(_placements(request.user), ref)
    text = newest(row)
    if text is None:
        raise Http404
    paper = terms.paper_of(text)
    if kind == "pdf":
        from secondments.papers.pdf import render as write
    else:
        from secondments.papers.docx import render as write
    body = write(paper, terms.signatures_of(text))
    answer = HttpResponse(body, content_type=TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{row.ref}-agreement-{text.number}.{kind}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
@signed_in
def pdf(request: HttpRequest, ref: str) -> HttpResponse:
    return _file(request, ref, "pdf")


@require_safe
@signed_in
def docx(request: HttpRequest, ref: str) -> HttpResponse:
    return _file(request, ref, "docx")
