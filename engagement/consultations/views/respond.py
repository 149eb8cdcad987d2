"""Answering, page by page, by whoever holds the link."""

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engagement.consultations import actions, answering, files, reading
from engagement.consultations.actions.responses import require_open, stamp
from engagement.consultations.answering import Said
from engagement.consultations.completeness import missing
from engagement.consultations.enums import QuestionKind
from engagement.consultations.forms.answering import PageForm, passage_text
from engagement.consultations.models import Response, new_secret, secret_hash
from engagement.consultations.structure import Page, questionnaire
from engagement.consultations.views.shared import (
    SECTION,
    Held,
    SeeOther,
    actor,
    public_row,
    put_errors,
    remember,
    with_response,
)
from foundation.common.errors import Invalid, Stale


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """What to know before answering. The button begins a response; pressed twice it begins one."""
    consultation = public_row(request, slug)
    require_open(consultation, None)
    if request.method == "POST":
        return _begin(request, consultation)
    context = {"consultation": consultation, "key": uuid4(), "form_pages": questionnaire(consultation).pages}
    return render(request, "consultations/respond/start.html", SECTION | context)


def _begin(request: HttpRequest, consultation: Any) -> HttpResponse:
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        key = uuid4()
    secret = request.COOKIES.get(f"response-{str(key)[:8]}") or new_secret()
    response = actions.begin(
        consultation=consultation, by=actor(request), secret=secret, key=key, language=get_language() or "en"
    )
    place = {"slug": consultation.slug, "key": response.public_id, "number": 1}
    return remember(SeeOther(reverse("consultations:page", kwargs=place)), response, secret)


@never_cache
@require_http_methods(["GET", "HEAD"])
def come_back(request: HttpRequest, slug: str, secret: str) -> HttpResponse:
    """The secret link: the browser keeps the secret, the address loses it."""
    rows = Response.objects.select_related("consultation")
    response = get_object_or_404(rows, secret_hash=secret_hash(secret), consultation__slug=slug)
    place = {"slug": slug, "key": response.public_id}
    name = "receipt" if response.is_sent else "tasks"
    return remember(SeeOther(reverse(f"consultations:{name}", kwargs=place)), response, secret)


def answers_of(response: Response) -> dict[str, Said]:
    """What was said so far, by question key: one query."""
    by_pk = {question.pk: question for question in questionnaire(response.consultation).questions()}
    found = reading.answers(response)
    return {by_pk[answer.question_id].key: answering.of_answer(answer) for answer in found}


@with_response
def page(request: HttpRequest, held: Held, number: int) -> HttpResponse:
    """One page of questions."""
    here = questionnaire(held.consultation).page(number)
    if here is None:
        raise Http404
    rows = reading.answers(held.response)
    by_pk = {question.pk: question for question in questionnaire(held.consultation).questions()}
    said = {by_pk[row.question_id].key: answering.of_answer(row) for row in rows}
    lacking = _skipped(held, here, said)
    if lacking is not None:
        return held.to("page", number=lacking.number)
    own = {question.pk for question in here.questions}
    seen = stamp([row for row in rows if row.question_id in own])
    later = "later" in request.POST
    form = PageForm(
        request.POST if request.method == "POST" else None,
        page=here,
        said=said,
        files=request.FILES or None,
        partly=later,
    )
    if request.method == "POST" and form.is_valid() and (answer := _keep(request, held, form)):
        return answer
    return _show_page(request, held, here, form, said, seen)


def _skipped(held: Held, here: Page, said: dict[str, Said]) -> Page | None:
    """A page is opened after those on the way to it; whoever jumps ahead lands on the first that is not done."""
    path = questionnaire(held.consultation).path(answering.chosen(said))
    if here not in path:
        return path[-1]
    for earlier in path[: path.index(here)]:
        shown = earlier.shown(answering.chosen(said))
        if any(
            question.required and question.key not in said and question.kind != QuestionKind.FILE
            for question in shown
        ):
            return earlier
    return None


