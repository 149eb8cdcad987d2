"""What everybody may read: the list, a consultation, its questions, published responses, the outcome."""

from datetime import datetime
from typing import Any

from django.db.models import CharField, DateTimeField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from engagement.consultations import answering, files, listing, rules
from engagement.consultations.enums import Phase, Report
from engagement.consultations.forms.answering import passage_text
from engagement.consultations.forms.listing import ListFilter, ResponseFilter
from engagement.consultations.models import Answer, Consultation, Question, Response
from engagement.consultations.models.questions import option_label
from engagement.consultations.querysets import public_now
from engagement.consultations.states import COLOURS
from engagement.consultations.structure import questionnaire
from engagement.consultations.views.shared import SECTION, is_nobody, kept, public_row, shared
from engagement.programmes.models import desks
from foundation.common.paging import keyset
from foundation.common.prepared import Prepared
from foundation.directory.models import Organisation
from foundation.directory.standing import standing
from foundation.documents.forms import HINT

STAMP = (
    "version",
    "form_version",
    "kind",
    "workflow",
    "publish_at",
    "opening_at",
    "closing_at",
    "outcome_published_at",
)


def _stamped(slot: Any) -> Any:
    rows = Consultation.objects.filter(public_now(slot("now", DateTimeField())))
    return rows.filter(slug=slot("slug", CharField(max_length=120))).only(*STAMP)


STAMPED = Prepared(_stamped)
NEWEST = Prepared(lambda _slot: Consultation.objects.order_by("-updated_at").values_list("updated_at")[:1])


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    stamp = "".join(each.isoformat() for (each,) in NEWEST())
    return kept(request, stamp, lambda: _index(request))


def _index(request: HttpRequest) -> HttpResponse:
    form = ListFilter(request.GET)
    valid = form.is_valid()
    page, phase = None, ""
    if valid:
        phase = form.cleaned_data["phase"]
        rows = listing.consultations(Consultation.objects.public(), form.cleaned_data)
        page = listing.page_of(rows, phase, request.GET.get("after"))
    context = SECTION | {
        "form": form,
        "page": page,
        "phases": Phase.choices,
        "phase": phase,
        "colours": COLOURS,
        "now": timezone.now(),
        "chosen": request.GET.urlencode() if form.in_use else "",
        "desk": bool(desks(request.user)) or standing(request.user).has("auditor"),
    }
    return shared(request, render(request, "consultations/index.html", context, status=200 if valid else 400))


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    return kept(request, _stamp(slug), lambda: _detail(request, slug), at_hand=True)


def _stamp(slug: str) -> str:
    """Another one as soon as the page would say something else: after a change, and as the clock opens or closes it."""
    return "".join(map(_stamp_of, STAMPED(slug=slug, now=timezone.now())))


def _stamp_of(row: Consultation) -> str:
    return f"{row.pk} {row.version} {row.form_version} {row.public_state()} {row.is_late()}"


def _counts(consultation: Consultation, now: datetime) -> bool:
    """How many answered is told once it is over."""
    return consultation.closing_at is not None and (
        consultation.is_withdrawn or consultation.closing_at < now
    )


