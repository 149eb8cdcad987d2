"""Showing a page of questions: drawn for one reader, or drawn once and filled in for whoever has no account."""

from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from copy import copy
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from markupsafe import Markup, escape

from engagement.consultations import answering, files
from engagement.consultations.answering import Said
from engagement.consultations.forms.answering import PageForm, passage_text
from engagement.consultations.forms.filled import can, filled
from engagement.consultations.models import Response
from engagement.consultations.structure import Page, applies, questionnaire
from engagement.consultations.views.shared import SECTION, Held, is_nobody
from foundation.common import context as everywhere
from foundation.common.forms.places import Drawn, Places
from foundation.documents.health import kind_of_scanner

TEMPLATE = "consultations/respond/page.html"
KEPT = 256
GUARD = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="%s">')
Answers = Mapping[str, Said]

_kept: OrderedDict[tuple[Any, ...], Drawn] = OrderedDict()


def show_page(
    request: HttpRequest, held: Held, here: Page, form: PageForm, said: Answers, seen: str
) -> HttpResponse:
    context = _context(held, here, form, said) | {
        "seen": seen,
        "conflict": getattr(form, "conflict", False),
        "theirs": said,
        "kept": files.own(held.response),
        "scanner": kind_of_scanner(),
        "check": "check" in request.GET or "check" in request.POST,
    }
    status = 409 if context["conflict"] else form.status
    return render(request, TEMPLATE, context, status=status)


def _context(held: Held, here: Page, form: PageForm, said: Answers) -> dict[str, Any]:
    path = questionnaire(held.consultation).path(answering.chosen(said))
    earlier = [each.number for each in path if each.number < here.number]
    return SECTION | {
        "consultation": held.consultation,
        "response": held.response,
        "form": form,
        "page": here,
        "place": path.index(here) + 1 if here in path else here.number,
        "pages": len(path),
        "back": held.url("page", number=earlier[-1]) if earlier else held.url("tasks"),
        "passage_text": passage_text,
    }


def show_filled(
    request: HttpRequest, held: Held, here: Page, said: Answers, seen: str
) -> HttpResponse | None:
    """The page as it was drawn for nobody in particular, with what this reader said; None where it cannot be had."""
    query = request.META.get("QUERY_STRING", "")
    if settings.DEBUG or query not in ("", "check") or not is_nobody(request):
        return None
    if not all(map(can, here.questions)):
        return None
    key = _key(held, here, said, query)
    drawn = _kept.get(key)
    if drawn is None:
        drawn = _kept[key] = _draw(request, held, here, said)
        while len(_kept) > KEPT:
            with suppress(KeyError):  # another thread was first
                _kept.popitem(last=False)
    there = {"key": str(held.response.public_id), "csrf": get_token(request), "seen": escape(seen)}
    for question in here.questions:
        there |= filled(question, said.get(question.key, Said()))
    return HttpResponse(drawn.fill(there))


def _key(held: Held, here: Page, said: Answers, query: str) -> tuple[Any, ...]:
    """All that the page shows beside what was said on it. A changed question has another form version."""
    row, chosen = held.consultation, answering.chosen(said)
    own = {question.key for question in here.questions}
    path = questionnaire(row).path(chosen)
    left_out = tuple(
        question.key
        for question in here.questions
        if question.show_if and question.show_if["question"] not in own and not applies(question, chosen)
    )
    words = (row.pk, row.form_version, row.slug, row.title, row.title_cy)
    reader = (get_language(), settings.ROOT_URLCONF, held.response.is_sent, query)
    return (*words, *reader, here.number, tuple(page.number for page in path), left_out)


def _draw(request: HttpRequest, held: Held, here: Page, said: Answers) -> Drawn:
    """Drawn for a response that nobody has; of what was said it is told the choices on other pages alone."""
    places, blank, reader = Places(), copy(held), copy(request)
    blank.response = Response(public_id=uuid4(), consultation=held.consultation, state=held.response.state)
    reader.path = blank.url("page", number=here.number)
    own = {question.key for question in here.questions}
    elsewhere = {key: Said(choices=each.choices) for key, each in said.items() if key not in own}
    form = PageForm(None, page=here, said=elsewhere)
    form.places = places
    context = (
        everywhere.page(request)
        | _context(blank, here, form, elsewhere | _chosen(said, own))
        | {
            "request": reader,
            "csrf_input": GUARD % places.at("csrf"),
            "seen": places.at("seen"),
            "kept": {},
            "check": "check" in request.GET,
        }
    )
    html = render_to_string(TEMPLATE, context)
    return places.cut(html, {str(blank.response.public_id): "key"})


def _chosen(said: Answers, own: set[str]) -> dict[str, Said]:
    """What was chosen on the page itself: the way on may depend on it."""
    return {key: Said(choices=said[key].choices) for key in own & said.keys()}
