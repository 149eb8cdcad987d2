"""How far long work is: the words of its page, and the same for the script that keeps the page up to date."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.common.words import number
from satellite_account.enums import GOING
from satellite_account.models import Frame, Run, Version
from satellite_account.views.doors import reads


def of_run(row: Run) -> str:
    return " · ".join(filter(None, [row.get_state_display(), f"{row.percent}%", row.stage]))


def of_version(row: Version) -> str:
    rows = ngettext("%(num)s row", "%(num)s rows", row.position) % {"num": number(row.position)}
    wrong = ngettext("%(num)s problem", "%(num)s problems", row.problems_found) % {
        "num": number(row.problems_found)
    }
    return " · ".join([f"{row.percent}%", rows, *([wrong] if row.problems_found else [])])


def of_frame(row: Frame) -> str:
    return row.get_state_display() if row.settled_at is None else _("Ready")


@reads
def run(request: HttpRequest, ref: str) -> JsonResponse:
    row = get_object_or_404(Run.objects.visible_to(request.user), ref=ref)
    return _answer(row.state in GOING, row.percent, of_run(row))


@reads
def version(request: HttpRequest, key: Any) -> JsonResponse:
    row = get_object_or_404(Version.objects.visible_to(request.user), public_id=key)
    return _answer(row.settled_at is None, row.percent, of_version(row))


@reads
def frame(request: HttpRequest, key: Any) -> JsonResponse:
    row = get_object_or_404(Frame.objects.visible_to(request.user), public_id=key)
    return _answer(row.settled_at is None, None, of_frame(row))


def _answer(running: bool, percent: int | None, words: str) -> JsonResponse:
    return JsonResponse({"running": running, "percent": percent, "words": words})
