"""The coding frame of a question, its draft themes, and one theme."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from engagement.consultations.analysis import actions, results
from engagement.consultations.analysis.enums import Decision, ThemeState
from engagement.consultations.analysis.forms import deciding
from engagement.consultations.analysis.models import Coding, Proposal, Theme, ThemeRun
from engagement.consultations.analysis.views.shared import inside, page, question_of, to
from engagement.consultations.models import Answer, Consultation, Question
from foundation.common.forms.refusals import attempt

CHANGES = 30
CHOICES = 50
STEPS = {
    "words": "Reading the words",
    "directions": "Looking for what answers have in common",
    "clusters": "Grouping",
    "labels": "Naming the groups",
}


@inside
def frame(request: HttpRequest, consultation: Consultation, key: str) -> HttpResponse:
    question = question_of(consultation, key)
    themes = active(question)
    form: Any = deciding.NewTheme(themes=themes)
    if request.method == "POST":
        form = _do(request, question, themes)
        if form is None:
            return to("frame", consultation, key)
    return _show(request, question, form)


def active(question: Question) -> list[Theme]:
    return [each.theme for each in results.tree(question)]


def _do(request: HttpRequest, question: Question, themes: list[Theme]) -> Form | None:
    """The form with its errors, or None when the thing was done."""
    match request.POST.get("do"):
        case "run":
            actions.start_run(question=question, by=request.user)
            return None
        case "accept":
            form: Any = deciding.AcceptProposal(request.POST, themes=themes)
            proposal = _proposal(question, request.POST.get("proposal"))
            done = form.is_valid() and attempt(
                form,
                actions.accept,
                proposal=proposal,
                by=request.user,
                title=form.cleaned_data["title"],
                into=form.theme("into"),
            )
            return None if done else form
        case "turn_down":
            actions.turn_down(proposal=_proposal(question, request.POST.get("proposal")), by=request.user)
            return None
        case _:
            form = deciding.NewTheme(request.POST, themes=themes)
            done = form.is_valid() and attempt(
                form,
                actions.add_theme,
                question=question,
                by=request.user,
                title=form.cleaned_data["title"],
                description=form.cleaned_data["description"],
                parent=form.theme("parent"),
            )
            return None if done else form


def _proposal(question: Question, key: Any) -> Proposal:
    try:
        found = Proposal.objects.filter(run__question=question, public_id=UUID(str(key))).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def _show(request: HttpRequest, question: Question, form: Any) -> HttpResponse:
    run = question.theme_runs.order_by("-pk").first()
    proposals = list(run.proposals.filter(decision=Decision.OPEN)) if run is not None else []
    themes = active(question)
    examples = Answer.objects.in_bulk({pk for proposal in proposals for pk in proposal.examples})
    drafts = [
        {
            "proposal": proposal,
            "examples": [examples[pk].text for pk in proposal.examples if pk in examples],
            "form": deciding.AcceptProposal(
                initial={"title": proposal.label}, themes=themes, auto_id=f"draft-{proposal.number}-%s"
            ),
        }
        for proposal in proposals
    ]
    return page(
        request,
        "frame",
        question.consultation,
        question=question,
        tree=results.tree(question),
        run=run,
        step=STEPS.get(run.step, "") if run else "",
        drafts=drafts,
        form=form if isinstance(form, deciding.NewTheme) else deciding.NewTheme(themes=themes),
        problem=form,
        changes=question.theme_changes.select_related("theme", "by")[:CHANGES],
        progress=results.progress(question),
        status=400 if form.errors else 200,
    )


@inside
def run(request: HttpRequest, consultation: Consultation, key: str) -> HttpResponse:
    """How far the run is, for the page that shows it."""
    row: ThemeRun | None = question_of(consultation, key).theme_runs.order_by("-pk").first()
    if row is None:
        raise Http404
    said = {"state": row.state, "done": row.done, "total": row.total, "percent": row.percent}
    return JsonResponse(
        said | {"words": STEPS.get(row.step, "") or row.get_state_display(), "running": row.is_running}
    )


@inside
def theme(request: HttpRequest, consultation: Consultation, key: UUID) -> HttpResponse:
    rows = Theme.objects.select_related("question", "parent", "merged_into")
    row = rows.filter(public_id=key, question__consultation=consultation).first()
    if row is None:
        raise Http404
    row.question.consultation = consultation
    chosen = request.POST.get("do", "")
    forms = _forms(row, chosen, request.POST if request.method == "POST" else None)
    if chosen in forms and _change(row, chosen, forms[chosen], request):
        return to(
            "frame", consultation, row.question.key, said="The frame has a new version.", request=request
        )
    return page(
        request,
        "theme",
        consultation,
        row=row,
        question=row.question,
        forms=forms,
        form=forms.get(chosen),
        quotes=row.quotes.select_related("answer__response")[:CHOICES],
        editable=row.state == ThemeState.ACTIVE,
        closed=consultation.closing_at is not None and consultation.closing_at < timezone.now(),
        status=400 if chosen in forms else 200,
    )


def _forms(row: Theme, chosen: str, asked: Any) -> dict[str, Any]:
    def said(name: str) -> Any:
        return asked if name == chosen else None

    others = [each for each in active(row.question) if each.pk != row.pk]
    coded = Coding.objects.filter(coded__theme=row, done_at__isnull=False)
    codings = coded.select_related("answer").order_by("pk")[:CHOICES]
    return {
        "change": deciding.ChangeTheme(
            said("change"), initial={"title": row.title, "description": row.description}, prefix="change"
        ),
        "move": deciding.MoveTheme(said("move"), themes=others, prefix="move"),
        "merge": deciding.MergeTheme(said("merge"), themes=others, prefix="merge"),
        "split": deciding.SplitTheme(said("split"), codings=codings, prefix="split"),
        "carry": Form(said("carry")),
        "retire": Form(said("retire")),
    }


def _change(row: Theme, chosen: str, form: Any, request: HttpRequest) -> bool:
    if not form.is_valid():
        return False
    said = form.cleaned_data
    by = {"theme": row, "by": request.user}
    match chosen:
        case "change":
            return attempt(form, actions.change_theme, **by, **said)
        case "move":
            return attempt(form, actions.move_theme, **by, parent=form.theme("parent"))
        case "merge":
            return attempt(form, actions.merge_theme, **by, into=form.theme("into"))
        case "split":
            codings = [form.chosen[key] for key in said["codings"]]
            return attempt(form, actions.split_theme, **by, title=said["title"], codings=codings)
        case "carry":
            return attempt(form, actions.carry_to_outcome, **by)
        case _:
            return attempt(form, actions.retire_theme, **by)
