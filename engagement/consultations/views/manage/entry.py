"""A response that came by post, phone, e-mail or at an event, typed in by staff."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from engagement.consultations import actions, files
from engagement.consultations.actions.offline import Entry
from engagement.consultations.actions.replies import provided
from engagement.consultations.forms import entry as entering
from engagement.consultations.forms.replies import ReplyForm
from engagement.consultations.forms.responses import EntryForm
from engagement.consultations.models import Consultation, Response
from engagement.consultations.structure import questionnaire
from engagement.consultations.views.manage.shared import inside, place, show, to
from foundation.common.errors import Invalid, TooMany, Unavailable, WrongState
from foundation.common.forms.refusals import put_errors
from foundation.common.uploads import with_files
from foundation.documents.health import kind_of_scanner

Parts = list[tuple[Any, entering.EntryPage]]


@with_files
@inside
def enter(request: HttpRequest, row: Consultation) -> HttpResponse:
    form = questionnaire(row)
    parts = entering.pages(request, form)
    about = EntryForm(request.POST or None, by=request.user)
    reply = ReplyForm(request.POST or None, known=provided(row), initial=request.GET.dict())
    status = 200
    is_sent = request.method == "POST"
    if is_sent and _valid([about, reply, *(part for _page, part in parts)]) and entering.all_fit(parts, form):
        try:
            made = _enter(request, row, about, reply, parts)
        except (Invalid, TooMany, Unavailable, WrongState) as error:
            put_errors(about, error if isinstance(error, Invalid) else Invalid(error.message))
            status = 409 if isinstance(error, WrongState) else 200
        else:
            messages.success(request, f"Entered as {made.ref}.")
            return to("manage-response", row, ref=made.ref)
    return show(
        request,
        "enter",
        row,
        status=status,
        form=about,
        reply=reply,
        pages=parts,
        back=place("manage-responses", row),
        passage_text=_passage,
        scanner=kind_of_scanner(),
        takes_files=bool(files.questions(row)),
    )


def _enter(
    request: HttpRequest, row: Consultation, about: EntryForm, reply: ReplyForm, parts: Parts
) -> Response:
    said = about.cleaned_data
    entry = Entry(
        who=about.who(),
        said=entering.said_on(parts),
        channel=said["channel"],
        received_on=said["received_on"],
        language=said["language"],
        format_request=reply.cleaned_data["format_request"],
    )
    chosen = {key: each for _page, part in parts for key, each in part.chosen.items()}
    return actions.enter_response(consultation=row, entry=entry, by=request.user, files=chosen)


def _valid(forms: list[Any]) -> bool:
    """Whether all are well filled in; each is looked at, so that every error is shown at once."""
    return not any(form.errors for form in forms)


def _passage(passage: dict[str, Any]) -> str:
    return passage["text"]
