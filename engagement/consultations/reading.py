"""What every page and every verb of a response reads, composed once; and the one write that all of them wait for."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, CharField, UUIDField

from engagement.consultations.models import Answer, Response
from engagement.consultations.turns import take_in_at
from foundation.common.prepared import Prepared, execute, together
from foundation.common.references import coming_reference


class Kept(NamedTuple):
    """An answer as it stands in the database, without the weight of a row of the ORM."""

    pk: int
    question_id: int
    text: str
    choices: list[str]
    number: Decimal | None
    day: date | None
    comments: list[dict[str, Any]]
    changed_at: datetime


def _held(slot: Any) -> Any:
    rows = Response.objects.beside_consultation()
    return rows.filter(
        public_id=slot("key", UUIDField()), consultation__slug=slot("slug", CharField(max_length=120))
    )


def _locked(slot: Any, by_address: bool) -> Any:
    rows = Response.objects.locked().beside_consultation("consultation__department__code")
    rows = rows.select_related("consultation__department")
    if by_address:
        slug = slot("slug", CharField(max_length=120))
        return rows.filter(public_id=slot("key", UUIDField()), consultation__slug=slug)
    return rows.filter(pk=slot("pk", BigIntegerField()))


def _answers(slot: Any) -> Any:
    return Answer.objects.filter(response=slot("response", BigIntegerField())).values_list(*Kept._fields)


def _answers_at(slot: Any) -> Any:
    return Answer.objects.filter(response__public_id=slot("key", UUIDField())).values_list(*Kept._fields)


_HELD, _LOCKED = Prepared(_held), Prepared(_locked)
_ANSWERS, _ANSWERS_AT = Prepared(_answers), Prepared(_answers_at)


def held(key: Any, slug: str) -> Response | None:
    """The response of an address."""
    return next(iter(_HELD(key=key, slug=slug)), None)


def locked(pk: int) -> Response:
    """The row as it now stands, locked until the commit."""
    for row in _LOCKED(False, pk=pk):
        return row
    raise Response.DoesNotExist


class Sending(NamedTuple):
    """All that is decided on when a response is sent."""

    response: Response
    answers: list[Kept]
    ref: str


def to_send(key: Any, slug: str) -> Sending | None:
    """The response of an address under lock, what it says, and the next reference, in one journey.

    The answers are read once the lock is held: whoever wrote on it before has committed.
    """
    with together():
        take_in_at(key)
        found, said = _LOCKED.later(True, key=key, slug=slug), _ANSWERS_AT.later(key=key)
        ref = coming_reference("RS")
    for row in found():
        return Sending(row, [Kept(*each) for each in said()], ref())
    return None


def answers(response: Response) -> list[Kept]:
    """All that was said so far."""
    return [Kept(*row) for row in _ANSWERS(response=response.pk)]


SENT = """
UPDATE consultations_response SET state = %s, ref = %s, submitted_at = %s, updated_at = %s, version = %s WHERE id = %s
"""


def keep_sent(row: Response) -> None:
    """Write what sending changes, of a row that is locked. One plain statement: every submission waits for it."""
    execute(SENT, [str(row.state), row.ref, row.submitted_at, row.updated_at, row.version, row.pk])
