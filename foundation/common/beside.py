"""Rows of other tables as one column of a row: what a page shows beside it comes in the same statement."""

import json
from typing import Any

from django.db.models import Subquery, TextField


class Rows(Subquery):
    """`said=Rows(Message.objects.filter(request=OuterRef("pk")).values("body", "at"))`; `read` gives plain values.

    They are named as in `values`, keys of other rows are numbers, and moments are in the words of ISO 8601.
    """

    template = "(SELECT json_agg(beside)::text FROM (%(subquery)s) AS beside)"
    output_field = TextField()


def read(column: str | None) -> list[dict[str, Any]]:
    return json.loads(column) if column else []
