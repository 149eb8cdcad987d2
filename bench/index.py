"""A million known texts in the index of campaigns."""

import random
from collections.abc import Iterator
from datetime import date

from django.db import connection

from bench.corpus import alone
from engagement.consultations.analysis.models import DistinctText
from engagement.consultations.models import Consultation
from engagement.consultations.similarity.nearest import sketch
from foundation.directory.models import Department

SLICE = 20_000
SLUG = "measured-campaigns"


def fill(rows: int) -> int:
    """The consultation whose index holds so many texts, each its own group. What is there from before stays."""
    home = _consultation()
    there = DistinctText.objects.filter(consultation=home).count()
    rng = random.Random(there)
    while there < rows:
        size = min(SLICE, rows - there)
        _add(home.pk, [alone(rng) for _text in range(size)])
        there += size
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE analysis_textkey")
        cursor.execute("ANALYZE analysis_distincttext")
    return home.pk


def _consultation() -> Consultation:
    department, _new = Department.objects.get_or_create(
        code="BENCH",
        defaults={
            "name": "Measured",
            "slug": "measured",
            "kind": "ministerial_department",
            "valid_from": date(2020, 1, 1),
        },
    )
    home, _new = Consultation.objects.get_or_create(
        slug=SLUG,
        defaults={"ref": "CN-0000-000001", "title": "Measured", "summary": "", "department": department},
    )
    return home


def _add(home: int, texts: list[str]) -> None:
    sketches = sketch(texts, scope=home)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('analysis_distincttext', 'id')) FROM generate_series(1, %s)",
            [len(texts)],
        )
        keys = [pk for (pk,) in cursor.fetchall()]
        columns = "(id, consultation_id, digest, body, words, stance)"
        _copy(
            cursor,
            f"analysis_distincttext {columns}",
            (
                (pk, home, each.digest, text, each.words, each.stance)
                for pk, text, each in zip(keys, texts, sketches, strict=True)
            ),
        )
        marks = ((pk, key) for pk, each in zip(keys, sketches, strict=True) for key in each.keys)
        _copy(cursor, "analysis_textkey (text_id, key)", marks)


def _copy(cursor, table: str, rows: Iterator[tuple]) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as target:
        for each in rows:
            target.write_row(each)
