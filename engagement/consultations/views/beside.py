"""Beside the response itself: equality questions, and requests for another format."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.consultations import actions
from engagement.consultations.actions.responses import require_open
from engagement.consultations.forms.monitoring import MonitoringForm
from engagement.consultations.forms.who import FormatForm
from engagement.consultations.views.send import ask
from engagement.consultations.views.shared import SECTION, Held, actor, public_row, while_open
from foundation.accounts import limits as addresses
from foundation.common.api import limits
from foundation.common.errors import Invalid, TooMany
from foundation.common.forms.refusals import put_errors
from foundation.common.keeping import never_kept


@while_open
def monitoring(request: HttpRequest, held: Held) -> HttpResponse:
    asked = held.response.is_sent and held.consultation.asks_monitoring
    if held.response.monitoring_done or not asked:
        return held.to("receipt")
    form = MonitoringForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_monitoring(**held.proof, **form.cleaned_data)
        messages.success(request, _("Thank you. Your answers are kept apart from your response."))
        return held.to("receipt")
    return ask(request, held, form, "monitoring", _("Who takes part"))


@never_kept
@require_http_methods(["GET", "HEAD", "POST"])
def formats(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the questions in another form; the wait extends that person's time."""
    consultation = public_row(request, slug)
    require_open(consultation, None)
    form, status = FormatForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            limits.spend(request, "ask_format")
            addresses.spend(request, "ask_format", key=said["email"] or said["contact"])
            asked = actions.ask_format(
                consultation=consultation,
                by=actor(request),
                language=get_language() or "en",
                **said,
            )
        except Invalid as error:
            put_errors(form, error)
        except TooMany as full:
            form.add_error(None, str(full.message))
            status = full.status
        else:
            done = {"consultation": consultation, "asked": asked}
            return render(request, "consultations/respond/format_asked.html", SECTION | done)
    context = {"consultation": consultation, "form": form, "back": consultation.get_absolute_url()}
    return render(request, "consultations/respond/formats.html", SECTION | context, status=status)
