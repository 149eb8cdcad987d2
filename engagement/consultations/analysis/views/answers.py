"""Search over answers, and one response with its quotes and redactions."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse

from engagement.consultations import answering
from engagement.consultations.analysis import actions, evidence, searching
from engagement.consultations.analysis.enums import ThemeState
from engagement.consultations.analysis.forms.deciding import MarkQuote, Redact
from engagement.consultations.analysis.forms.search import SearchForm
from engagement.consultations.analysis.models import Theme
from engagement.consultations.analysis.models.coding import FIRST
from engagement.consultations.analysis.views.shared import inside, page, to
from engagement.consultations.models import Answer, Consultation, Response
from engagement.consultations.passages import commented
from foundation.common.errors import Invalid
from foundation.common.forms.refusals import attempt
from foundation.common.paging import Page, keyset

PAGING = {"after"}


@inside
def answers(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    form = SearchForm(request.GET, consultation)
    if unknown := set(request.GET) - set(form.fields) - PAGING:
        raise Invalid(f"There is no filter called “{sorted(unknown)[0][:40]}”.")
    found = Page([], None, None)
    chosen: dict[str, Any] = {}
    if form.is_valid():
        chosen = form.chosen()
        rows = searching.answers(consultation, chosen).select_related("response", "question")
        found = keyset(rows, order=["-pk"], after=request.GET.get("after"))
    return page(
        request,
        "answers",
        consultation,
        tab="answers",
        form=form,
        page=found,
        active=len(chosen),
        files_too=bool(chosen.get("q")) and evidence.asks(consultation),
        status=200 if form.is_valid() else 400,
    )


@inside
def response(request: HttpRequest, consultation: Consultation, ref: str) -> HttpResponse:
    rows = Response.objects.visible_to(request.user).filter(consultation=consultation, ref=ref)
    row = rows.select_related("organisation").first()
    if row is None:
        raise Http404
    said = (
        row.answers.exclude(text="")
        .select_related("question")
        .order_by("question__section__position", "question__position")
    )
    row.consultation = consultation
    cards = [_card(answer, request) for answer in said]
    if request.method == "POST" and _do(request, cards):
        return to("response", consultation, ref)
    problem = next((form for card in cards for form in (card["quote"], card["redact"]) if form.errors), None)
    return page(
        request,
        "response",
        consultation,
        row=row,
        cards=cards,
        files=evidence.of_response(row, request.user),
        form=problem,
        occurrence=getattr(row, "occurrence", None),
        status=400 if problem else 200,
    )


def _card(answer: Answer, request: HttpRequest) -> dict[str, Any]:
    themes = Theme.objects.filter(question=answer.question_id, state=ThemeState.ACTIVE).order_by("title")
    mine = request.POST.get("answer") == str(answer.pk)
    chosen = request.POST.get("do") if mine else ""
    return {
        "answer": answer,
        "places": commented(answer.question, answering.of_answer(answer).comments),
        "quote": MarkQuote(
            request.POST if chosen == "quote" else None, themes=themes, auto_id=f"quote-{answer.pk}-%s"
        ),
        "redact": Redact(request.POST if chosen == "redact" else None, auto_id=f"redact-{answer.pk}-%s"),
        "quotes": list(answer.quote_marks.select_related("theme").order_by("start")),
        "redactions": list(answer.redaction_marks.order_by("start")),
        "codings": list(
            answer.codings.filter(Q(done_at__isnull=False) | Q(version__gt=FIRST))
            .select_related("coder")
            .prefetch_related("coded__theme")
        ),
    }


def _do(request: HttpRequest, cards: list[dict[str, Any]]) -> bool:
    """Whether something was done; a form that was badly said keeps its errors."""
    card = next((card for card in cards if str(card["answer"].pk) == request.POST.get("answer")), None)
    if card is None:
        raise Http404
    answer, by = card["answer"], request.user
    match request.POST.get("do"):
        case "quote":
            form = card["quote"]
            return form.is_valid() and attempt(
                form,
                actions.mark_quote,
                answer=answer,
                theme=form.theme("theme_id"),
                passage=form.cleaned_data["passage"],
                by=by,
            )
        case "redact":
            form = card["redact"]
            return form.is_valid() and attempt(
                form, actions.redact, answer=answer, by=by, **form.cleaned_data
            )
        case _:
            raise Http404
