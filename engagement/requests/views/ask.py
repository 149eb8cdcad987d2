"""The way in: the start page, one page for each question, check, send, receipt."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from engagement.requests import actions, clocks, evidence, questions
from engagement.requests.enums import State
from engagement.requests.forms.ask import Question, Who
from engagement.requests.models import EngagementRequest
from engagement.requests.presenting import answers
from engagement.requests.questions import STEPS, Step
from engagement.requests.views.drafts import SeeOther, kept, own, signed_in, to, with_draft
from foundation.common.errors import Invalid
from foundation.common.forms.refusals import put_errors
from foundation.documents.models import Document

SECTION = {"section": "requests"}


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    drafts = []
    if request.user.is_authenticated:
        rows = EngagementRequest.objects.sent_by_or_for(request.user).filter(
            state=State.DRAFT, submitter=request.user
        )
        drafts = list(rows.order_by("-updated_at")[:5])
    return render(request, "requests/start.html", SECTION | {"drafts": drafts, "limits": _limits()})


def _limits() -> list[tuple[str, str]]:
    """The service levels in force, in words."""
    days = clocks.service_levels().days
    within = {step: ngettext("%(n)d day", "%(n)d days", n) % {"n": n} for step, n in days.items()}
    return [
        (_("We confirm that we have it, with a reference"), _("At once")),
        (_("A person in the front-door team reads it and sends it to a department"), within["triage"]),
        (_("The department accepts it or passes it on, twice at most"), within["accept"]),
        (
            _("You get an answer"),
            _("%(reply)s, and never more than %(ceiling)s")
            % {"reply": within["reply"], "ceiling": within["ceiling"]},
        ),
        (
            _("An early warning with people at risk is read, then answered"),
            _("%(read)s, then %(answer)s in all")
            % {"read": within["urgent_triage"], "answer": within["urgent_reply"]},
        ),
        (_("You can reopen an answer that does not answer"), within["reopen"]),
    ]


@require_safe
def questions_to_read(request: HttpRequest) -> HttpResponse:
    """Every question on one page, to read or print before starting."""
    pages = [(step, None if step.form is None else step.form(draft=None, by=request.user)) for step in STEPS]
    return render(request, "requests/questions.html", SECTION | {"pages": pages})


@signed_in
def begin(request: HttpRequest) -> HttpResponse:
    """The first question makes the draft. Its page carries the draft's key, so that a double click makes one."""
    typed = request.POST if request.method == "POST" else kept(request)
    form = Who(typed, draft=None, by=request.user, later=_later(request))
    if request.method == "POST" and form.is_valid():
        draft = actions.start_draft(by=request.user, key=_key(request), **form.said())
        return after_saving(request, STEPS[0], draft)
    context = {"form": form, "step": STEPS[0], "back": reverse("requests:new"), "key": uuid4()}
    return render(request, _templates(STEPS[0]), SECTION | context)


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


@with_draft
def tasks(request: HttpRequest, draft: EngagementRequest) -> HttpResponse:
    """What is done and what is still to do; every part can be taken up in any order."""
    gaps = questions.gaps(draft)
    parts: dict[str, list[dict[str, Any]]] = {}
    for step in questions.applying(draft):
        parts.setdefault(str(step.part), []).append(_task(step, draft, gaps))
    if files := Document.objects.of(draft).count():
        _put_files(parts, files)
    context = {"draft": draft, "parts": parts, "ready": not gaps, "left": _left(draft, gaps)}
    return render(request, "requests/tasks.html", SECTION | context)


def _put_files(parts: dict[str, list[dict[str, Any]]], files: int) -> None:
    """The page of files answers no field of the draft: how many there are says that it was used."""
    page = questions.BY_SLUG["files"]
    for task in parts[str(page.part)]:
        if task["title"] == page.title:
            task["status"] = ngettext("%(n)d file", "%(n)d files", files) % {"n": files}


def _left(draft: EngagementRequest, gaps: dict[str, Any]) -> int:
    return sum(step.lacks(gaps) for step in questions.applying(draft))


def _task(step: Step, draft: EngagementRequest, gaps: dict[str, Any]) -> dict[str, Any]:
    task = {"title": step.title, "href": address(step, draft)}
    if step.lacks(gaps):
        begun = step.is_begun(draft)
        return task | (
            {"status": _("In progress"), "colour": "yellow"}
            if begun
            else {"status": _("To do"), "colour": "blue"}
        )
    if step.slug == "publication":
        return task | {"status": _("Title may be shown") if draft.may_publish else _("Title kept private")}
    return task | {"status": _("Completed") if step.is_begun(draft) else _("Optional")}


