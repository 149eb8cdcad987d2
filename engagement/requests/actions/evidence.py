"""Files that the sender adds to what they ask."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engagement.requests.actions.steps import take
from engagement.requests.enums import State
from engagement.requests.models import EngagementRequest
from foundation import documents
from foundation.common.errors import WrongState
from foundation.documents.models import Document


def add_files(*, request: EngagementRequest, files: Iterable[Any], by: Any) -> list[Document]:
    """Add evidence files to a draft. All of them are taken or none is.

    Raises Invalid with a sentence for each file that is refused, TooMany when one person sends too much in a day,
    Unavailable when the storage does not answer, WrongState once the request has been sent.
    """
    with documents.holding(files) as held, transaction.atomic():
        return documents.attach(held, to=_draft(request, by), by=by)


@transaction.atomic
def remove_file(*, request: EngagementRequest, file: Document, by: Any) -> None:
    """Take a file back from a draft."""
    row = _draft(request, by)
    found = Document.objects.of(row).filter(pk=file.pk).first()
    if found is not None:
        documents.remove(document=found, by=by)


def _draft(request: EngagementRequest, by: Any) -> EngagementRequest:
    row = take(request, by=by, verb="edit_draft")
    if row.state != State.DRAFT:
        raise WrongState(
            _("This request has been sent, so it can no longer be changed. You can add a message to it.")
        )
    return row
