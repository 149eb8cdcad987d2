"""Consultations under load: page, first question, sending a response, the list, and a million responses.

Its data is its own: a consultation of ten questions, so many copies of it, and so many responses to one.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import load, paths, prepare
from bench.load import post
from bench.server import serve
from engagement.consultations import actions
from engagement.consultations.models import Answer, Consultation, Question, Response, new_secret, secret_hash
from foundation.accounts.models import User
from foundation.directory.models import Department

SUBMITS = 4000
LISTED, RESPONSES = 10_000, 1_000_000
QUESTIONS = 10
WORDS = "Groups like ours find the forms long and the decisions late, and the bus is most of what we spend. "

PRINCIPLES = {
    "purpose": "To measure.",
    "decision_stage": "options",
    "undecided_points": ["All of it"],
    "already_decided": ["Nothing is decided yet"],
    "decision_maker_role": "A minister",
    "civil_society_impact": "None.",
    "principles_considered": True,
}


@cache
def consultation(title: str = "A measured consultation") -> Consultation:
    """Ten questions on two pages, open for responses."""
    there = Consultation.objects.filter(title=title).first()
    if there:
        return there
    officer, second = (
        User.objects.get(email=f"{role}@demo.example") for role in ("officer", "civil_society_lead")
    )
    home, now = Department.objects.get(code="DCMS"), timezone.now()
    row = actions.create(by=officer, department=home, title=title, kind="consultation")
    dates = {"opening_at": now - timedelta(days=7), "closing_at": now + timedelta(weeks=12)}
    row = actions.save_details(
        consultation=row, by=officer, summary="Measured.", nations=["england"], **dates
    )
    row = actions.save_principles(consultation=row, by=officer, **PRINCIPLES)
    for number in (1, 2):
        section = actions.add_section(consultation=row, by=officer, title=f"Part {number}")
        for question in range(QUESTIONS // 2):
            words = {"kind": "long_text", "text": f"What about matter {number}.{question}?", "required": True}
            actions.add_question(consultation=row, section=section, by=officer, **words)
    row = actions.submit(consultation=Consultation.objects.get(pk=row.pk), by=officer)
    return actions.approve(consultation=row, by=second)


def grow_list(_row: Consultation) -> None:
    """Copies with dates of their own, so that the list has every phase."""
    names = [field.column for field in Consultation._meta.concrete_fields if field.column != "id"]
    own = {
        "ref": "'CO-2026-' || lpad((500000 + n)::text, 6, '0')",
        "slug": "'measured-' || n",
        "title": "'Measured consultation number ' || n",
        "opening_at": "opening_at - (n %% 700) * interval '1 day'",
        "closing_at": "closing_at - (n %% 700) * interval '1 day'",
    }
    columns = ", ".join(names)
    values = ", ".join(own.get(name, name) for name in names)
    missing = LISTED - Consultation.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(
            f"INSERT INTO consultations_consultation ({columns}) SELECT {values}"  # noqa: S608
            " FROM consultations_consultation, generate_series(1, %s) AS n WHERE title = 'A measured consultation'",
            [max(0, missing)],
        )
        cursor.execute("ANALYZE consultations_consultation")


RESPONSE_ROWS = """
INSERT INTO consultations_response (public_id, ref, consultation_id, version, state, channel, language, capacity,
    name, email, organisation_name, has_authority, how_gathered, nation, publication, confidential,
    confidential_reason, wants_outcome, monitoring_done, created_at, updated_at, submitted_at, client_id,
    external_id, exclusion, published_at)
SELECT gen_random_uuid(), %(prefix)s || lpad(n::text, 7, '0'), %(key)s, 1, 'submitted', 'web', 'en',
    (ARRAY['individual', 'individual', 'on_behalf_of_organisation'])[1 + n %% 3], '', '',
    CASE WHEN n %% 3 = 2 THEN 'Group ' || n %% 5000 ELSE '' END, n %% 3 = 2, '',
    (ARRAY['england', 'england', 'wales', 'scotland', ''])[1 + n %% 5], 'name_and_response', false, '', false, false,
    sent, sent, sent, '', '', '', sent
FROM (SELECT n, now() - n * interval '1 second' AS sent FROM generate_series(%(first)s, %(last)s) AS n) AS numbers
"""
ANSWER_ROWS = """
INSERT INTO consultations_answer (response_id, question_id, text, choices, comments, changed_at)
SELECT id, %(question)s, %(words)s || CASE WHEN id %% 1000 = 0 THEN ' A lighthouse keeper wrote this.' ELSE '' END,
    '{}', '[]', now()