def _keep(request: HttpRequest, held: Held, form: PageForm) -> HttpResponse | None:
    later = "later" in request.POST
    try:
        seen = None if "mine" in request.POST else request.POST.get("seen")
        actions.answer_page(
            page=form.page,
            said={
                key: said
                for key, said in form.values.items()
                if form.fields.get(key) is None or not _is_file(form, key)
            },
            seen=seen,
            partly=later,
            **held.proof,
        )
        _keep_files(request, held, form)
    except Invalid as error:
        put_errors(form, error)
        return None
    except Stale:
        form.conflict = True
        return None
    if later:
        return held.to("link")
    if held.response.is_sent or "check" in request.POST:
        return held.to("receipt" if held.response.is_sent else "check")
    return SeeOther(_next(held, form.page, {**form.before, **form.values}))


def _is_file(form: PageForm, key: str) -> bool:
    return any(question.key == key and question.kind == QuestionKind.FILE for question in form.page.questions)


def _keep_files(request: HttpRequest, held: Held, form: PageForm) -> None:
    keeper = files.handler()
    for question in form.page.questions:
        if keeper and question.kind == QuestionKind.FILE and question.key in form.cleaned_data:
            keeper.keep(
                response=held.response,
                question=question,
                files=request.FILES.getlist(question.key),
                by=held.by,
            )


def _next(held: Held, here: Page, said: dict[str, Said]) -> str:
    path = questionnaire(held.consultation).path(answering.chosen(said))
    after = [each.number for each in path if each.number > here.number]
    return held.url("page", number=after[0]) if after else held.url("who")


def _show_page(
    request: HttpRequest, held: Held, here: Page, form: PageForm, said: dict[str, Said], seen: str
) -> HttpResponse:
    path = questionnaire(held.consultation).path(answering.chosen(said))
    earlier = [each.number for each in path if each.number < here.number]
    context = SECTION | {
        "consultation": held.consultation,
        "response": held.response,
        "form": form,
        "page": here,
        "place": path.index(here) + 1 if here in path else here.number,
        "pages": len(path),
        "seen": seen,
        "conflict": getattr(form, "conflict", False),
        "theirs": said,
        "back": held.url("page", number=earlier[-1]) if earlier else held.url("tasks"),
        "passage_text": passage_text,
        "keeper": files.handler(),
        "check": "check" in request.GET or "check" in request.POST,
    }
    return render(
        request, "consultations/respond/page.html", context, status=409 if context["conflict"] else 200
    )


@with_response
def tasks(request: HttpRequest, held: Held) -> HttpResponse:
    """Where the response stands: every page, who responds, what may be published, sending."""
    said = answers_of(held.response)
    gaps = missing(held.response, said)
    path = questionnaire(held.consultation).path(answering.chosen(said))
    rows = [_task(held, each, said, gaps) for each in path]
    who = not {"capacity", "organisation_name", "has_authority", "how_gathered"} & set(gaps)
    wish = not {"publication", "confidential_reason"} & set(gaps)
    rows += [
        {"title": _("About you"), "href": held.url("who"), **_status(who, bool(held.response.capacity))},
        {"title": _("Publishing your response"), "href": held.url("publication"), **_status(wish, wish)},
    ]
    context = {"consultation": held.consultation, "response": held.response, "tasks": rows, "ready": not gaps}
    return render(request, "consultations/respond/tasks.html", SECTION | context)


def _task(held: Held, here: Page, said: dict[str, Said], gaps: dict[str, Any]) -> dict[str, Any]:
    keys = {question.key for question in here.questions}
    begun, done = bool(keys & set(said)), not keys & set(gaps)
    return {"title": str(here.section), "href": held.url("page", number=here.number), **_status(done, begun)}


def _status(done: bool, begun: bool) -> dict[str, str]:
    if done:
        return {"status": _("Completed") if begun else _("Optional")}
    if begun:
        return {"status": _("In progress"), "colour": "yellow"}
    return {"status": _("To do"), "colour": "blue"}
