"""Responses for officials: the list with filters, one response, and what may be done with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from engagement.consultations import actions, answering, files, listing
from engagement.consultations.answering import Said
from engagement.consultations.enums import RedactionReason, ResponseState
from engagement.consultations.forms.responses import DeskFilter
from engagement.consultations.forms.verbs import Leave
from engagement.consultations.models import Answer, Consultation, Response
from engagement.consultations.passages import commented
from engagement.consultations.structure import questionnaire
from engagement.consultations.views.manage import evidence
from engagement.consultations.views.manage.shared import inside, pk_of, show, to
from foundation import audit
from foundation.common.errors import Invalid
from foundation.common.paging import keyset
from foundation.common.uploads import with_files

ORDER = ("-submitted_at", "-pk")


@inside
def responses(request: HttpRequest, row: Consultation) -> HttpResponse:
    form = DeskFilter(request.GET, consultation=row)
    page = None
    if form.is_valid():
        rows = (
            Response.objects.visible_to(request.user)
            .filter(consultation=row)
            .exclude(state=ResponseState.DRAFT)
        )
        found = listing.responses(rows, form.cleaned_data)
        page = keyset(found, order=ORDER, after=request.GET.get("after"), size=25)
    chosen = request.GET.urlencode() if form.in_use else ""
    return show(
        request,
        "responses",
        row,
        status=200 if page is not None else 400,
        form=form,
        page=page,
        chosen=chosen,
        received=listing.received(row),
    )


def _one(request: HttpRequest, row: Consultation, ref: str) -> Response:
    rows = (
        Response.objects.visible_to(request.user)
        .filter(consultation=row)
        .select_related("organisation", "entered_by")
    )
    return get_object_or_404(rows, ref=ref)


@with_files
@inside
def response(request: HttpRequest, row: Consultation, ref: str) -> HttpResponse:
    """Everything that was said. Reading it is on record."""
    one = _one(request, row, ref)
    one.consultation = row
    if request.method == "POST":
        if not evidence.acted(request, one):
            _act(request, row, one)
        return to("manage-response", row, ref=ref)
    audit.record(by=request.user, verb="response.read", target=one)
    themes = list(row.outcome_themes.all())
    chosen = set(one.contributions.values_list("theme_id", flat=True))
    return show(
        request,
        "response",
        row,
        response=one,
        parts=_parts(row, one, files.for_official(one, request.user)),
        reasons=RedactionReason.choices,
        adding=None if one.is_own else evidence.AddFiles(questions=files.questions(row)),
        leave=Leave(),
        themes=[(theme, theme.pk in chosen) for theme in themes],
    )


def _parts(row: Consultation, one: Response, kept: files.Rows) -> list[dict[str, Any]]:
    answers = {answer.question_id: answer for answer in one.answers.all()}
    return [
        {
            "title": str(page.section),
            "rows": [
                _row(question, answers.get(question.pk), kept.get(question.key, []))
                for question in page.questions
            ],
        }
        for page in questionnaire(row).pages
    ]


def _row(question: Any, answer: Answer | None, kept: list[dict[str, Any]]) -> dict[str, Any]:
    said = answering.of_answer(answer) if answer else Said()
    found = {"question": question, "words": answering.shown(question, said), "answer": answer}
    return found | {"places": commented(question, said.comments), "files": kept}


def _act(request: HttpRequest, row: Consultation, one: Response) -> None:
    by, what = request.user, request.POST.get("do", "")
    try:
        match what:
            case "publish":
                _publish(request, one)
            case "hide":
                actions.unpublish_response(response=one, by=by)
            case "exclude":
                actions.exclude_response(response=one, by=by, reason=request.POST.get("reason", ""))
            case "restore":
                actions.restore_response(response=one, by=by)
            case "themes":
                wanted = [pk_of(key) for key in request.POST.getlist("theme")]
                actions.contribute(response=one, themes=row.outcome_themes.filter(pk__in=wanted), by=by)
    except Invalid as error:
        messages.error(request, str(error.message))


def _publish(request: HttpRequest, one: Response) -> None:
    """What stands on the page was read; a change that came meanwhile was not."""
    version = request.POST.get("seen", "")
    seen = {one.ref or "": pk_of(version)} if version else None
    if actions.publish_responses(responses=[one], by=request.user, seen=seen):
        messages.success(request, "Published.")
    elif one.may_be_published and not one.published_at:
        messages.error(request, "Its author changed it while you were reading. Read it again.")
    else:
        messages.error(request, "Its author does not wish it to be published.")


@inside
def publish_many(request: HttpRequest, row: Consultation) -> HttpResponse:
    """Publish those that were ticked, once they have been read."""
    picked = [each.partition("@") for each in request.POST.getlist("ref")[:200]]
    refs = [ref for ref, _at, _version in picked]
    seen = {ref: pk_of(version) for ref, _at, version in picked if version}
    rows = Response.objects.visible_to(request.user).filter(consultation=row, ref__in=refs)
    done = (
        actions.publish_responses(responses=rows, by=request.user, seen=seen)
        if request.method == "POST"
        else 0
    )
    never = "Those whose authors do not wish it never are, nor those that changed meanwhile."
    messages.success(request, f"{done} of {len(refs)} published. {never}")
    return to("manage-responses", row)
