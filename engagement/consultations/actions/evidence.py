"""Files of a response: added and taken back by those who write it, released or held back by officials."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.consultations import files as evidence
from engagement.consultations import rules
from engagement.consultations.actions import arrivals
from engagement.consultations.actions.responses import take
from engagement.consultations.enums import RedactionReason, ResponseState
from engagement.consultations.models import FileDecision, Response
from foundation import audit, documents
from foundation.common.errors import Invalid, WrongState
from foundation.documents.models import Document

Chosen = Mapping[str, Sequence[Any]]


def every(files: Chosen) -> list[Any]:
    """All of them, in the order in which `attach` deals them out again."""
    return [file for each in files.values() for file in each]


def attach(row: Response, files: Chosen, held: Sequence[Any], *, by: Any, address: str = "") -> None:
    """Make files that are held files of the questions they were chosen for, in the caller's transaction."""
    known = {question.key for question in evidence.questions(row.consultation)}
    if foreign := set(files) - known:
        raise Invalid({key: [_("This question does not ask for files.")] for key in sorted(foreign)})
    rest = list(held)
    for key, each in files.items():
        part, rest = rest[: len(each)], rest[len(each) :]
        if part:
            documents.attach(part, to=row, by=by, part=key, address=address)


def add_files(*, response: Response, files: Chosen, by: Any, secret: str = "", address: str = "") -> Response:
    """Add files to questions of a response, by question key. All of them are taken or none is.

    Raises Invalid with a sentence for each file that is refused, TooMany when too much is sent in a day, Unavailable
    when the storage does not answer, Closed after the close. `address`: the network address of the sender.
    """
    with documents.holding(every(files)) as held, transaction.atomic():
        row, now = take(response, by=by, secret=secret)
        attach(row, files, held, by=by, address=address)
        _written(row, now)
        audit.record(by=by, verb="response.files_added", target=row, files=len(held))
        return row


@transaction.atomic
def remove_file(*, response: Response, file: Document, by: Any, secret: str = "") -> Response:
    """Take a file back, one's own or a colleague's: whoever holds the response writes all of it."""
    row, now = take(response, by=by, secret=secret)
    found = Document.objects.of(row).filter(pk=file.pk).first()
    if found is not None:
        documents.remove(document=found, by=by, sender=True)
        _written(row, now)
    return row


def _written(row: Response, now: datetime) -> None:
    """As with a changed answer: what was sent already is read anew before the public gets it again."""
    row.version += 1
    if row.is_sent:
        row.changed_at, row.published_at = now, None
        arrivals.changed(row)
    row.save(update_fields=["version", "changed_at", "published_at", "updated_at"])


def attach_files(*, response: Response, files: Chosen, by: Any) -> list[Document]:
    """Add what came with a response by post or e-mail, or from another system. What was sent online stays as it was."""
    with documents.holding(every(files)) as held:
        return attach_held(response=response, files=files, held=held, by=by)


@transaction.atomic
def attach_held(*, response: Response, files: Chosen, held: Sequence[Any], by: Any) -> list[Document]:
    """The same for files that are held already. The answer is the new ones."""
    row = _take_to_handle(response, by=by, verb="enter_response")
    if row.is_own:
        raise WrongState(_("The respondent sent this online, so its files are theirs to change."))
    before = set(Document.objects.of(row).values_list("pk", flat=True))
    attach(row, files, held, by=by)
    row.version += 1
    row.published_at = None
    row.save(update_fields=["version", "published_at", "updated_at"])
    audit.record(by=by, verb="response.files_added", target=row, files=len(held))
    return list(Document.objects.of(row).exclude(pk__in=before))


@transaction.atomic
def detach_file(*, response: Response, file: Document, by: Any) -> None:
    """Take back a file that one added to a response oneself."""
    row = _take_to_handle(response, by=by, verb="enter_response")
    found = Document.objects.of(row).filter(pk=file.pk).first()
    if found is not None and not row.is_own:
        documents.remove(document=found, by=by)


def _take_to_handle(response: Response, *, by: Any, verb: str) -> Response:
    row = Response.objects.locked().select_related("consultation__department").get(pk=response.pk)
    rules.check(by, verb, row.consultation)
    if row.state not in (ResponseState.SUBMITTED, ResponseState.EXCLUDED):
        raise WrongState(
            _("This response is now “%(state)s”, so this can no longer be done.")
            % {"state": row.get_state_display()}
        )
    return row


@transaction.atomic
def release_file(*, response: Response, file: Document, by: Any) -> FileDecision:
    """Give a clean file to the public with its response, once somebody has read it."""
    row = _take_to_handle(response, by=by, verb="publish_response")
    if not row.may_be_published:
        raise Invalid(_("Its author does not wish it to be published."))
    return _decide(row, file, by=by, is_public=True)


@transaction.atomic
def hold_back_file(*, response: Response, file: Document, reason: str, by: Any) -> FileDecision:
    """Keep a file from the public, with a reason from the closed list. Officials still read it."""
    row = _take_to_handle(response, by=by, verb="publish_response")
    if reason not in RedactionReason.values:
        raise Invalid({"reason": [_("Select a reason from the list")]})
    return _decide(row, file, by=by, is_public=False, reason=reason)


def _decide(row: Response, file: Document, *, by: Any, is_public: bool, reason: str = "") -> FileDecision:
    found = Document.objects.of(row).filter(pk=file.pk).first()
    if found is None or not found.is_clean:
        raise WrongState(_("Only a file that was scanned and found clean can be decided on."))
    said = {"response": row, "is_public": is_public, "reason": reason, "by": by, "at": timezone.now()}
    decision, _new = FileDecision.objects.update_or_create(document=found, defaults=said)
    row.version += 1
    row.save(update_fields=["version", "updated_at"])
    verb = "response.file_released" if is_public else "response.file_held_back"
    audit.record(by=by, verb=verb, target=row, reason=reason, file=str(found.public_id))
    return decision
