"""What every page and every verb of a response reads, composed once; and the one write that all of them wait for."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BigIntegerField, CharField, UUIDField

from engagement.consultations.models import Answer, Response
from foundation.common.prepared import Prepared


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


_HELD, _LOCKED, _ANSWERS = Prepared(_held), Prepared(_locked), Prepared(_answers)


def held(key: Any, slug: str) -> Response | None:
    """The response of an address."""
    return next(iter(_HELD(key=key, slug=slug)), None)


def locked(pk: int) -> Response:
    """The row as it now stands, locked until the commit."""
    for row in _LOCKED(False, pk=pk):
        return row
    raise Response.DoesNotExist


def locked_at(key: Any, slug: str) -> Response | None:
    """The same for the response of an address."""
    return next(iter(_LOCKED(True, key=key, slug=slug)), None)


def answers(response: Response) -> list[Kept]:
    """All that was said so far."""
    return [Kept(*row) for row in _ANSWERS(response=response.pk)]


@contextmanager
def together() -> Iterator[None]:
    """Within a transaction: statements that give nothing back go to the database in one journey.

    What goes wrong with one of them is raised at the end, and undoes all.
    """
    raw: Any = connection.connection
    with connection.wrap_database_errors, raw.pipeline():
        yield


SENT = """
UPDATE consultations_response SET state = %s, ref = %s, submitted_at = %s, updated_at = %s, version = %s WHERE id = %s
"""


def keep_sent(row: Response) -> None:
    """Write what sending changes, of a row that is locked. One plain statement: every submission waits for it."""
    values = (str(row.state), row.ref, row.submitted_at, row.updated_at, row.version, row.pk)
    with connection.cursor() as cursor:
        cursor.execute(SENT, values)
