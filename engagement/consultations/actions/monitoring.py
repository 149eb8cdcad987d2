"""Equality monitoring: kept apart from the response, also from its moment and its place in the table."""

from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from engagement.consultations.actions.responses import take
from engagement.consultations.models import EqualityAnswer, Response
from foundation.common.errors import WrongState

MONITORING = ("age", "sex", "disability", "ethnic_group", "religion", "orientation")
TABLE = EqualityAnswer._meta.db_table
COLUMNS = ", ".join(["consultation_id", *MONITORING])


@transaction.atomic
def add_monitoring(*, response: Response, by: Any, secret: str = "", **said: str) -> None:
    """Keep who took part, apart: the response remembers only that it was answered, the answers nothing of it."""
    row, _now = take(response, by=by, secret=secret)
    if not row.is_sent:
        raise WrongState(_("These questions are asked once your response is sent."))
    if row.monitoring_done:
        return
    if any(said.values()):
        EqualityAnswer.objects.create(
            consultation=row.consultation, **{name: said.get(name, "") for name in MONITORING}
        )
    row.monitoring_done = True
    row.save(update_fields=["monitoring_done"])


def shuffle_monitoring() -> int:
    """Write the answers anew, in an order by chance, under new numbers and in one transaction.

    As they were written, their order and transaction in the table would be those of the responses beside them.
    """
    return sum(_shuffle(consultation) for consultation in _in_order())


def _in_order() -> list[int]:
    """Consultations whose answers came since they were last shuffled: they stem from several transactions."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT consultation_id FROM {TABLE} GROUP BY 1 HAVING count(DISTINCT xmin::text) > 1"  # noqa: S608
        )
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def _shuffle(consultation: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH moved AS (DELETE FROM {TABLE} WHERE consultation_id = %s RETURNING {COLUMNS}) "  # noqa: S608
            f"INSERT INTO {TABLE} (id, {COLUMNS}) SELECT gen_random_uuid(), {COLUMNS} FROM moved ORDER BY random()",
            [consultation],
        )
        return int(cursor.rowcount)


__all__ = ["add_monitoring", "shuffle_monitoring"]