def _detail(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = public_row(request, slug)
    now = timezone.now()
    phase = consultation.phase(now)
    notes = consultation.editions.filter(is_public_note=True).only("at", "change_note")
    context = SECTION | {
        "consultation": consultation,
        "state": consultation.public_state(now),
        "phase": phase,
        "colour": COLOURS.get(phase, "grey") if phase else "grey",
        "open": consultation.takes_responses(now=now),
        "outcome": consultation.has_outcome(now),
        "late": consultation.is_late(now),
        "received": listing.received(consultation) if _counts(consultation, now) else None,
        "notes": list(notes) if consultation.first_published_at else [],
        "inside": rules.allowed(request.user, "see_inside", consultation),
    }
    return shared(request, render(request, "consultations/detail.html", context))


@require_safe
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every question on one page, to read or print before starting. Whoever reads it next reads it as kept."""
    return kept(request, _stamp(slug), lambda: _questions(request, slug), at_hand=True)


def _questions(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = public_row(request, slug)
    pages = questionnaire(consultation).pages
    asked = {question.key: question for page in pages for question in page.questions}
    context = SECTION | {
        "consultation": consultation,
        "pages": pages,
        "only_if": lambda question: _only_if(question, asked),
        "label": option_label,
        "passage_text": passage_text,
        "file_hint": HINT,
    }
    return shared(request, render(request, "consultations/questions.html", context))


def _only_if(question: Question, asked: dict[str, Question]) -> str:
    """After which answer a question is asked, in words that work on paper."""
    earlier = asked[question.show_if["question"]]
    answers = "”, “".join(earlier.label_of(key) for key in question.show_if["any_of"])
    return _("Only if you answered “%(answers)s” to: %(question)s") % {
        "answers": answers,
        "question": earlier,
    }


FILTERS = frozenset(ResponseFilter.base_fields)


@require_safe
def responses(request: HttpRequest, slug: str) -> HttpResponse:
    """Responses that officials released, as their authors wished. Whoever reads a first page again reads it as kept."""
    said = request.GET.dict()
    rows = (
        list(STAMPED(slug=slug, now=timezone.now())) if is_nobody(request) and said.keys() <= FILTERS else ()
    )
    if not rows or len(said.get("q", "")) > 100:
        return _responses(request, slug)
    shown = listing.first_released(rows[0].pk, said)
    stamp = f"{_stamp_of(rows[0])} {shown}"
    return kept(request, stamp, lambda: _responses(request, slug), at_hand=True)


def _responses(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = public_row(request, slug)
    form = ResponseFilter(request.GET)
    page = None
    if form.is_valid():
        rows = listing.responses(
            Response.objects.filter(consultation=consultation).published(), form.cleaned_data, public=True
        )
        page = keyset(rows, order=listing.RELEASED, after=request.GET.get("after"), size=listing.SIZE)
    context = SECTION | {
        "consultation": consultation,
        "form": form,
        "page": page,
        "first": _first_words(page.rows, consultation) if page else {},
        "received": listing.received(consultation),
    }
    answer = render(request, "consultations/responses.html", context, status=200 if page is not None else 400)
    return shared(request, answer)


def _first_words(rows: list[Response], consultation: Consultation) -> dict[int, str]:
    """The first open answer of each response, to tell them apart by."""
    order = {question.pk: n for n, question in enumerate(questionnaire(consultation).questions())}
    found: dict[int, tuple[int, str]] = {}

    for answer in Answer.objects.filter(response__in=[row.pk for row in rows]).exclude(text=""):
        place = (order.get(answer.question_id, 999), answer.public_text[:300])
        if place[1] and (answer.response_id not in found or place < found[answer.response_id]):
            found[answer.response_id] = place
    return {pk: words for pk, (_place, words) in found.items()}


@require_safe
def response(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    consultation = public_row(request, slug)
    row = get_object_or_404(Response.objects.published(), consultation=consultation, ref=ref)
    context = SECTION | {
        "consultation": consultation,
        "response": row,
        "parts": public_answers(consultation, row),
        "organisation": _organisation(row),
    }
    return shared(request, render(request, "consultations/response.html", context))


def _organisation(row: Response) -> Organisation | None:
    if not row.public_name or not row.organisation_id:
        return None
    return Organisation.objects.visible_to(None).filter(pk=row.organisation_id).first()


def public_answers(consultation: Consultation, row: Response) -> list[dict[str, Any]]:
    """Question and answer, with redactions in place of what was said, and the files that were released."""
    answers = {answer.question_id: answer for answer in row.answers.all()}
    row.consultation = consultation
    kept, held_back = files.for_public(row)
    found = []
    for page in questionnaire(consultation).pages:
        rows: list[dict[str, Any]] = []
        for question in page.questions:
            if question.key in kept or question.key in held_back:
                there = kept.get(question.key, [])
                rows.append(
                    {"question": str(question), "files": there, "held_back": question.key in held_back}
                )
            elif answer := answers.get(question.pk):
                hidden = answer.redacted is not None
                words = (
                    answer.public_text if hidden else answering.shown(question, answering.of_answer(answer))
                )
                rows.append({"question": str(question), "words": words, "redacted": hidden})
        if rows:
            found.append({"title": str(page.section), "rows": rows})
    return found


@require_safe
def outcome(request: HttpRequest, slug: str) -> HttpResponse:
    return kept(request, _stamp(slug), lambda: _outcome(request, slug), at_hand=True)


def _outcome(request: HttpRequest, slug: str) -> HttpResponse:
    """Public feedback and the final outcome, each once it is published."""
    consultation = public_row(request, slug, "published_figures")
    if not (consultation.feedback_published_at or consultation.has_outcome()):
        raise Http404
    reports = {report.kind: report for report in consultation.reports.all()}
    final = consultation.has_outcome()
    figures = getattr(consultation, "published_figures", None) if final else None
    context = SECTION | {
        "consultation": consultation,
        "feedback": reports.get(Report.FEEDBACK) if consultation.feedback_published_at else None,
        "final": reports.get(Report.OUTCOME) if final else None,
        "themes": list(consultation.outcome_themes.select_related("decision__programme")) if final else [],
        "figures": figures,
        "received": None if figures else listing.received(consultation),
        "published": Response.objects.filter(consultation=consultation).published().exists(),
    }
    return shared(request, render(request, "consultations/outcome.html", context))
