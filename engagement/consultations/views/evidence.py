"""Files of responses: kept as pages take them, given to their writers, and to the public once they are released."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from engagement.consultations import actions, files
from engagement.consultations.forms.answering import PageForm
from engagement.consultations.models import Response
from engagement.consultations.views.shared import Held, public_row, with_response
from foundation.common.api.limits import client_address
from foundation.common.errors import DomainError, Invalid, TooMany, Unavailable
from foundation.documents.models import Document
from foundation.documents.serving import give


def keep_files(request: HttpRequest, held: Held, form: PageForm) -> None:
    """Take back the file whose button was pressed and keep those that were chosen. Raises Invalid, with words beside
    the field and the answer's status in the form."""
    if "remove" in request.POST:
        _remove(request.POST["remove"], held)
    chosen = form.chosen
    if not chosen:
        return
    try:
        actions.add_files(files=chosen, address=client_address(request), **held.proof)
    except (Invalid, TooMany, Unavailable) as refusal:
        form.status = 200 if isinstance(refusal, Invalid) else refusal.status
        raise Invalid({next(iter(chosen)): sentences(refusal)}) from refusal


def sentences(refusal: DomainError) -> list[object]:
    """What stood in the way of files, as sentences for their field."""
    found = refusal.errors.get("files") if isinstance(refusal, Invalid) else None
    return list(found or [refusal.message])


def _remove(key: str, held: Held) -> None:
    try:
        found = Document.objects.of(held.response).filter(public_id=key).first()
    except ValidationError:
        return
    if found is not None:
        actions.remove_file(file=found, **held.proof)


@with_response
def own(request: HttpRequest, held: Held, file: UUID) -> HttpResponseBase:
    """A file of one's own response, for whoever holds its link."""
    found = get_object_or_404(Document.objects.of(held.response), public_id=file)
    return give(found, to=held.by, request=request, way=files.OWN)


@require_safe
def published(request: HttpRequest, slug: str, ref: str, file: UUID) -> HttpResponseBase:
    """A file that an official released with a published response."""
    consultation = public_row(request, slug)
    row = get_object_or_404(Response.objects.published(), consultation=consultation, ref=ref)
    row.consultation = consultation
    found = get_object_or_404(files.public(row), public_id=file)
    return give(found, to=request.user, request=request, way=files.RELEASED)
