"""Verbs with a page of their own: where options lead, and what is asked before anything is removed."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from engagement.consultations import actions, skipping, verbs
from engagement.consultations.enums import CONDITIONAL
from engagement.consultations.forms.leading import RoutesForm
from engagement.consultations.models import Consultation
from engagement.consultations.structure import questionnaire
from engagement.consultations.views.manage.shared import inside, place, show, to
from foundation.common.errors import Invalid, WrongState
from foundation.common.forms.refusals import attempt
from foundation.common.forms.seen import overtaken


def _open(row: Consultation) -> None:
    if not verbs.is_editable(row):
        raise WrongState(
            f"This is “{row.get_workflow_display()}”, so its questions can no longer be changed."
        )


@inside
def routes(request: HttpRequest, row: Consultation, key: str) -> HttpResponse:
    """One list for each option; afterwards the list of questions says what leads nowhere and what nobody reaches."""
    _open(row)
    whole = questionnaire(row)
    question = next(
        (each for each in whole.questions() if each.key == key and each.kind in CONDITIONAL), None
    )
    if question is None:
        raise Http404
    form = RoutesForm(request.POST or None, form=whole, question=question)
    if request.method == "POST" and form.is_valid() and not overtaken(request, form):
        said = {"consultation": row, "by": request.user, "question": row.questions.get(key=key)}
        if attempt(form, actions.save_question, options=form.options(), **said):
            row.refresh_from_db()
            if not skipping.problems(questionnaire(row)):
                messages.success(
                    request, "Saved. Every section can be reached, and every way comes to the end."
                )
            return to("manage-questions", row)
    heading, back = f"Where the answers to {key} lead", place("manage-questions", row)
    return show(request, "routes", row, form=form, question=question, heading=heading, back=back)


@inside
def question(request: HttpRequest, row: Consultation, key: str) -> HttpResponse:
    there = get_object_or_404(row.questions.select_related("section"), key=key)
    if request.method == "POST":
        return _done(request, row, actions.remove_question, question=there)
    _open(row)
    used = [each.key for each in questionnaire(row).questions() if each.show_if.get("question") == key]
    heading = f"Do you want to remove question {key}?"
    return show(request, "remove", row, heading=heading, lost=[there], used=used)


@inside
def section(request: HttpRequest, row: Consultation, number: int) -> HttpResponse:
    there = get_object_or_404(row.sections, position=number)
    if request.method == "POST":
        return _done(request, row, actions.remove_section, section=there)
    _open(row)
    heading = f"Do you want to remove section {number}, “{there.title}”?"
    return show(
        request, "remove", row, heading=heading, lost=list(there.questions.order_by("position")), used=[]
    )


@inside
def theme(request: HttpRequest, row: Consultation, key: UUID) -> HttpResponse:
    """A theme of the outcome, with what goes along: its texts, and the ties of the responses that spoke to it."""
    there = get_object_or_404(row.outcome_themes.annotate(voices=Count("contributions")), public_id=key)
    if row.outcome_published_at:
        raise WrongState("The outcome is public, so its themes stay.")
    if request.method == "POST":
        return _done(request, row, actions.remove_theme, "manage-outcome", theme=there)
    back = place("manage-theme", row, key=key)
    return show(
        request,
        "remove_theme",
        row,
        theme=there,
        back=back,
        heading=f"Do you want to remove the theme “{there.title}”?",
    )


def _done(
    request: HttpRequest, row: Consultation, action: object, where: str = "manage-questions", **what: object
) -> HttpResponse:
    try:
        action(consultation=row, by=request.user, **what)  # type: ignore[operator]
    except Invalid as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, "Removed.")
    return to(where, row)
