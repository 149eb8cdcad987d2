"""One answer after the other: read, code, next."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from engagement.consultations import answering
from engagement.consultations.analysis import actions, evidence, queues, rereading, results
from engagement.consultations.analysis.actions.coding import suggestions
from engagement.consultations.analysis.enums import Pass
from engagement.consultations.analysis.forms.deciding import Code
from engagement.consultations.analysis.models import Coding
from engagement.consultations.analysis.models.coding import reading
from engagement.consultations.analysis.views.frame import active
from engagement.consultations.analysis.views.shared import SeeOther, inside, page, question_of, to
from engagement.consultations.models import Consultation, Question
from engagement.consultations.passages import commented
from engagement.consultations.similarity.parts import parts
from foundation.common.forms.refusals import attempt


@inside
def code(request: HttpRequest, consultation: Consultation, key: str) -> HttpResponse:
    question = question_of(consultation, key)
    number = Pass.SECOND if request.GET.get("pass") == Pass.SECOND else Pass.FIRST
    coding = _held(question, request.user, number)
    form = _form(question, coding, request.POST if "save" in request.POST else None)
    if request.method == "POST" and (done := _done(request, question, coding, form, number)):
        return done
    return _show(request, question, coding, form, number)


def _held(question: Question, by: Any, number: str) -> Coding | None:
    rows = Coding.objects.filter(question=question, number=number, coder=by, done_at__isnull=True)
    return (
        rows.filter(claimed_until__gt=timezone.now()).select_related("answer__response__occurrence").first()
    )


def _form(question: Question, coding: Coding | None, said: Any) -> Code:
    themes = active(question)
    hints = _suggested(coding) if coding is not None else {}
    if coding is None or coding.number == Pass.SECOND:
        return Code(said, themes=themes)  # a second reader sees no suggestion: they are the check
    if coding.is_reopened:
        return Code(said, themes=themes, initial=rereading.before(coding))
    start = [str(theme.public_id) for theme in themes if theme.pk in hints]
    return Code(said, themes=themes, initial={"chosen": start})


def _suggested(coding: Coding) -> dict[int, list[str]]:
    """Themes that the machine suggests, with the words because of which."""
    rows = suggestions(coding.answer_id)
    return dict(rows.order_by("score").values_list("proposal__theme", "words"))


def _done(
    request: HttpRequest, question: Question, coding: Coding | None, form: Code, number: str
) -> HttpResponse | None:
    """Where to go on, or None when the form has to be shown with its errors."""
    here = to("code", question.consultation, question.key)
    address = here["Location"] + (f"?pass={number}" if number == Pass.SECOND else "")
    if "save" in request.POST and coding is not None:
        seen = request.POST.get("seen")
        if not (
            form.is_valid()
            and attempt(form, actions.code, coding=coding, by=request.user, seen=seen, **form.said())
        ):
            return None
        actions.claim_next(question=question, by=request.user, number=number)
    elif "stop" in request.POST and coding is not None:
        actions.release(coding=coding, by=request.user)
        return to("home", question.consultation)
    else:
        actions.claim_next(question=question, by=request.user, number=number)
    return SeeOther(address)


def _show(
    request: HttpRequest, question: Question, coding: Coding | None, form: Code, number: str
) -> HttpResponse:
    hints = _suggested(coding) if coding is not None and number == Pass.FIRST else {}
    return page(
        request,
        "code",
        question.consultation,
        question=question,
        coding=coding,
        form=form,
        parts=_parts(coding),
        changed=rereading.changes(coding) if coding is not None and coding.is_reopened else [],
        seen=reading(coding.answer.text) if coding is not None else "",
        files=_files(request, question, coding),
        places=commented(question, answering.of_answer(coding.answer).comments) if coding else [],
        hints={str(theme.public_id): hints[theme.pk] for theme in form.themes.values() if theme.pk in hints},
        left=queues.waiting(question, number).count(),
        progress=results.progress(question),
        number=number,
        status=400 if form.errors else 200,
    )


def _files(request: HttpRequest, question: Question, coding: Coding | None) -> list[dict[str, Any]]:
    """What came with the response whose answer is read."""
    if coding is None:
        return []
    response = coding.answer.response
    response.consultation = question.consultation
    return evidence.of_response(response, request.user)


def _parts(coding: Coding | None) -> list:
    """The answer, with what is shared with a campaign told from what is its sender's own."""
    if coding is None:
        return []
    occurrence = getattr(coding.answer.response, "occurrence", None)
    leader = occurrence.text.leader if occurrence is not None and occurrence.own_words else None
    return parts(coding.answer.text, leader.body) if leader is not None else []
