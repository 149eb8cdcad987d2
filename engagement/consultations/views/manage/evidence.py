"""What officials do with files of a response: add what came by post, release to the public, hold back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest

from engagement.consultations import actions, files
from engagement.consultations.models import Question, Response
from engagement.consultations.views.evidence import sentences
from foundation.common import forms
from foundation.common.errors import Invalid, TooMany, Unavailable
from foundation.documents.forms import FilesField
from foundation.documents.models import Document


class AddFiles(forms.Form):
    question = forms.ChoiceField(label="With which question?")
    chosen = FilesField(label="Files")
    show = {"question": {"label": "s"}, "chosen": {"label": "s"}}

    def __init__(self, *args: Any, questions: list[Question], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["question"].choices = [(each.key, str(each)) for each in questions]


def acted(request: HttpRequest, response: Response) -> bool:
    """Do what the button says if it is about files. What stands in the way is told on the page that follows."""
    do = {
        "add-files": _add,
        "detach-file": _detach,
        "release-file": _release,
        "hold-back-file": _hold_back,
    }.get(request.POST.get("do", ""))
    if do is None:
        return False
    try:
        do(request, response)
    except (Invalid, TooMany, Unavailable) as refusal:
        for sentence in sentences(refusal):
            messages.error(request, str(sentence))
    return True


def _add(request: HttpRequest, response: Response) -> None:
    form = AddFiles(request.POST, request.FILES, questions=files.questions(response.consultation))
    if not form.is_valid():
        raise Invalid({"files": [words for found in form.errors.values() for words in found]})
    chosen = {form.cleaned_data["question"]: form.cleaned_data["chosen"]}
    actions.attach_files(response=response, files=chosen, by=request.user)


def _file(request: HttpRequest, response: Response) -> Document:
    try:
        found = Document.objects.of(response).known_to(request.user)
        row = found.filter(public_id=request.POST.get("file", "")).first()
    except ValidationError:
        row = None
    if row is None:
        raise Http404
    return row


def _detach(request: HttpRequest, response: Response) -> None:
    actions.detach_file(response=response, file=_file(request, response), by=request.user)


def _release(request: HttpRequest, response: Response) -> None:
    actions.release_file(response=response, file=_file(request, response), by=request.user)


def _hold_back(request: HttpRequest, response: Response) -> None:
    reason = request.POST.get("reason", "")
    actions.hold_back_file(response=response, file=_file(request, response), reason=reason, by=request.user)
