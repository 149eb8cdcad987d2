"""What the programme holds about whoever reads: to read, and to take away."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from foundation import audit
from foundation.documents.serving import HEADERS
from secondments import about_me, about_words
from secondments.views.shared import SECTION, signed_in

SHOWN = 50
TYPES = {"json": "application/json", "txt": "text/plain; charset=utf-8"}


@require_safe
@signed_in
def about(request: HttpRequest) -> HttpResponse:
    found = about_me.copy_for(request.user).sections
    sections: list[dict[str, Any]] = [
        {
            "title": about_me.TITLES[name],
            "rows": [about_words.facts(row, name) for row in rows[:SHOWN]],
            "more": max(0, len(rows) - SHOWN),
        }
        for name, rows in found.items()
        if rows
    ]
    return render(request, "secondments/about_me.html", SECTION | {"sections": sections})


@require_safe
@signed_in
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The whole copy, of oneself and nobody else: there is nothing in the address to change."""
    copy = about_me.copy_for(request.user)
    plain = kind == "json"
    body = json.dumps(copy.as_json(), ensure_ascii=False, indent=1) if plain else about_me.as_text(copy)
    audit.record(by=request.user, verb="secondment.copy_taken", target=request.user, kind=kind)
    answer = HttpResponse(body, content_type=TYPES[kind], headers=HEADERS)
    name = f"secondments-about-me-{timezone.localdate().isoformat()}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