def address(step: Step, draft: EngagementRequest) -> str:
    if step.form is None:
        return reverse(f"requests:{step.slug}", kwargs={"key": draft.public_id})
    return reverse("requests:step", kwargs={"key": draft.public_id, "slug": step.slug})


@with_draft
def step(request: HttpRequest, draft: EngagementRequest, slug: str) -> HttpResponse:
    page = questions.BY_SLUG.get(slug)
    if page is None or page.form is None:
        raise Http404
    if not page.applies(draft):
        return to("tasks", draft)
    typed = request.POST if request.method == "POST" else kept(request)
    form = page.form(typed, draft=draft, by=request.user, later=_later(request))
    if request.method == "POST" and form.is_valid() and _saved(form, draft, request):
        return after_saving(request, page, draft)
    context = {
        "form": form,
        "step": page,
        "draft": draft,
        "back": back(request, page, draft),
        "returning": returning(request),
        "found_again": typed is not None and request.method != "POST",
    }
    return render(request, _templates(page), SECTION | context)


def _templates(page: Step) -> list[str]:
    return [f"requests/questions/{page.slug}.html", "requests/question.html"]


def _later(request: HttpRequest) -> bool:
    return "later" in request.POST


def returning(request: HttpRequest) -> bool:
    """Whether the person came from the page that shows all answers, and goes back there."""
    return "check" in (request.POST if request.method == "POST" else request.GET)


def _saved(form: Question, draft: EngagementRequest, request: HttpRequest) -> bool:
    try:
        changed = actions.save_draft(request=draft, by=request.user, **form.said())
    except Invalid as error:
        put_errors(form, error)
        return False
    draft.__dict__.update(changed.__dict__)
    return True


def back(request: HttpRequest, page: Step, draft: EngagementRequest) -> str:
    if returning(request):
        return reverse("requests:check", kwargs={"key": draft.public_id})
    earlier = questions.before(page, draft)
    return address(earlier, draft) if earlier else reverse("requests:tasks", kwargs={"key": draft.public_id})


def after_saving(request: HttpRequest, page: Step, draft: EngagementRequest) -> HttpResponse:
    if _later(request):
        messages.success(request, _("Your draft is saved. Come back to it within 90 days."))
        return to("tasks", draft)
    if returning(request):
        return to("check", draft)
    following = questions.after(page, draft)
    return SeeOther(address(following, draft)) if following else to("check", draft)


@signed_in
def check(request: HttpRequest, key: UUID) -> HttpResponse:
    """All answers with a link to change each; sending happens here and nowhere else."""
    return (_send if request.method == "POST" else _show)(request, key)


def _send(request: HttpRequest, key: UUID) -> HttpResponse:
    try:
        row = actions.submit_at(key=key, by=request.user)
    except Invalid:
        draft = own(request.user, key)
        if (lacking := questions.first_missing(draft)) is None:
            raise
        return _ask_first(request, lacking, draft)
    if row is None:
        raise Http404
    return to("sent", row)


def _ask_first(request: HttpRequest, lacking: Step, draft: EngagementRequest) -> HttpResponse:
    messages.info(request, _("Answer this question before you check and send your request."))
    return SeeOther(address(lacking, draft))


@with_draft
def _show(request: HttpRequest, draft: EngagementRequest) -> HttpResponse:
    lacking = questions.first_missing(draft)
    if lacking is not None:
        return _ask_first(request, lacking, draft)
    parts: dict[str, list[dict[str, Any]]] = {}
    for page in questions.applying(draft):
        rows = answers(draft, page.answers, empty=_("Not given"))
        href = f"{address(page, draft)}?check"
        if page.slug == "files":
            rows = [evidence.answer(draft, by=request.user, empty=_("None"))]
        parts.setdefault(str(page.part), []).extend(row | {"href": href} for row in rows)
    return render(request, "requests/check.html", SECTION | {"draft": draft, "parts": parts})


@signed_in
def sent(request: HttpRequest, key: UUID) -> HttpResponse:
    """The receipt; it can be read again at any time."""
    row = own(request.user, key)
    if row.state == State.DRAFT:
        return to("tasks", row)
    levels = clocks.service_levels()
    read_by = levels.due("urgent_triage" if clocks.is_urgent(row) else "triage", row.submitted_on)
    return render(request, "requests/sent.html", SECTION | {"row": row, "read_by": read_by})


@with_draft
def delete(request: HttpRequest, draft: EngagementRequest) -> HttpResponse:
    if request.method == "POST":
        actions.discard_draft(request=draft, by=request.user)
        messages.success(request, _("The draft is deleted."))
        return SeeOther(reverse("requests:list"))
    return render(request, "requests/delete.html", SECTION | {"draft": draft})


__all__ = ["begin", "check", "delete", "questions_to_read", "sent", "start", "step", "tasks"]
