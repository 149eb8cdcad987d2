"""A respondent's verbs: begin, answer page by page, say who they are, send, change until the close, withdraw."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.consultations import answering, files, reading, rules
from engagement.consultations.actions import arrivals
from engagement.consultations.actions.paths import drop_files, keep_to_path
from engagement.consultations.actions.respondents import Before, tidy, tie
from engagement.consultations.actions.steps import person, tell, title_of
from engagement.consultations.answering import Said
from engagement.consultations.completeness import missing
from engagement.consultations.enums import ResponseState
from engagement.consultations.models import Answer, Consultation, Response, secret_hash
from engagement.consultations.structure import Page, questionnaire
from engagement.consultations.turns import take_in
from foundation import audit, documents
from foundation.common.actors import SYSTEM
from foundation.common.errors import Invalid, NotAllowed, Stale, WrongState
from foundation.common.prepared import together
from foundation.common.references import next_reference
from foundation.common.words import moment
from foundation.documents.models import Document

WHO = {
    *("capacity", "name", "email", "organisation", "organisation_name", "has_authority", "how_gathered"),
    *("nation", "publication", "confidential", "confidential_reason", "wants_outcome", "language"),
}
KEPT_DAYS = 30


class Closed(WrongState):
    """It came after the close, by the server's clock."""

    code = "closed"


@transaction.atomic
def begin(
    *, consultation: Consultation, by: Any, secret: str, key: UUID | None = None, language: str = "en"
) -> Response:
    """Begin a response; `secret` is what its link will hold. The same key twice gives the same draft."""
    require_open(consultation, None)
    said = {
        "consultation": consultation,
        "secret_hash": secret_hash(secret),
        "respondent": person(by),
        "language": language,
    }
    try:
        row, created = Response.objects.get_or_create(public_id=key or uuid4(), defaults=said)
    except IntegrityError:  # the secret opens another response already
        raise NotAllowed(_("This response belongs to somebody else.")) from None
    if row.consultation_id != consultation.pk or not rules.holds(by, secret, row):
        raise NotAllowed(_("This response belongs to somebody else."))
    if created:
        audit.record(by=by, verb="response.begun", target=row, after=row.state)
    return row


def require_open(consultation: Consultation, until: datetime | None) -> datetime:
    """Raises Closed unless responses are taken at this very moment; the answer is that moment.

    Whoever comes too late reads why: the closing moment, or that it was withdrawn and for what reason.
    """
    now = timezone.now()
    if consultation.is_withdrawn:
        raise Closed(consultation.withdrawn_words)
    if not consultation.takes_responses(until, now):
        words = {"now": moment(now), "closing": moment(until or consultation.closing_at)}
        raise Closed(
            _(
                "It is %(now)s by the clock of this service. This consultation took responses until %(closing)s."
            )
            % words
        )
    return now


def take(response: Response, *, by: Any, secret: str) -> tuple[Response, datetime]:
    """The row under lock, if `by` holds it and its consultation still takes responses."""
    row = reading.locked(response.pk)
    if not rules.holds(by, secret, row):
        raise NotAllowed(_("This response belongs to somebody else."))
    if row.state not in (ResponseState.DRAFT, ResponseState.SUBMITTED):
        raise WrongState(
            _("This response is now “%(state)s”, so this can no longer be done.")
            % {"state": row.get_state_display()}
        )
    return row, require_open(row.consultation, row.extended_until)


@transaction.atomic
def answer_page(
    *,
    response: Response,
    page: Page,
    said: Mapping[str, Said],
    by: Any,
    secret: str = "",
    seen: str | None = None,
    partly: bool = False,
) -> Response:
    """Keep the answers of one page. Raises Stale when a colleague changed them after `seen` was read.

    `partly`: a required answer of a draft may still be missing.
    On a response that was sent already the change counts at once, and the receipt tells when it was made; answers
    that are no longer asked after it go.
    """
    row, now = take(response, by=by, secret=secret)
    kept = {answer.question_id: answer for answer in row.answers.filter(question__section=page.section)}
    if seen is not None and seen != stamp(kept.values()) and _differs(page, kept, said):
        raise Stale(_("A colleague changed this page while you were working on it."))
    _put(row, page, said, kept, now, partly=partly and not row.is_sent)
    row.version += 1
    if row.is_sent:
        row.changed_at = now
        row.published_at = None
    row.save(update_fields=["version", "changed_at", "published_at", "updated_at"])
    verb = "response.changed" if row.is_sent else "response.saved"
    audit.record(by=by, verb=verb, target=row, page=page.number, answers=sum(map(bool, said.values())))
    if row.is_sent:
        keep_to_path(row, by)
        arrivals.changed(row)
    return row


