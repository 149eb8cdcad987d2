"""One door for every step of the workflow: a page that asks what the step needs, then does it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from engagement.consultations import rules
from engagement.consultations.enums import Workflow
from engagement.consultations.models import Consultation
from engagement.consultations.verbs import BY_SLUG, Verb
from engagement.consultations.views.manage.shared import found_or_404, inside, place, show, to
from engagement.consultations.views.shared import SeeOther
from foundation.common.errors import Invalid, NotAllowed, WrongState
from foundation.common.forms.refusals import put_errors
from foundation.common.words import moment


def _when(step: Verb, row: Consultation) -> str:
    """Which of the two came of it: published, or on a day to come."""
    if not step.tells_when:
        return ""
    row.refresh_from_db()
    if row.workflow == Workflow.SCHEDULED:
        return (
            f" It is published on {moment(row.publish_at)}; until then nobody outside the department sees it."
        )
    return " It is published."


@inside
def do(request: HttpRequest, row: Consultation, verb: str) -> HttpResponse:
    step = found_or_404(BY_SLUG.get(verb))
    if not rules.allowed(request.user, step.rule, row):
        raise NotAllowed("You cannot do this to this consultation with the role you have.")
    if not step.fits(row):
        raise WrongState(f"This is “{row.get_workflow_display()}”, so this can no longer be done.")
    form = step.form(request.POST if request.method == "POST" else None, consultation=row)
    if request.method == "POST" and form.is_valid():
        try:
            step.action(consultation=row, by=request.user, **form.said())
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, f"{step.done}.{_when(step, row)}")
            return SeeOther("/consultations/desk/") if verb == "discard" else to("manage", row)
    return show(request, "verb", row, form=form, verb=step, heading=step.label, back=place("manage", row))
