"""Writing what came of it: themes, public feedback, the final outcome."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from engagement.consultations import actions, summary
from engagement.consultations.enums import Phase, Report, ResponseState
from engagement.consultations.forms.outcome import ReportForm, ThemeForm
from engagement.consultations.models import Consultation
from engagement.consultations.views.manage.shared import inside, place, show, to
from foundation.common.errors import Invalid
from foundation.common.forms.refusals import attempt
from foundation.common.forms.seen import overtaken

PUBLISH = {"feedback": actions.publish_feedback, "outcome": actions.publish_outcome}

# What was said counts without what is left out of the analysis, here as in the analysis.
SAID = Q(contributions__response__state=ResponseState.SUBMITTED)


@inside
def outcome(request: HttpRequest, row: Consultation) -> HttpResponse:
    """Themes and reports, with what still stands in the way of publishing them."""
    if request.method == "POST":
        action = PUBLISH.get(request.POST.get("publish", ""))
        if action is None:
            raise Http404
        try:
            action(consultation=row, by=request.user)
            messages.success(request, "Published.")
        except Invalid as error:
            for sentences in error.errors.values():
                messages.error(request, " ".join(map(str, sentences)))
        return to("manage-outcome", row)
    themes = row.outcome_themes.select_related("decision").annotate(
        voices=Count("contributions", filter=SAID)
    )
    reports = {report.kind: report for report in row.reports.all()}
    closed = row.phase() in (Phase.CLOSED, Phase.OUTCOME)
    over = summary.is_over(row)
    groups = summary.monitoring(row) if row.asks_monitoring and over else {}
    lacking = actions.lacking_for_outcome(row) if closed and not row.outcome_published_at else []
    context = {
        "themes": list(themes),
        "reports": reports,
        "closed": closed,
        "groups": groups,
        "is_over": over,
    }
    return show(request, "outcome", row, lacking=lacking, **context)


@inside
def report(request: HttpRequest, row: Consultation, kind: str) -> HttpResponse:
    if kind not in Report.values:
        raise Http404
    there = row.reports.filter(kind=kind).first()
    initial = {"detail": there.detail, "detail_cy": there.detail_cy} if there else None
    form = ReportForm(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and not overtaken(request, form)
        and attempt(
            form, actions.save_report, consultation=row, kind=kind, by=request.user, **form.cleaned_data
        )
    ):
        return to("manage-outcome", row)
    heading = str(Report(kind).label)
    return show(request, "form", row, form=form, heading=heading, back=place("manage-outcome", row))


@inside
def theme(request: HttpRequest, row: Consultation, key: UUID | None = None) -> HttpResponse:
    there = get_object_or_404(row.outcome_themes, public_id=key) if key else None
    initial = {name: getattr(there, name) for name in ThemeForm.base_fields} if there else None
    form = ThemeForm(request.POST or None, consultation=row, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and not overtaken(request, form)
        and attempt(
            form, actions.save_theme, consultation=row, theme=there, by=request.user, **form.cleaned_data
        )
    ):
        return to("manage-outcome", row)
    return show(
        request,
        "theme",
        row,
        form=form,
        theme=there,
        heading=str(there) if there else "New theme",
        back=place("manage-outcome", row),
    )