FROM consultations_response WHERE consultation_id = %(key)s AND ref BETWEEN %(low)s AND %(high)s
"""


def grow_responses(row: Consultation) -> None:
    """A million published responses with an open answer each; one in a thousand holds a rare word."""
    grow(row, RESPONSES, "RS-2025-")


def grow(row: Consultation, many: int, prefix: str) -> None:
    """So many responses under a prefix of their own."""
    question = Question.objects.filter(consultation=row).earliest("pk")
    there = Response.objects.filter(consultation=row, ref__startswith=prefix).count()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for first in range(there + 1, many + 1, 100_000):
            last = min(first + 99_999, many)
            cursor.execute(RESPONSE_ROWS, {"key": row.pk, "prefix": prefix, "first": first, "last": last})
            refs = {"low": f"{prefix}{first:07d}", "high": f"{prefix}{last:07d}"}
            cursor.execute(ANSWER_ROWS, {"key": row.pk, "question": question.pk, "words": WORDS} | refs)
        cursor.execute("VACUUM ANALYZE consultations_response")
        cursor.execute("VACUUM ANALYZE consultations_answer")


def drafts(count: int, row: Consultation | None = None) -> list[tuple[str, str]]:
    """Complete drafts with ten answers each, all alike; the answer is key and secret of each."""
    row = row or consultation()
    secrets = [new_secret() for _ in range(count)]
    who = {"capacity": "individual", "publication": "do_not_publish", "email": "measured@demo.example"}
    made = Response.objects.bulk_create(
        [Response(consultation=row, secret_hash=secret_hash(secret), **who) for secret in secrets],
        batch_size=1000,
    )
    questions = list(Question.objects.filter(consultation=row))
    answers = (
        Answer(response=each, question=question, text=WORDS * 7) for each in made for question in questions
    )
    Answer.objects.bulk_create(answers, batch_size=2000)
    return [(str(each.public_id), secret) for each, secret in zip(made, secrets, strict=True)]


def cookie(key: str, secret: str) -> dict[str, str]:
    return {"cookie": f"response-{key[:8]}={secret}; csrf={prepare.CSRF}"}


def submissions(found: list[tuple[str, str]]) -> Iterator[bytes]:
    body = urlencode({"csrfmiddlewaretoken": prepare.CSRF}).encode()
    base = f"/consultations/{consultation().slug}/respond/"
    for key, secret in found:
        yield post(f"{base}{key}/check/", body, **cookie(key, secret))


def _place(tail: str = "") -> str:
    return f"/consultations/{consultation().slug}/{tail}"


Step = tuple[str, str, int, Callable[[], str]]
STEPS: tuple[Step, ...] = (
    ("consultation_page", "read", LISTED, _place),
    ("consultation_question", "read", LISTED, lambda: ""),
    ("response_submit_10", "submit", LISTED, lambda: ""),
    ("consultations_10k", "list", LISTED, lambda: "/consultations/"),
    ("consultations_open_10k", "list", LISTED, lambda: "/consultations/?phase=open&department=DCMS"),
    ("responses_1m", "list", RESPONSES, lambda: _place("responses/")),
    ("responses_filter_1m", "list", RESPONSES, lambda: _place("responses/?capacity=individual&nation=wales")),
    ("responses_words_1m", "list", RESPONSES, lambda: _place("responses/?q=lighthouse+keeper")),
)
NAMES = frozenset(step[0] for step in STEPS)


def measure(only: list[str], floor: dict[str, float]) -> Iterator[dict[str, Any]]:
    chosen = [step for step in STEPS if not only or step[0] in only]
    if not chosen:
        return
    grow_list(consultation())
    for step in chosen:
        if step[2] == RESPONSES:
            grow_responses(consultation())
        yield _measure(step, floor)


def _measure(step: Step, floor: dict[str, float]) -> dict[str, Any]:
    name, kind, rows, address = step
    headers: dict[str, str] = {}
    where = address()
    if name == "consultation_question":
        key, secret = drafts(1)[0]
        where, headers = _place(f"respond/{key}/1/"), cookie(key, secret)
    requests = submissions(drafts(SUBMITS)) if kind == "submit" else load.forever(load.get(where, **headers))
    with serve("portal.wsgi:application", "portal.settings") as server:
        outcome = paths._measure(server.port, requests)
        memory = server.pss_mb()
    if wrong := set(outcome.statuses) - {200, 302, 303}:
        raise RuntimeError(f"{name} answered with status {sorted(wrong)}.")
    return {
        "name": name,
        "kind": kind,
        "requests_per_second": round(outcome.per_second(), 1),
        "p50_ms": round(outcome.percentile(0.50), 1),
        "p99_ms": round(outcome.percentile(0.99), 1),
        "ratio_to_floor": round(outcome.per_second() / floor[kind], 3),
        "queries": _queries(kind, where, headers),
        "pss_mb": memory,
        "rows": rows,
    }


def _queries(kind: str, where: str, headers: dict[str, str]) -> int:
    """SQL statements of one warm request, counted inside this process."""
    if kind == "submit":
        key, secret = drafts(1)[0]
        where, headers = _place(f"respond/{key}/check/"), cookie(key, secret)
    client = Client(SERVER_NAME="127.0.0.1")
    for part in headers.get("cookie", "").split("; "):
        if part:
            client.cookies[part.split("=", 1)[0]] = part.split("=", 1)[1]
    ask = client.post if kind == "submit" else client.get
    if kind != "submit":
        ask(where)
    with CaptureQueriesContext(connection) as captured:
        ask(where)
    return len(captured)
