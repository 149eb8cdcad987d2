"""The builder: details, principles, sections and questions, the check, the preview, the versions."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from engagement.consultations import actions, answering, editions, gates, rules, verbs
from engagement.consultations.answering import Said
from engagement.consultations.forms.answering import PageForm, passage_text
from engagement.consultations.forms.authoring import DetailsForm, PrinciplesForm
from engagement.consultations.forms.building import OWN, KindForm, QuestionForm, SectionForm, section_of
from engagement.consultations.models import Consultation, Question
from engagement.consultations.structure import Questionnaire, questionnaire
from engagement.consultations.views.manage.shared import found_or_404, inside, pk_of, place, show, to
from engagement.consultations.views.shared import SECTION, SeeOther
from foundation.common.errors import Invalid
from foundation.common.forms.refusals import attempt
from foundation.common.forms.seen import overtaken
from foundation.documents.health import kind_of_scanner


@inside
def manage(request: HttpRequest, row: Consultation) -> HttpResponse:
    """Where it stands, what is missing, and what may be done next."""
    found = gates.gates(row)
    return show(
        request,
        "manage",
        row,
        stops=[gate for gate in found if gate.stops],
        warnings=[gate for gate in found if not gate.stops],
        buttons=verbs.offered(row, request.user),
        steps=row.steps.select_related("by")[:20],
        received=row.responses.counted().count(),
        formats=row.format_requests.filter(state__in=["requested", "in_production"]).count(),
        editable=verbs.is_editable(row) and rules.allowed(request.user, "edit", row),
    )


def _posted(request: HttpRequest, form: Any) -> bool:
    return request.method == "POST" and form.is_valid() and not overtaken(request, form)


@inside
def details(request: HttpRequest, row: Consultation) -> HttpResponse:
    form = DetailsForm(request.POST or None, consultation=row, by=request.user)
    if _posted(request, form) and attempt(
        form, actions.save_details, consultation=row, by=request.user, **form.said()
    ):
        return to("manage", row)
    return show(request, "form", row, form=form, heading="What the public reads", back=place("manage", row))


@inside
def principles(request: HttpRequest, row: Consultation) -> HttpResponse:
    form = PrinciplesForm(request.POST or None, consultation=row)
    if _posted(request, form) and attempt(
        form, actions.save_principles, consultation=row, by=request.user, **form.cleaned_data
    ):
        return to("manage", row)
    heading = "The consultation principles"
    return show(request, "form", row, form=form, heading=heading, back=place("manage", row))


@inside
def questions(request: HttpRequest, row: Consultation) -> HttpResponse:
    """All sections and questions, to be moved and changed, each with a way to its removal."""
    if request.method == "POST":
        _move(request, row)
        return to("manage-questions", row)
    found = [gate for gate in gates.gates(row) if gate.part == "questions"]
    editable = verbs.is_editable(row) and rules.allowed(request.user, "edit", row)
    all_of_them = questionnaire(row)
    asked = {question.key: question for question in all_of_them.questions()}
    more = {"problems": found, "editable": editable, "asked": asked}
    return show(request, "questions", row, pages=all_of_them.pages, **more)


def _move(request: HttpRequest, row: Consultation) -> None:
    said = {"consultation": row, "by": request.user}
    what, _sep, which = request.POST.get("do", "").partition(" ")
    try:
        if what in {"section-up", "section-down"}:
            section = get_object_or_404(row.sections, position=pk_of(which))
            actions.move_section(section=section, up=what == "section-up", **said)
        elif what in {"up", "down"}:
            question = get_object_or_404(row.questions.select_related("section"), key=which)
            actions.move_question(question=question, up=what == "up", **said)
    except Invalid as error:
        messages.error(request, str(error.message))


@inside
def section(request: HttpRequest, row: Consultation, number: int = 0) -> HttpResponse:
    """A new section, or one to change."""
    there = get_object_or_404(row.sections, position=number) if number else None
    form = SectionForm(request.POST or None, initial=section_of(there) if there else None)
    if _posted(request, form):
        said = {"consultation": row, "by": request.user, **form.cleaned_data}
        if there:
            actions.save_section(section=there, **said)
        else:
            actions.add_section(**said)
        return to("manage-questions", row)
    heading = f"Section {number}" if there else "New section"
    return show(request, "form", row, form=form, heading=heading, back=place("manage-questions", row))


@inside
def question(request: HttpRequest, row: Consultation, number: int = 0, key: str = "") -> HttpResponse:
    """A new question of a section, or one to change."""
    there = get_object_or_404(row.questions, key=key) if key else None
    home = None if there else get_object_or_404(row.sections, position=number)
    kind = request.GET.get("kind", "")
    if request.method != "POST" and not (there and "change" not in request.GET) and kind not in OWN:
        return _choose_kind(request, row, there, number)
    form = QuestionForm(request.POST or None, form=questionnaire(row), question=there, kind=kind)
    if _posted(request, form):
        said = {"consultation": row, "by": request.user, **form.said()}
        action, target = (
            (actions.save_question, {"question": there})
            if there
            else (actions.add_question, {"section": home})
        )
        if attempt(form, action, **said, **target):
            return to("manage-questions", row)
    heading = f"Question {key}" if there else f"New question in section {number}"
    return show(request, "question", row, form=form, heading=heading, back=place("manage-questions", row))


def _choose_kind(
    request: HttpRequest, row: Consultation, there: Question | None, number: int
) -> HttpResponse:
    """The first step of a question; the second asks what this kind of answer needs and nothing else."""
    start = {"kind": there.kind} if there else None
    form = KindForm(request.GET if "kind" in request.GET or "next" in request.GET else None, initial=start)
    heading = f"Question {there.key}" if there else f"New question in section {number}"
    back = place("manage-question", row, key=there.key) if there else place("manage-questions", row)
    status = 400 if form.errors else 200
    return show(
        request, "kind", row, status, form=form, heading=heading, back=back, changes=there is not None
    )


@inside
def preview(request: HttpRequest, row: Consultation, number: int) -> HttpResponse:
    """A page as a respondent sees it; nothing is saved, but routes are followed."""
    form_of_all = questionnaire(row)
    here = found_or_404(form_of_all.page(number))
    chosen = _chosen_before(request, form_of_all)
    form = PageForm(request.POST or None, page=here, said=chosen)
    if request.method == "POST" and form.is_valid():
        return _after_preview(row, form_of_all, number, chosen | form.values)
    context = SECTION | {
        "consultation": row,
        "response": None,
        "form": form,
        "page": here,
        "place": number,
        "pages": len(form_of_all.pages),
        "preview": True,
        "back": place("manage", row),
        "passage_text": passage_text,
        "scanner": kind_of_scanner(),
    }
    return render(request, "consultations/respond/page.html", context)


def _chosen_before(request: HttpRequest, form: Questionnaire) -> dict[str, Said]:
    """What was chosen on the pages before: a preview saves nothing, so its address carries it along."""
    found = {}
    for question in form.questions():
        picked = tuple(key for key in request.GET.getlist(question.key)[:50] if key in question.option_keys)
        if picked:
            found[question.key] = Said(choices=picked)
    return found


def _after_preview(
    row: Consultation, form: Questionnaire, number: int, said: dict[str, Said]
) -> HttpResponse:
    path = form.path(answering.chosen(said))
    after = [page.number for page in path if page.number > number]
    following = after[0] if number in {page.number for page in path} and after else number + 1
    ends = number in {page.number for page in path} and not after
    if ends or form.page(following) is None:
        return to("manage", row)
    carried = urlencode({key: each.choices for key, each in said.items() if each.choices}, doseq=True)
    return SeeOther(f"{place('preview', row, number=following)}{'?' * bool(carried)}{carried}")


@inside
def versions(request: HttpRequest, row: Consultation) -> HttpResponse:
    """Every edition, and two of them compared."""
    found = list(row.editions.select_related("by").defer("content"))
    numbers = {edition.number for edition in found}
    new = _number(request, "to", numbers, max(numbers, default=0))
    old = _number(request, "from", numbers, max((n for n in numbers if n < new), default=0))
    contents = dict(row.editions.filter(number__in=[old, new]).values_list("number", "content"))
    changes = editions.compare(contents[old], contents[new]) if {old, new} <= set(contents) else None
    return show(request, "versions", row, editions=found, old=old, new=new, changes=changes)


def _number(request: HttpRequest, name: str, known: set[int], otherwise: int) -> int:
    said = request.GET.get(name, "")
    return int(said) if said.isdecimal() and len(said) < 6 and int(said) in known else otherwise
