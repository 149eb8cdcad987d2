"""Responses that did not come by the form: typed in by staff, read from a file, or sent by another system."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from engagement.consultations import whose
from engagement.consultations.actions import arrivals, evidence, replies
from engagement.consultations.actions.respondents import tidy, tie_entered
from engagement.consultations.actions.responses import put_answers
from engagement.consultations.actions.steps import client, person
from engagement.consultations.answering import Said, columns
from engagement.consultations.enums import OFFLINE, ResponseState
from engagement.consultations.models import Answer, Consultation, FormatRequest, Response
from engagement.consultations.rules import check
from engagement.consultations.structure import questionnaire
from engagement.consultations.turns import take_in
from foundation import documents
from foundation.common.errors import Invalid
from foundation.common.references import next_references
from foundation.directory.models import Organisation

Known = Mapping[str, Organisation]


@dataclass(frozen=True, slots=True)
class Entry:
    """One response as it came: who, by which channel, on which day, and what they said by question key."""

    who: Mapping[str, Any]
    said: Mapping[str, Said]
    channel: str
    received_on: date
    external_id: str = ""
    language: str = "en"
    place: Any = field(default=None, compare=False)
    format_request: str = field(default="", kw_only=True)  # the key of the request that it replies to


def enter_response(
    *, consultation: Consultation, entry: Entry, by: Any, files: evidence.Chosen | None = None
) -> Response:
    """Enter a response that came by post, phone, e-mail or at an event. It counts from the day that it reached us.

    `files`: what came with it, by question key.
    """
    chosen = files or {}
    with documents.holding(evidence.every(chosen)) as held, transaction.atomic():
        take_in(consultation.pk)
        now = Consultation.objects.select_related("department").get(pk=consultation.pk)
        check(by, "enter_response", now)
        if entry.channel not in OFFLINE:
            raise Invalid({"channel": ["Select how the response came"]})
        asked = replies.named(entry.format_request, replies.provided(now))
        replies.require_day(now, entry.received_on, asked)
        row = _keep(now, entry, by, asked)
        evidence.attach(row, chosen, held, by=by)
        return row


def _keep(consultation: Consultation, entry: Entry, by: Any, asked: FormatRequest | None) -> Response:
    now = timezone.now()
    row = _row(consultation, entry, by, now, next_references("RS", 1)[0], _named([entry], by))
    replies.keep(row, asked, by=by)
    questions = {question.key: question.pk for question in questionnaire(consultation).questions()}
    put_answers(row, {questions[key]: said for key, said in entry.said.items() if said}, now)
    arrivals.arrived(row, by=by)
    return row


def _named(entries: Sequence[Entry], by: Any) -> Known:
    untied = [entry.who for entry in entries if entry.who.get("organisation") is None]
    return whose.named({who["organisation_name"] for who in untied if who.get("organisation_name")}, by)


def _row(
    consultation: Consultation, entry: Entry, by: Any, now: datetime, ref: str, known: Known
) -> Response:
    row = Response(
        consultation=consultation,
        state=ResponseState.SUBMITTED,
        ref=ref,
        submitted_at=now,
        received_on=entry.received_on,
        channel=entry.channel,
        external_id=entry.external_id,
        language=entry.language,
        entered_by=person(by),
        client_id=client(by),
        **tie_entered(entry.who, known),
    )
    tidy(row)
    return row


@transaction.atomic
def ingest(*, consultation: Consultation, entries: Sequence[Entry], by: Any) -> tuple[int, int]:
    """Take many responses at once, all or none; those whose number is known already are left as they are.

    The answer is how many were taken and how many were there before.
    """
    check(by, "enter_response", consultation)
    locked = Consultation.objects.locked().select_related("department").get(pk=consultation.pk)
    numbers = [entry.external_id for entry in entries if entry.external_id]
    rows = Response.objects.filter(consultation=locked, external_id__in=numbers)
    known = set(rows.values_list("external_id", flat=True))
    new = [entry for entry in entries if not entry.external_id or entry.external_id not in known]
    asked = _checked(locked, entries)
    for entry in new:
        if entry.format_request:
            _keep(locked, entry, by, asked[entry.format_request])
    if plain := [entry for entry in new if not entry.format_request]:
        _keep_many(locked, plain, by)
    return len(new), len(entries) - len(new)


def _checked(consultation: Consultation, entries: Sequence[Entry]) -> dict[str, FormatRequest]:
    """Each day against the time of whoever sent it; the requests that are named, each by one reply."""
    for day in {entry.received_on for entry in entries if not entry.format_request}:
        replies.require_day(consultation, day)
    found: dict[str, FormatRequest] = {}
    named = [entry for entry in entries if entry.format_request]
    known = replies.provided(consultation) if named else {}
    for entry in named:
        asked = replies.named(entry.format_request, known, number=entry.external_id)
        replies.require_day(consultation, entry.received_on, asked)
        if asked is None or entry.format_request in found:
            raise Invalid({"format_request": ["Two responses name the same request for another format"]})
        found[entry.format_request] = asked
    return found


def _keep_many(consultation: Consultation, entries: Sequence[Entry], by: Any) -> None:
    """A handful of statements, however many responses there are."""
    now = timezone.now()
    refs = next_references("RS", len(entries))
    known = _named(entries, by)
    rows = [_row(consultation, entry, by, now, ref, known) for entry, ref in zip(entries, refs, strict=True)]
    Response.objects.bulk_create(rows, batch_size=1000)
    questions = {question.key: question.pk for question in questionnaire(consultation).questions()}
    answers = [
        Answer(response=row, question_id=questions[key], changed_at=now, **columns(said))
        for row, entry in zip(rows, entries, strict=True)
        for key, said in entry.said.items()
        if said
    ]
    Answer.objects.bulk_create(answers, batch_size=2000)
    arrivals.many_arrived(consultation, rows, by=by)