def stamp(answers: Any) -> str:
    """Changes whenever one of these answers is written or removed."""
    return ",".join(sorted(f"{answer.question_id}@{answer.changed_at.timestamp():.6f}" for answer in answers))


def _differs(page: Page, kept: dict[int, Answer], said: Mapping[str, Said]) -> bool:
    by_key = {question.key: kept.get(question.pk) for question in page.questions}
    return any(not _same(by_key[key], new) for key, new in said.items())


def _same(old: Answer | None, new: Said) -> bool:
    """Whether an answer says already what is being said; then it stays, with what was redacted in it."""
    return answering.columns(answering.of_answer(old) if old else Said()) == answering.columns(new)


def _put(
    row: Response,
    page: Page,
    said: Mapping[str, Said],
    kept: dict[int, Answer],
    now: datetime,
    *,
    partly: bool,
) -> None:
    """One statement for what was said, one for what was taken back."""
    by_key = {question.key: question for question in page.questions}
    if foreign := set(said) - set(by_key):
        raise Invalid({key: [_("This question is not on this page.")] for key in foreign})
    checked = {key: each for key, each in said.items() if each or not partly}
    if wrong := {
        key: [text] for key, each in checked.items() if (text := answering.problem(by_key[key], each))
    }:
        raise Invalid(wrong)
    new = {by_key[key].pk: each for key, each in said.items() if each}
    put_answers(row, {pk: each for pk, each in new.items() if not _same(kept.get(pk), each)}, now)
    if gone := [kept[by_key[key].pk].pk for key, each in said.items() if not each and by_key[key].pk in kept]:
        Answer.objects.filter(pk__in=gone).delete()


COLUMNS = ["text", "choices", "number", "day", "comments", "changed_at"]


def put_answers(row: Response, said: Mapping[int, Said], now: datetime) -> None:
    rows = [
        Answer(response=row, question_id=question, changed_at=now, **answering.columns(each))
        for question, each in said.items()
    ]
    Answer.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["response", "question"], update_fields=COLUMNS
    )


@transaction.atomic
def say_who(*, response: Response, by: Any, secret: str = "", **said: Any) -> Response:
    """Keep who responds, for whom, with what authority, and what may be published."""
    row, now = take(response, by=by, secret=secret)
    before = Before(row.organisation_id, row.organisation_name, row.email)
    for name, value in said.items():
        if name not in WHO:
            raise ValueError(f"{name!r} is not something the respondent says")
        setattr(row, name, value)
    tie(row, said, by, before)
    tidy(row)
    if row.is_sent:
        if gaps := missing(row, {}, who_only=True):
            raise Invalid(gaps)
        row.changed_at, row.published_at = now, None
    row.version += 1
    row.save()
    audit.record(by=by, verb="response.who_saved", target=row, fields=sorted(said))
    if row.is_sent:
        arrivals.fact(row, "response.changed")
        if row.email and row.email != before.email:
            _tell_receipt(row)
    return row


@transaction.atomic
def submit_response(*, response: Response, by: Any, secret: str = "") -> Response:
    """Send it: it takes its reference, by the server's clock. Twice, or fifty times at once, it is one response.

    Raises Invalid naming what is missing, and Closed after the close.
    """
    take_in(response.consultation_id)
    row = reading.locked(response.pk)
    if not rules.holds(by, secret, row):
        raise NotAllowed(_("This response belongs to somebody else."))
    return _send(reading.Sending(row, reading.answers(row), next_reference("RS")), by)


