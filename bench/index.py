"""A million known texts in the index of campaigns."""

import random
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np

from bench import stock
from bench.bare import bare
from engagement.consultations.analysis.models import DistinctText
from engagement.consultations.models import Consultation
from engagement.consultations.similarity.nearest import Sketch, sketch
from foundation.directory.models import Department

SLICE = 20_000
SLUG = "measured-campaigns"
SENTENCES, DEMANDS = 100_000, 10_000
# A row of the table of keys as COPY takes it in binary form: how many columns, then length and value of each.
ROW = np.dtype([("columns", ">i2"), ("first", ">i4"), ("text", ">i8"), ("second", ">i4"), ("key", ">i8")])
HEAD, TAIL = b"PGCOPY\n\xff\r\n\x00" + bytes(8), b"\xff\xff"


def fill(rows: int) -> int:
    """The consultation whose index holds so many texts, each its own group. What is there from before stays."""
    home = _consultation()
    there = DistinctText.objects.filter(consultation=home).count()
    if there >= rows:
        return home.pk
    texts = letters(random.Random(there))
    with bare("analysis_textkey") as cursor:
        for at in range(there, rows, SLICE):
            _add(cursor, home.pk, [next(texts) for _text in range(min(SLICE, rows - at))])
        cursor.execute("ANALYZE analysis_distincttext")
    return home.pk


def letters(rng: random.Random) -> Iterator[str]:
    """Letters of strangers that draw on one stock of sentences: each sentence stands in fifty of a million letters."""
    sentences = [stock.sentence(rng) for _sentence in range(SENTENCES)]
    demands = [demand for _pair in range(DEMANDS) for demand in stock.demands(rng)[0]]
    while True:
        body = [*rng.choices(sentences, k=rng.randint(4, 6)), rng.choice(demands), stock.personal(rng)]
        yield f"{rng.choice(stock.GREETINGS)}\n\n{' '.join(body)}"


def edited(text: str, rng: random.Random) -> str:
    """The letter with another greeting, and with a sentence more or one less."""
    _greeting, body = text.split("\n\n", 1)
    sentences = body.split(". ")
    if rng.random() < 0.5:
        del sentences[rng.randrange(len(sentences) - 2)]
    else:
        sentences.insert(0, stock.personal(rng).rstrip("."))
    return f"{rng.choice(stock.GREETINGS)}\n\n{'. '.join(sentences)}"


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


def _add(cursor: Any, home: int, texts: Sequence[str]) -> None:
    sketches = sketch(texts, scope=home)
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence('analysis_distincttext', 'id')) FROM generate_series(1, %s)",
        [len(texts)],
    )
    places = [pk for (pk,) in cursor.fetchall()]
    columns = "(id, consultation_id, digest, body, words, stance)"
    with cursor.copy(f"COPY analysis_distincttext {columns} FROM STDIN") as target:
        for pk, text, each in zip(places, texts, sketches, strict=True):
            target.write_row((pk, home, each.digest, text, each.words, each.stance))
    with cursor.copy("COPY analysis_textkey (text_id, key) FROM STDIN (FORMAT binary)") as target:
        target.write(HEAD + _rows(places, sketches) + TAIL)


def _rows(places: Sequence[int], sketches: Sequence[Sketch]) -> bytes:
    keys = [key for each in sketches for key in each.keys]
    rows = np.empty(len(keys), ROW)
    rows["columns"], rows["first"], rows["second"] = 2, 8, 8
    rows["text"] = np.repeat(places, [len(each.keys) for each in sketches])
    rows["key"] = keys
    return rows.tobytes()
