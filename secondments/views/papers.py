"""The agreement to read and to take away, for its three parties; and what the placement costs each of them."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation.common.errors import Invalid
from foundation.documents import serving
from secondments import making, terms
from secondments.actions import sending
from secondments.actions.agreements import party_of
from secondments.costs.words import say
from secondments.enums import FileState, Party
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
    texts = (
        row.agreements.exclude(state="superseded").select_related("follows").prefetch_related("signatures")
    )
    texts = texts.order_by("-number")
    found = next(iter(texts[:1]), None)
    if found is not None:
        found.placement = row
    return found


def find(row: Placement, number: int | None) -> Agreement | None:
    """The text of that number, or the newest."""
    if number is None:
        return newest(row)
    found = (
        row.agreements.filter(number=number).select_related("follows").prefetch_related("signatures").first()
    )
    if found is not None:
        found.placement = row
    return found


def shown(row: Placement, user: Any, number: int | None = None) -> dict[str, Any] | None:
    """A text as blocks, who has signed it, and for whom the reader would sign; None when there is none."""
    text = find(row, number)
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
    return found | {"blocks": paper.blocks, "lacks": [], "title": paper.title, "hash": paper.content_hash}


@require_safe
@signed_in
def agreement(request: HttpRequest, ref: str, number: int | None = None) -> HttpResponse:
    row = read(_placements(request.user), ref)
    text = shown(row, request.user, number)
    if text is None:
        raise Http404
    files = [] if text["lacks"] else _files(text["row"], text["hash"], ref)
    context = SECTION | {
        "row": row,
        "text": text,
        "costs": _costs(text["row"]),
        "parties": Party,
        "files": files,
    }
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
        "borne": [
            (party, [(say(line.said), line.amount) for line in lines])
            for party, lines in found.shares.items()
            if lines
        ],
        "instalments": found.instalments,
        "notes": [say(note) for note in found.notes],
    }


def _files(text: Agreement, content_hash: str, ref: str) -> list[dict[str, Any]]:
    """What there is to take away, or how far it is."""
    there = making.papers(text, content_hash)
    return [
        {
            "kind": kind,
            "row": there.get(kind),
            "href": reverse(f"secondments:text-{kind}", args=[ref, text.number]),
        }
        for kind in making.PAPERS
    ]


def _file(request: HttpRequest, ref: str, kind: str, number: int | None) -> HttpResponse:
    """POST has the worker make the file; GET gives it, or leads to the page that says how far it is."""
    row = read(_placements(request.user), ref)
    text = find(row, number)
    if text is None:
        raise Http404
    where = (
        reverse("secondments:text", args=[ref, number])
        if number
        else reverse("secondments:agreement", args=[ref])
    )
    page = HttpResponseRedirect(f"{where}#files")
    if request.method == "POST":
        making.ask(text, [kind])
        return page
    made = making.papers(text).get(kind)
    if made is None or made.state != FileState.MADE:
        return page
    answer = _given(making.bytes_of(made), kind, f"{row.ref}-agreement-{text.number}")
    answer.headers["ETag"] = f'"{made.sha256}"'
    return answer


def _given(body: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=TYPES[kind], headers=serving.HEADERS)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def pdf(request: HttpRequest, ref: str, number: int | None = None) -> HttpResponse:
    return _file(request, ref, "pdf", number)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def docx(request: HttpRequest, ref: str, number: int | None = None) -> HttpResponse:
    return _file(request, ref, "docx", number)


@require_safe
@signed_in
def to_sign(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """The paper without anybody's signature, for whoever signs it elsewhere."""
    row = read(_placements(request.user), ref)
    text = find(row, number)
    if text is None or text.state != "issued":
        raise Http404
    return _given(sending.to_sign(text), "pdf", f"{row.ref}-to-sign-{text.number}")