@transaction.atomic
def submit_at(*, key: UUID, slug: str, by: Any, secret: str) -> Response | None:
    """The same for the response of an address, in one look; None where `by` holds none there."""
    found = reading.to_send(key, slug)
    if found is None or not rules.holds(by, secret, found.response):
        return None
    return _send(found, by)


def _send(found: reading.Sending, by: Any) -> Response:
    row = found.response
    if row.is_sent:
        return row
    now = require_open(row.consultation, row.extended_until)
    answers = {answer.question_id: answer for answer in found.answers}
    form = questionnaire(row.consultation)
    said = {q.key: answering.of_answer(answers[q.pk]) for q in form.questions() if q.pk in answers}
    on_path = form.on_path(answering.chosen(said))
    if gaps := missing(row, said, asked=on_path):
        raise Invalid(gaps)
    asked = {question.pk for question in on_path}
    if aside := [answer.pk for pk, answer in answers.items() if pk not in asked]:
        Answer.objects.filter(pk__in=aside).delete()
    drop_files(row, {question.key for question in on_path}, by)
    row.move_to(ResponseState.SUBMITTED)
    row.ref, row.submitted_at, row.updated_at = found.ref, now, now
    row.version += 1
    with together(with_the_commit=True):
        reading.keep_sent(row)
        arrivals.arrived(row, by=by)
        if row.email:
            _tell_receipt(row)
    return row


def _tell_receipt(row: Response) -> None:
    """Once to each address: whoever mistyped it has their receipt at the right one."""
    said = {"ref": row.ref, "when": row.submitted_at, "closing": _closing(row)}
    _tell(row, "response_received", to=row.email, **said)


def _closing(row: Response) -> datetime:
    return row.closes_at(row.consultation.closing_at)


def _tell(row: Response, kind: str, *, to: str = "", **context: Any) -> None:
    """To the address that the respondent gave; the title is in their language."""
    title = row.consultation.title_cy if row.language == "cy" else ""
    tell(
        [row.email],
        row.consultation,
        kind,
        url=f"/consultations/{row.consultation.slug}/",
        context={"title": title or row.consultation.title, **context},
        language=row.language,
        event=(row.pk, kind, *filter(None, [to])),
    )


def send_link(*, response: Response, email: str, path: str) -> None:
    """E-mail the secret link. The address is used for this and not kept with the draft."""
    tell(
        [email],
        response.consultation,
        "response_link",
        url=path,
        context={"title": title_of(response.consultation), "closing": _closing(response)},
        language=response.language,
    )


@transaction.atomic
def withdraw_response(*, response: Response, by: Any, secret: str = "") -> Response:
    """Take a response back. Until the close it is neither counted nor published any more."""
    row, _now = take(response, by=by, secret=secret)
    before = row.state
    row.move_to(ResponseState.WITHDRAWN)
    documents.erase(about=row, by=by)
    row.published_at = None
    row.version += 1
    row.save()
    audit.record(by=by, verb="response.withdrawn", target=row, before=before, after=row.state)
    arrivals.fact(row, "response.withdrawn")
    if row.email:
        _tell(row, "response_withdrawn", ref=row.ref)
    return row


def forget_drafts(now: datetime | None = None) -> int:
    """Delete what was never sent, thirty days after its time to be sent has passed."""
    before = (now or timezone.now()) - timedelta(days=KEPT_DAYS)
    old = Response.objects.filter(state=ResponseState.DRAFT, consultation__closing_at__lt=before).exclude(
        extended_until__gte=before
    )
    return forget(old.filter(pk__in=list(old.values_list("pk", flat=True)[:5000])))


@transaction.atomic
def forget(rows: QuerySet) -> int:
    """Delete responses with all that belongs to them, their files too."""
    with_files = Document.objects.filter(about_type=files.KIND, about_id__in=rows.values("public_id"))
    for row in rows.filter(public_id__in=list(with_files.values_list("about_id", flat=True).distinct())):
        documents.erase(about=row, by=SYSTEM)
    return rows.delete()[0]
