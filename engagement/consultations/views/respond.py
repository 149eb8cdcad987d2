"""Answering, page by page, by whoever holds the link."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.consultations import actions, answering, files, reading
from engagement.consultations.actions.responses import require_open, stamp
from engagement.consultations.answering import Said
from engagement.consultations.completeness import missing
from engagement.consultations.forms.answering import PageForm
from engagement.consultations.models import Question, Response, new_secret, secret_hash
from engagement.consultations.structure import Page, questionnaire
from engagement.consultations.views.evidence import keep_files
from engagement.consultations.views.shared import (
    SECTION,
    Held,
    SeeOther,
    actor,
    cookie_name,
    public_row,
    remember,
    while_open,
    with_response,
)
from engagement.consultations.views.showing import show_filled, show_page
from foundation.common.api import limits
from foundation.common.errors import Invalid, Stale, TooMany
from foundation.common.forms.refusals import put_errors
from foundation.common.keeping import never_kept
from foundation.common.uploads import with_files
from foundation.documents.presenting import by_script, send_as_usual, went_well, went_wrong

# Buttons that keep what was typed and stay on the page.
STAYING = ("upload", "remove", "another")
Way = Iterable[tuple[Page, list[Question]]]


@never_kept
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """What to know before answering. The button begins a response; pressed twice it begins one."""
    consultation = public_row(request, slug)
    require_open(consultation, None)
    key = _key(request)
    if request.method != "POST":
        return _show_start(request, consultation, key)
    secret = request.COOKIES.get(cookie_name(key), "")
    try:
        if not Response.objects.filter(public_id=key).exists():
            limits.spend(request, "begin_response")
            secret = new_secret()  # never one that a browser chose
    except TooMany as full:
        answer = _show_start(request, consultation, key, wait=full.retry_after, status=429)
        answer.headers["Retry-After"] = str(full.retry_after)
        return answer
    return _begin(request, consultation, key, secret)


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _show_start(
    request: HttpRequest, consultation: Any, key: UUID, *, wait: int = 0, status: int = 200
) -> HttpResponse:
    """`wait`: too many begin from this network. The button keeps its key, so that pressing it again is no second."""
    context = {
        "consultation": consultation,
        "key": key,
        "wait": wait,
        "form_pages": questionnaire(consultation).pages,
    }
    return render(request, "consultations/respond/start.html", SECTION | context, status=status)


def _begin(request: HttpRequest, consultation: Any, key: UUID, secret: str) -> HttpResponse:
    response = actions.begin(
        consultation=consultation, by=actor(request), secret=secret, key=key, language=get_language() or "en"
    )
    place = {"slug": consultation.slug, "key": response.public_id, "number": 1}
    return remember(SeeOther(reverse("consultations:page", kwargs=place)), response, secret)


@never_kept
@require_http_methods(["GET", "HEAD"])
def come_back(request: HttpRequest, slug: str, secret: str) -> HttpResponse:
    """The secret link: the browser keeps the secret, the address loses it."""
    rows = Response.objects.select_related("consultation")
    response = rows.filter(secret_hash=secret_hash(secret), consultation__slug=slug).first()
    if response is None:
        limits.spend(request, "wrong_link")
        raise Http404
    place = {"slug": slug, "key": response.public_id}
    name = "receipt" if response.is_sent else "tasks"
    return remember(SeeOther(reverse(f"consultations:{name}", kwargs=place)), response, secret)


def answers_of(response: Response) -> dict[str, Said]:
    """What was said so far, by question key: one query."""
    by_pk = {question.pk: question for question in questionnaire(response.consultation).questions()}
    found = reading.answers(response)
    return {by_pk[answer.question_id].key: answering.of_answer(answer) for answer in found}


@with_files
@while_open
def page(request: HttpRequest, held: Held, number: int) -> HttpResponse:
    """One page of questions. Files are added to it and taken back while what was typed is kept."""
    here = questionnaire(held.consultation).page(number)
    if here is None:
        raise Http404
    rows = reading.answers(held.response)
    by_pk = {question.pk: question for question in questionnaire(held.consultation).questions()}
    said = {by_pk[row.question_id].key: answering.of_answer(row) for row in rows}
    given = files.given(held.response)
    lacking = _skipped(held, here, said, given)
    if lacking is not None:
        return held.to("page", number=lacking.number)
    said = _counting(held, here, said)
    own = {question.pk for question in here.questions}
    seen = stamp(row for row in rows if row.question_id in own)
    if request.method != "POST" and (shown := show_filled(request, held, here, said, seen)):
        return shown
    form = PageForm(
        request.POST if request.method == "POST" else None,
        page=here,
        said=said,
        files=request.FILES or None,
        partly=any(name in request.POST for name in ("later", *STAYING)),
        given=given,
        asked=request.POST.get("upload", ""),
    )
    if request.method == "POST" and form.is_valid() and (onwards := _keep(request, held, form)):
        return went_well(request, onwards)
    if request.method == "POST" and by_script(request):
        return _refused_by_script(request, form)
    if form.is_kept:
        seen = stamp(row for row in reading.answers(held.response) if row.question_id in own)
    return show_page(request, held, here, form, said, seen)


def _skipped(held: Held, here: Page, said: dict[str, Said], given: set[str]) -> Page | None:
    """A page is opened after those on the way to it; whoever jumps ahead lands on the first that is not done."""
    way = list(questionnaire(held.consultation).walk(answering.chosen(said)))
    if here not in (path := [page for page, _asked in way]):
        return path[-1]
    return _open_page(way[: path.index(here)], said, given)


def _counting(held: Held, here: Page, said: dict[str, Said]) -> dict[str, Said]:
    """Without what an earlier choice took off the way: no question is shown because of it."""
    asked = {question.key for question in questionnaire(held.consultation).on_path(answering.chosen(said))}
    asked |= {question.key for question in here.questions}
    return {key: each for key, each in said.items() if key in asked}


def _open_page(way: Way, said: dict[str, Said], given: set[str]) -> Page | None:
    """The first page that lacks an answer which it requires."""
    for page, asked in way:
        if any(q.required and q.key not in said and q.key not in given for q in asked):
            return page
    return None


def first_gap(held: Held) -> str:
    """Where a change led to a question that must be answered and is not yet; "" where there is none."""
    if not held.response.is_sent or not held.consultation.takes_responses(held.response.extended_until):
        return ""
    said = answers_of(held.response)
    way = questionnaire(held.consultation).walk(answering.chosen(said))
    found = _open_page(way, said, files.given(held.response))
    return held.url("page", number=found.number) if found else ""


def _keep(request: HttpRequest, held: Held, form: PageForm) -> str | None:
    """Keep what the page says; where to go next, or None when something stood in the way."""
    later = "later" in request.POST
    stays = [name for name in STAYING if name in request.POST]
    try:
        seen = None if "mine" in request.POST else request.POST.get("seen")
        partly = later or bool(stays)
        actions.answer_page(page=form.page, said=form.said, seen=seen, partly=partly, **held.proof)
        form.is_kept = True
        keep_files(request, held, form)
    except Invalid as error:
        put_errors(form, error)
        return None
    except Stale:
        form.conflict = True
        return None
    if question := form.question(request.POST.get("another", "")):
        return f"{held.url('page', number=form.page.number)}#{question.key}-words"
    if stays:
        return held.url("page", number=form.page.number) + ("?check" if "check" in request.POST else "")
    if later:
        return held.url("link")
    if held.response.is_sent:
        return first_gap(held) or held.url("receipt")
    if "check" in request.POST:
        return held.url("check")
    return _next(held, form.page, {**form.before, **form.values})


def _next(held: Held, here: Page, said: dict[str, Said]) -> str:
    path = questionnaire(held.consultation).path(answering.chosen(said))
    after = [each.number for each in path if each.number > here.number]
    return held.url("page", number=after[0]) if after else held.url("who")


def _refused_by_script(request: HttpRequest, form: PageForm) -> HttpResponse:
    """What is wrong with files is told beside them; for all else the script sends the form as any other is sent."""
    if form.errors and set(form.errors) <= set(form.file_names):
        sentences = [sentence for found in form.errors.values() for sentence in found]
        return went_wrong(request, sentences, form.status if form.status != 200 else 422)
    return send_as_usual()


@with_response
def tasks(request: HttpRequest, held: Held) -> HttpResponse:
    """Where the response stands: every page, who responds, what may be published, sending."""
    if not held.consultation.takes_responses(held.response.extended_until):
        return _over(request, held)
    said = answers_of(held.response)
    gaps = missing(held.response, said)
    path = questionnaire(held.consultation).path(answering.chosen(said))
    begun = set(said) | files.given(held.response)
    rows = [_task(held, each, begun, gaps) for each in path]
    who = not {"capacity", "organisation_name", "has_authority", "how_gathered"} & set(gaps)
    wish = not {"publication", "confidential_reason"} & set(gaps)
    rows += [
        {"title": _("About you"), "href": held.url("who"), **_status(who, bool(held.response.capacity))},
        {"title": _("Publishing your response"), "href": held.url("publication"), **_status(wish, wish)},
    ]
    context = {
        "consultation": held.consultation,
        "response": held.response,
        "tasks": rows,
        "ready": not gaps,
        "onwards": next((row["href"] for row in rows if row.get("colour")), "") if gaps else "",
        "held_back": files.held_back(held.response),
    }
    return render(request, "consultations/respond/tasks.html", SECTION | context)


def _over(request: HttpRequest, held: Held) -> HttpResponse:
    """No form any more: why, and a copy of what was written."""
    if held.response.is_sent:
        return held.to("receipt")
    context = {"consultation": held.consultation, "response": held.response}
    return render(request, "consultations/respond/over.html", SECTION | context)


def _task(held: Held, here: Page, answered: set[str], gaps: dict[str, Any]) -> dict[str, Any]:
    keys = {question.key for question in here.questions}
    begun, done = bool(keys & answered), not keys & set(gaps)
    return {"title": str(here.section), "href": held.url("page", number=here.number), **_status(done, begun)}


def _status(done: bool, begun: bool) -> dict[str, str]:
    if done:
        return {"status": _("Completed") if begun else _("Optional")}
    if begun:
        return {"status": _("In progress"), "colour": "yellow"}
    return {"status": _("To do"), "colour": "blue"}
